"""Speaking while the assistant speaks, over the voice socket: words are taken, its own voice is not (field 22, 23)."""

import io
import wave
from typing import Any

import httpx
import pytest

from tests.contract.voice_client import AFTERWARDS, connected
from voice.audio import decode, from_pcm, resampled

pytestmark = [pytest.mark.audio, pytest.mark.dialogue]


@pytest.fixture(scope="session")
def other_words(api: httpx.Client) -> bytes:
    """A person asking for something else, 16 kHz."""
    return decode(
        api.post("/api/speak", json={"text": "等一下，我的社保卡丢了怎么办", "rate": "normal"}).content
    ).to_pcm()


def as_echo(stream: bytes) -> bytes:
    """What a microphone beside the loudspeaker would give of a WAV stream."""
    with wave.open(io.BytesIO(stream)) as file:
        clip = from_pcm(file.readframes(60 * file.getframerate()), file.getframerate())
    return resampled(clip, 16_000).to_pcm()


async def test_words_over_the_answer_are_taken(
    server: Any, session: str, request_sound: bytes, other_words: bytes
) -> None:
    """The old answer ends, and the new words are answered."""
    async with connected(server, session) as client:
        await client.start(duplex=True)
        await client.speak(request_sound + AFTERWARDS)
        await client.until("speaking")
        await client.speak(other_words + AFTERWARDS)
        over = await client.until("listening")
        assert (over["interrupted"], over["utterance"]) == (True, 1)
        assert (await client.until("spoken"))["interrupted"] is True
        assert "社保卡" in (await client.until("heard"))["text"]
        assert (await client.until("reply"))["guide"]["service"] == "social-card"
        assert (await client.until("speaking"))["utterance"] == 2


async def test_its_own_voice_does_not_stop_the_answer(server: Any, session: str, request_sound: bytes) -> None:
    """A loudspeaker beside the microphone: the answer pauses at most, goes on, and nothing new is heard."""
    async with connected(server, session) as client:
        await client.start(duplex=True)
        await client.speak(request_sound + AFTERWARDS)
        await client.until("speaking")
        while len(client.sound) < 48_000 * 2:
            client.sound += await client.next_sound()
        await client.speak(as_echo(client.sound) + AFTERWARDS)
        ended = await client.until("spoken")
        assert "interrupted" not in ended
    kinds = [frame["type"] for frame in client.frames]
    assert kinds.count("heard") == 1
    assert kinds.count("reply") == 1


async def test_without_a_self_test_nobody_speaks_over_it(
    server: Any, session: str, request_sound: bytes, other_words: bytes
) -> None:
    """Only a page that says it does not hear its own loudspeaker may interrupt by voice."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound + AFTERWARDS)
        await client.until("speaking")
        await client.speak(other_words + AFTERWARDS)
        await client.until("spoken")
    assert [frame["type"] for frame in client.frames].count("heard") == 1


async def test_a_word_fills_the_wait_where_the_page_wants_it(server: Any, session: str, request_sound: bytes) -> None:
    """A cue is an utterance of its own, marked as one, and the answer follows; where it is quick there is none (V-10)."""
    async with connected(server, session) as client:
        await client.start(cues=True)
        await client.speak(request_sound)
        await client.tell("end")
        await client.until("reply")
        while not [one for one in client.frames if one["type"] == "spoken" and one["utterance"] == client.last_said()]:
            await client.until("spoken", "speaking")
        said = [one for one in client.frames if one["type"] == "speaking"]
    assert sum(one.get("cue", False) for one in said) == len(said) - 1
