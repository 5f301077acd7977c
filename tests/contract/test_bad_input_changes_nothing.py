"""Whatever comes in at the edge is answered in words, and the conversation goes on where it was."""

import io
import json
import wave
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

pytestmark = pytest.mark.dialogue

Say = Callable[..., dict[str, Any]]
JSON = {"content-type": "application/json"}


def wav(seconds: float, rate: int = 8000) -> bytes:
    """A recording of digital silence."""
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(bytes(int(seconds * rate) * 2))
    return body.getvalue()


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    """A refusal is a status, a code for the channel, and a sentence for the person that never blames (V-15)."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    assert body["error"]["code"] == code
    message = body["error"]["message"]
    assert message.endswith("。")
    assert not any(word in message for word in ("错误", "失败", "Traceback", "Exception", "/"))


CHATS = {
    "malformed JSON": (b'{"session": "S", "text": ', 400, "malformed_json"),
    "not UTF-8": (b'{"session": "S", "text": "\xff\xfe"}', 400, "bad_request"),
    "nested too deep": (b'{"session": "S", "text": ' + b"[" * 50_000, 400, "bad_request"),
    "nothing": (b"", 422, "bad_request"),
    "a list": (b"[1, 2]", 422, "bad_request"),
    "null": (b"null", 422, "bad_request"),
    "no text": (b'{"session": "S"}', 422, "bad_request"),
    "null text": (b'{"session": "S", "text": null}', 422, "bad_request"),
    "a number for text": (b'{"session": "S", "text": 5}', 422, "bad_request"),
    "half a character": (b'{"session": "S", "text": "\\ud800"}', 422, "bad_request"),
    "an unknown source": (b'{"session": "S", "text": "x", "source": "telepathy"}', 422, "bad_request"),
    "a channel that is none": (b'{"session": "S", "text": "x", "channel": "../x"}', 422, "bad_request"),
    "a confidence beyond 1": (b'{"session": "S", "text": "x", "confidence": 7}', 422, "bad_request"),
    "a confidence that is no number": (b'{"session": "S", "text": "x", "confidence": NaN}', 422, "bad_request"),
    "no session": (b'{"text": "x"}', 422, "bad_request"),
    "an empty session": (b'{"session": "", "text": "x"}', 422, "bad_request"),
    "a session with a line break": (b'{"session": "S\\n", "text": "x"}', 422, "bad_request"),
    "a session with a path": (b'{"session": "../S", "text": "x"}', 422, "bad_request"),
    "100 kB of text": (
        json.dumps({"session": "S", "text": "钱" * 33_334}, ensure_ascii=False).encode(),
        413,
        "text_too_long",
    ),
    "one character too many": (json.dumps({"session": "S", "text": "钱" * 1001}).encode(), 413, "text_too_long"),
    "9 MB": (b'{"session": "S", "text": "' + b"x" * 9_000_000 + b'"}', 413, "body_too_large"),
}


@pytest.mark.parametrize("kind", CHATS)
def test_a_chat_that_cannot_be_used_is_refused(kind: str, api: httpx.Client, say: Say, session: str) -> None:
    """Each kind of unusable request gets a 4xx in the one shape, and the same conversation stands where it stood."""
    body, status, code = CHATS[kind]
    _to_step_two(say)
    assert_refused(
        api.post("/api/chat", content=body.replace(b'"S', f'"{session}'.encode()), headers=JSON), status, code
    )
    _still_at_step_two(say)


SOUNDS: dict[str, tuple[Callable[[], Any], int, str]] = {
    "a WAV header with no sound": (lambda: wav(0), 400, "unreadable_audio"),
    "half a WAV header": (lambda: wav(1)[:20], 400, "unreadable_audio"),
    "ten minutes": (lambda: wav(600, 4000), 413, "recording_too_long"),
    "garbage": (lambda: np.random.default_rng(7).bytes(30_000), 400, "unreadable_audio"),
    "words instead of sound": (lambda: "你好".encode(), 400, "unreadable_audio"),
    "nothing": (lambda: b"", 400, "unreadable_audio"),
    "9 MB": (lambda: bytes(9_000_000), 413, "body_too_large"),
    "10 MB whose length is not announced": (lambda: _pieces(10_000_000), 413, "body_too_large"),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_sound_that_cannot_be_used_is_refused(kind: str, api: httpx.Client, say: Say) -> None:
    """Broken, empty, endless and huge recordings get a 4xx in the one shape, and the service goes on."""
    body, status, code = SOUNDS[kind]
    _to_step_two(say)
    assert_refused(api.post("/api/hear", content=body(), headers={"content-type": "audio/wav"}), status, code)
    _still_at_step_two(say)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": ""}, 422, "bad_request"),
        ({"text": "好" * 401}, 413, "text_too_long"),
        ({"text": "好", "rate": "warp"}, 422, "bad_request"),
        ({"text": ["好"]}, 422, "bad_request"),
        ({}, 422, "bad_request"),
    ],
    ids=["empty", "too long", "unknown rate", "a list", "nothing"],
)
def test_text_that_cannot_be_spoken_is_refused(body: dict[str, Any], status: int, code: str, api: httpx.Client) -> None:
    """What is not a short text at a known rate gets a 4xx in the one shape."""
    assert_refused(api.post("/api/speak", json=body), status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/guides/no-such-guide", 404, "unknown_guide"),
        ("GET", "/api/guides/..%2f..%2fpyproject", 404, "not_found"),
        ("GET", "/api/guides?q=" + "x" * 101, 413, "text_too_long"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/chat", 405, "method_not_allowed"),
        ("DELETE", "/api/sessions/nobody-was-here", 404, "unknown_session"),
        ("DELETE", "/api/sessions/a%20b", 422, "bad_request"),
    ],
)
def test_what_is_not_there_is_said(method: str, path: str, status: int, code: str, api: httpx.Client) -> None:
    """Unknown guides, sessions, routes and methods get a 4xx in the one shape."""
    assert_refused(api.request(method, path), status, code)


def test_a_query_with_an_invisible_character_is_only_a_query(api: httpx.Client) -> None:
    """Even a NUL in a search is answered with a list or a refusal, never a 500."""
    assert api.get("/api/guides?q=abc%00def").status_code < 500


@pytest.mark.parametrize("query", ['"', "'", "AND OR NOT", "养老*", "(", "%25", "%ff%fe", "😀"])
def test_a_query_with_odd_characters_is_only_a_query(query: str, api: httpx.Client) -> None:
    """Quotes and operators in a search find something or nothing; nothing fails."""
    assert api.get(f"/api/guides?q={query}").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["养老金\x00认证\x07怎么弄", "\x1b[31m养老金认证怎么弄", "养老金认证\u202e怎么弄\u200b", "\ufeff养老金认证怎么弄", "  养老金认证\n怎么弄  ", "/养老金认证怎么弄"],
)  # fmt: skip
def test_invisible_characters_do_not_hide_the_words(text: str, say: Say) -> None:
    """Control, invisible and stray leading characters are taken away before the words are understood."""
    assert say(text)["guide"]["service"] == "pension-auth"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t", "\x00", "/", "😀", "。。。", "<script>alert(1)</script>", "'; drop table guides; --", "a" * 1000],
)
def test_what_says_nothing_gets_a_sensible_reply(text: str, say: Say) -> None:
    """Silence, signs and code are inputs with a route: a reply, and no guide that nobody asked for."""
    reply = say(text)
    assert reply["say"]
    assert reply["guide"] is None


@pytest.mark.parametrize(
    "text",
    [
        "/greet",
        '/ask_service{"service":"dibao"}',
        "/restart",
        "/session_start",
        "//back",
        ' /choose{"offer":"去窗口做"}',
    ],
)
def test_a_command_to_the_engine_is_only_text(text: str, say: Say) -> None:
    """Nobody commands the dialogue by typing an intent: it is understood like any odd text, never taken for certain."""
    say("养老金认证怎么弄")
    reply = say(text)
    assert reply["understood"]["confidence"] < 1.0
    assert (reply["guide"] or {}).get("service") != "dibao"


def test_deleting_a_session_forgets_it(api: httpx.Client, say: Say, session: str) -> None:
    """After DELETE the conversation begins anew: no guide, nothing to repeat (P-04)."""
    _to_step_two(say)
    assert api.delete(f"/api/sessions/{session}").status_code == 204
    reply = say("到哪了")
    assert reply["guide"] is None
    assert reply["say"][0] == "还没开始办事呢。"


def test_what_was_deleted_is_not_known_any_more(api: httpx.Client, say: Say, session: str) -> None:
    """A second DELETE finds nothing: not even the name of the session was kept (P-04)."""
    say("你好")
    assert api.delete(f"/api/sessions/{session}").status_code == 204
    assert_refused(api.delete(f"/api/sessions/{session}"), 404, "unknown_session")


def _to_step_two(say: Say) -> None:
    say("养老金认证怎么弄")
    assert say("去窗口做")["guide"]["step"] == 2


def _still_at_step_two(say: Say) -> None:
    reply = say("到哪了")
    assert reply["say"] == ["养老金认证，第2步，共6步。", "身份证、社保卡，带一样。"]
    assert (reply["guide"]["service"], reply["guide"]["step"]) == ("pension-auth", 2)


def _pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // 65536 + 1):
        yield bytes(65536)
