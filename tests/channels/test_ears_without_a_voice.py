"""A machine that hears but cannot speak: whoever talks to it still gets their answer (A-22)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import uvicorn
from fastapi import FastAPI

from assistant.guides.catalogue import Catalogue
from assistant.models import Reply, Transcript, Understood, Utterance
from assistant.phrases import phrases
from channels.api import voice
from channels.api.parts import Parts
from tests.conftest import free_port
from tests.contract.voice_client import connected
from voice.audio import AudioClip, silence
from voice.engine import EngineHealth, EngineState
from voice.hearing import Hearing
from voice.pace import Fits
from voice.recognizers import NO_HINTS, Hints
from voice.speakers.fallback import FallbackSpeaker
from voice.speaking import Speaking

READY = EngineHealth("test", EngineState.READY)


class Ears:
    """Hears the same words in everything."""

    name = "test"

    def load(self) -> None:
        pass

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        return Transcript("社保卡丢了怎么办", 0.9, self.name)

    def health(self) -> EngineHealth:
        return READY


class Thoughtful:
    """Answers when the test lets it."""

    def __init__(self) -> None:
        self.thought = asyncio.Event()

    async def reply(self, utterance: Utterance) -> Reply:
        await self.thought.wait()
        return Reply(utterance.session, ("先打电话挂失。",), "先打电话挂失。", understood=Understood("ask_service"))

    async def forget(self, session: str) -> bool:
        return False


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[SimpleNamespace]:
    """The app on loopback, in this event loop."""
    service = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="error", ws="wsproto"))
    running = asyncio.create_task(service.serve())
    while not service.started and not running.done():  # noqa: ASYNC110  uvicorn offers no event for it
        await asyncio.sleep(0.01)
    yield SimpleNamespace(url=f"http://127.0.0.1:{service.config.port}")
    service.should_exit = True
    await running


async def test_the_answer_arrives_where_the_word_that_fills_the_wait_cannot_be_said() -> None:
    """The reply comes, then one plain line that nothing can be heard; what was begun to be said is over each time."""
    talks, hears, speaks = Thoughtful(), Hearing(Ears()), Speaking(FallbackSpeaker([]))
    app = FastAPI()
    app.state.parts = Parts(
        talks=talks,
        hears=hears,
        speaks=speaks,
        guides=lambda: Catalogue({}),
        place=lambda: None,
        search=lambda words: (),
        health=dict,
        say=phrases().say,
        fits=Fits(),
        lines=asyncio.Semaphore(voice.LINES),
        origins=frozenset(),
    )
    app.include_router(voice.router)
    async with serving(app) as server, connected(server, "s") as client:
        await client.start(cues=True)
        await client.speak(silence(0.5).to_pcm())
        await client.tell("end")
        await client.until("spoken", "error")
        talks.thought.set()
        error = await client.until("error")
    assert [frame["type"] for frame in client.frames] == [
        *("listening", "heard", "speaking", "spoken", "reply", "speaking", "spoken", "error")
    ]
    assert client.frames[2]["cue"] is True
    assert client.frames[4]["say"] == ["先打电话挂失。"]
    assert (error["code"], error["say"]) == ("speaker_absent", list(phrases().say("error_no_voice")))
    hears.close()
    speaks.close()
