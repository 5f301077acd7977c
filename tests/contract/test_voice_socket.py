"""Speaking with the running service over the voice socket, as the contract has it (section 4)."""

import asyncio
import io
import uuid
import wave
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest
import websockets

from channels.api.voice import LINES
from tests.contract.voice_client import AFTERWARDS, Client, connected
from voice.audio import HEARING_RATE, decode, silence

pytestmark = [pytest.mark.audio, pytest.mark.dialogue]


def hum(seconds: float) -> bytes:
    """A fan."""
    noise = np.random.default_rng(5).standard_normal(round(seconds * HEARING_RATE)) * 900
    return noise.astype("<i2").tobytes()


async def test_a_turn_by_voice_comes_in_the_order_of_the_contract(
    server: Any, session: str, request_sound: bytes
) -> None:
    """Listening, heard, reply, speaking, a WAV that is not silence, spoken."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound)
        await client.tell("end")
        await client.until("spoken")
    kinds = [frame["type"] for frame in client.frames if frame["type"] != "partial"]
    assert kinds == ["listening", "heard", "reply", "speaking", "spoken"]
    heard, reply, speaking, spoken = client.frames[-4:]
    assert "认证" in heard["text"]
    assert 0 < heard["confidence"] <= 1
    assert reply["guide"]["service"] == "pension-auth"
    assert reply["session"] == session
    assert reply["pace"] in ("slow", "normal", "fast")
    assert speaking["utterance"] == spoken["utterance"]
    with wave.open(io.BytesIO(client.sound)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        samples = np.frombuffer(file.readframes(60 * file.getframerate()), "<i2") / 32768
        assert 2.0 < len(samples) / file.getframerate() < 30.0
    assert np.sqrt(np.mean(samples**2)) > 0.01


async def test_the_end_of_speech_is_found_without_being_told(server: Any, session: str, request_sound: bytes) -> None:
    """Nobody has to press a button to have finished; the second turn goes on from the first."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound + AFTERWARDS)
        assert (await client.until("reply"))["guide"]["step"] == 1
        await client.start()
        await client.speak(request_sound + AFTERWARDS)
        assert (await client.until("reply"))["guide"]["service"] == "pension-auth"


@pytest.mark.parametrize(
    ("sound", "ending"),
    [(silence(9.0).to_pcm(), "dead"), (hum(9.0), "noise")],
    ids=["digital silence", "a fan"],
)
async def test_without_words_there_is_a_next_prompt(server: Any, session: str, sound: bytes, ending: str) -> None:
    """Silence and noise are results: nothing heard, why, and a spoken way on (field 26)."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(sound)
        heard = await client.until("heard")
        assert (heard["text"], heard["ending"]) == ("", ending)
        assert (await client.until("reply"))["say"]
        await client.until("speaking")
        assert await client.next_sound()


async def test_a_microphone_that_stops_is_noticed(server: Any, session: str, request_sound: bytes) -> None:
    """Half a sentence and then nothing at all, not even silence: what was heard is answered, nobody waits for ever."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound)
        assert "认证" in (await client.until("heard"))["text"]
        await client.start()
        assert (await client.until("heard"))["ending"] == "dead"
        assert (await client.until("reply"))["say"]


async def test_an_interruption_ends_the_sound_and_the_next_turn_is_heard(
    server: Any, session: str, request_sound: bytes
) -> None:
    """After `interrupt` nothing more of the utterance comes but its end (A-20), and talking goes on."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound)
        await client.tell("end")
        await client.until("speaking")
        await client.tell("interrupt")
        ended = await client.until("spoken")
        assert ended["interrupted"] is True
        await client.start()
        client.sound = b""
        await client.speak(request_sound + AFTERWARDS)
        await client.until("heard")
        assert client.sound == b""


async def test_what_the_assistant_says_never_becomes_input(server: Any, session: str, request_sound: bytes) -> None:
    """Sound that comes while it speaks is dropped: without a self-test of the page nobody knows whose it is (field 22)."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound)
        await client.tell("end")
        await client.until("speaking")
        await client.speak(request_sound + AFTERWARDS)
        await client.until("spoken")
    assert [frame["type"] for frame in client.frames].count("heard") == 1


@pytest.mark.parametrize(
    "garbage", ["", "null", "[]", "{", '{"type": "dance"}', '{"type": "start", "rate": 1}', "喂" * 500, "\x00"]
)
async def test_a_frame_that_is_none_is_answered_and_nothing_breaks(
    server: Any, session: str, garbage: str, request_sound: bytes
) -> None:
    """Each is an error in words for the person, and the same socket goes on listening."""
    async with connected(server, session) as client:
        await client.socket.send(garbage)
        error = await client.until("error")
        assert error["code"] == "bad_request"
        assert error["say"]
        await client.start()
        await client.speak(request_sound)
        await client.tell("end")
        assert "认证" in (await client.until("heard"))["text"]


