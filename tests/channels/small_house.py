"""The edge over parts that are small and known: ears that hear one sentence, no voice, and answers when a test wants them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI

from assistant.guides.catalogue import Catalogue
from assistant.models import Reply, Transcript, Understood, Utterance
from assistant.phrases import phrases
from channels.api import refusals, routes, voice
from channels.api.parts import Parts
from tests.conftest import free_port
from voice.audio import AudioClip
from voice.engine import EngineHealth, EngineState
from voice.hearing import Hearing
from voice.pace import Fits
from voice.recognizers import NO_HINTS, Hints
from voice.speakers.fallback import FallbackSpeaker
from voice.speaking import Speaking


class Ears:
    """Hears the same words in everything."""

    name = "test"

    def load(self) -> None:
        pass

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        return Transcript("社保卡丢了怎么办", 0.9, self.name)

    def health(self) -> EngineHealth:
        return EngineHealth(self.name, EngineState.READY)


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
async def small_house(**parts: Any) -> AsyncIterator[SimpleNamespace]:
    """The HTTP routes and the voice socket on loopback, in this event loop; `parts` go in the place of others."""
    hears, speaks = Hearing(Ears()), Speaking(FallbackSpeaker([]))
    app = FastAPI()
    usual = {
        "talks": Thoughtful(),
        "hears": hears,
        "speaks": speaks,
        "guides": lambda: Catalogue({}),
        "place": lambda: None,
        "search": lambda words: (),
        "health": dict,
        "say": phrases().say,
        "fits": Fits(),
        "lines": asyncio.Semaphore(voice.LINES),
        "origins": frozenset(),
    }
    app.state.parts = Parts(**{**usual, **parts})
    refusals.install(app)
    app.include_router(routes.router)
    app.include_router(voice.router)
    service = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="error", ws="wsproto"))
    running = asyncio.create_task(service.serve())
    while not service.started and not running.done():  # noqa: ASYNC110  uvicorn offers no event for it
        await asyncio.sleep(0.01)
    yield SimpleNamespace(url=f"http://127.0.0.1:{service.config.port}")
    service.should_exit = True
    await running
    hears.close()
    speaks.close()
