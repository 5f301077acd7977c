"""What there is little of is not held by those who do not need it, and whoever comes too late is told to come again."""

import asyncio
import threading

import httpx
import pytest
import websockets

from assistant.models import Transcript
from assistant.phrases import phrases
from channels.api.door import Door
from tests.channels.small_house import Ears, Thoughtful, small_house
from tests.contract.voice_client import connected
from voice.audio import AudioClip, silence
from voice.hearing import Hearing
from voice.recognizers import NO_HINTS, Hints


async def test_a_socket_nobody_talks_over_is_closed() -> None:
    """A web page left open holds no place; a turn that is under way is never cut, however long it takes."""
    talks = Thoughtful()
    async with small_house(talks=talks, idle_seconds=0.01, lines=asyncio.Semaphore(1)) as server:
        async with connected(server, "first") as client:
            await client.start()
            await client.speak(silence(0.5).to_pcm())
            await client.tell("end")
            await client.until("heard")
            talks.thought.set()
            await client.until("reply")
            with pytest.raises(websockets.ConnectionClosed):  # type: ignore[attr-defined]
                await client.until("nothing")
        async with connected(server, "second") as client:
            await client.start()


async def test_too_many_recordings_are_refused_in_words() -> None:
    """Two are taken, the third is told to come again, and does once there is room (15.2.2)."""
    heard = threading.Event()

    class Waiting(Ears):
        """Hears when the test lets it."""

        def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
            heard.wait(60)
            return super().transcribe(clip, hints)

    hears, door, clip = Hearing(Waiting()), Door(2), silence(0.5).to_wav()
    async with small_house(hears=hears, hearing=door) as server, httpx.AsyncClient(base_url=server.url) as client:
        # Whichever two come first are inside until they are heard: the third is answered first.
        asked = {asyncio.create_task(client.post("/api/hear", content=clip, timeout=120)) for _ in range(3)}
        done, inside = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        refused = (await next(iter(done))).json()["error"]
        assert (len(inside), refused["code"]) == (2, "busy")
        assert refused["message"] == "".join(phrases().say("error_busy"))
        heard.set()
        assert [(await one).status_code for one in inside] == [200, 200]
        assert (await client.post("/api/hear", content=clip)).status_code == 200
    hears.close()