async def test_a_second_of_garbage_never_stops_the_service(server: Any, session: str, api: httpx.Client) -> None:
    """Random bytes as sound, odd lengths, ends and interruptions nobody asked for (15.2.2)."""
    chaos = np.random.default_rng(11)
    async with connected(server, session) as client:
        await client.tell("end")
        await client.tell("interrupt")
        await client.socket.send(chaos.bytes(333))
        await client.start(rate=44_100)
        for _ in range(40):
            await client.socket.send(chaos.bytes(int(chaos.integers(0, 5000))))
        await client.tell("end")
        await client.until("reply")
    async with connected(server, session) as client:
        # The service hangs up in the middle of it, so that sending may find the line closed too.
        with pytest.raises(websockets.ConnectionClosed):  # type: ignore[attr-defined]
            await _pestering(client)
    assert (await asyncio.to_thread(api.get, "/api/health")).status_code == 200
    assert psutil.Process(server.pid).is_running()


async def _pestering(client: Client) -> None:
    for _ in range(30):
        await client.socket.send("{")
    await client.until("spoken")


async def test_an_utterance_without_an_end_is_cut(server: Any, session: str, spoken: bytes) -> None:
    """At 2 MB it ends, and the person is told to say less; the socket goes on (P-08, 15.2.2)."""
    endless = decode(spoken, rate=48_000).to_pcm() * 12
    assert len(endless) > 2_500_000
    async with connected(server, session) as client:
        await client.start(rate=48_000)
        await client.speak(endless)
        error = await client.until("error", "heard")
        assert error["code"] == "recording_too_long"
        assert error["say"]
        await client.start()


async def test_a_television_is_told_from_a_person(server: Any, session: str, request_sound: bytes) -> None:
    """Speech that goes on for half a minute is nobody's request, and is answered as such (field 26)."""
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound * 12)
        assert (await client.until("heard"))["ending"] == "television"
        assert (await client.until("reply"))["say"]


@pytest.mark.parametrize(
    ("origin", "let_in"), [("http://127.0.0.1:{port}", True), ("https://evil.example", False), ("null", False)]
)
async def test_only_our_own_pages_open_the_microphone(server: Any, session: str, origin: str, let_in: bool) -> None:
    """A page from elsewhere is refused before the socket opens (4.4.2)."""
    headers = {"Origin": origin.format(port=server.url.rsplit(":", 1)[1])}
    if let_in:
        async with connected(server, session, extra_headers=headers) as client:
            await client.start()
        return
    with pytest.raises(websockets.InvalidStatusCode) as refused:  # type: ignore[attr-defined]
        async with connected(server, session, extra_headers=headers):
            pass
    assert refused.value.status_code == 403


@pytest.mark.parametrize("session", ["", "a b", "x" * 200, "../etc"])
async def test_a_session_that_is_none_is_refused(server: Any, session: str) -> None:
    """The id of a session has the shape of the contract everywhere."""
    with pytest.raises(websockets.InvalidStatusCode):  # type: ignore[attr-defined]
        async with connected(server, session):
            pass


async def test_sockets_are_bounded(server: Any, session: str) -> None:
    """One too many is refused before it opens (15.2.2); what is closed makes room again."""
    async with AsyncExitStack() as stack:
        for number in range(LINES):
            await stack.enter_async_context(connected(server, f"many-{number}"))
        with pytest.raises(websockets.InvalidStatusCode):  # type: ignore[attr-defined]
            await stack.enter_async_context(connected(server, session))
    async with connected(server, session) as client:
        await client.start()


async def test_two_people_speak_at_once(server: Any, request_sound: bytes) -> None:
    """Each is heard and answered in their own conversation."""

    async def talk() -> dict[str, Any]:
        async with connected(server, f"test-{uuid.uuid4().hex}") as client:
            await client.start()
            await client.speak(request_sound + AFTERWARDS)
            reply = await client.until("reply")
            await client.until("speaking")
            assert await client.next_sound()
            return reply

    one, other = await asyncio.gather(talk(), talk())
    assert one["session"] != other["session"]
    assert one["guide"] == other["guide"]


async def test_nothing_is_kept_of_the_sound(server: Any, session: str, request_sound: bytes) -> None:
    """After a turn there is no new sound file, and no word of it in the log (P-08)."""

    def sounds() -> set[Path]:
        return {path for path in server.home.rglob("*") if path.suffix in (".wav", ".pcm", ".webm", ".ogg")}

    before = sounds()
    async with connected(server, session) as client:
        await client.start()
        await client.speak(request_sound)
        await client.tell("end")
        text = (await client.until("heard"))["text"]
        await client.until("spoken")
    assert sounds() == before
    assert text not in server.log.read_text(encoding="utf-8")
