"""What sounds: two voices, a label that a machine speaks, tones, and a refusal where there is nothing to say."""

import io
import wave

import httpx
import pytest

from voice.audio import decode

pytestmark = [pytest.mark.audio, pytest.mark.dialogue]


def seconds(body: bytes) -> float:
    """Length of a WAV."""
    with wave.open(io.BytesIO(body)) as file:
        return file.getnframes() / file.getframerate()


@pytest.mark.parametrize("text", ["。", "……！", "（）", "  ", "★"])
def test_marks_alone_are_refused_in_words(api: httpx.Client, text: str) -> None:
    """A WAV without samples would be taken for a broken loudspeaker."""
    answer = api.post("/api/speak", json={"text": text})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "nothing_to_say")
    assert answer.json()["error"]["message"].endswith("。")


def test_the_voices_on_the_health_page_can_be_chosen(api: httpx.Client) -> None:
    """V-17: there are two, they differ, and one that nobody has is refused."""
    voices = [line["voice"] for line in api.get("/api/health").json()["voices"]]
    assert voices == ["low", "standard"]
    said = {name: api.post("/api/speak", json={"text": "请带上身份证。", "voice": name}) for name in voices}
    assert {answer.status_code for answer in said.values()} == {200}
    assert said["standard"].content != said["low"].content
    refused = api.post("/api/speak", json={"text": "您好", "voice": "nobody"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_voice")


def test_the_volume_can_be_chosen(api: httpx.Client) -> None:
    """V-04: soft, normal or loud as over the voice socket, with no peak cut; anything else is refused."""
    said = {
        volume: decode(api.post("/api/speak", json={"text": "请带上身份证。", "volume": volume}).content)
        for volume in ("soft", "normal", "loud")
    }
    assert said["soft"].rms_dbfs < said["normal"].rms_dbfs - 3 < said["normal"].rms_dbfs + 1 < said["loud"].rms_dbfs
    assert said["loud"].peak < 1.0
    assert api.post("/api/speak", json={"text": "您好", "volume": "deafening"}).status_code == 422


def test_sound_that_is_given_out_says_that_a_machine_made_it(api: httpx.Client) -> None:
    """P-24: the file's own metadata names 人工智能 and 生成, and the file stays a WAV that plays."""
    body = api.post("/api/speak", json={"text": "您好。"}).content
    assert "人工智能生成" in body[-200:].decode(errors="ignore")
    assert int.from_bytes(body[4:8], "little") == len(body) - 8
    assert 0.3 < seconds(body) < 3.0


@pytest.mark.parametrize("name", ["ready", "heard", "working", "trouble"])
def test_tones_are_served(api: httpx.Client, name: str) -> None:
    """V-16: short WAVs for a page to play; what they sound like is in tests/voice/test_earcons.py."""
    answer = api.get(f"/api/earcons/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert 0.1 < seconds(answer.content) <= 0.5
    assert api.get("/api/earcons/bells").status_code == 404
