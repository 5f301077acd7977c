"""What the edge needs of the house, declared where it is used."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import Request

from assistant.guides.catalogue import Catalogue
from assistant.models import Reply, Transcript, Utterance
from assistant.places.locality import Locality
from channels.api.door import HEARING, SPEAKING, Door
from channels.api.repeats import Repeats
from voice.audio import AudioClip
from voice.endpointing import Patience
from voice.interruption import Meaning
from voice.listening import Listening
from voice.pace import Fits, Pace
from voice.recognizers import Hints


class Talks(Protocol):
    """Answers an utterance."""

    async def reply(self, utterance: Utterance) -> Reply:
        """The reply to one utterance. Raises DialogueError."""

    async def forget(self, session: str) -> bool:
        """Deletes everything kept of a session; False where there was nothing."""


class Hears(Protocol):
    """Turns a clip into words."""

    async def hear(self, clip: AudioClip) -> Transcript:
        """The words of a clip; an empty text where nothing was said. Raises HearingError."""

    async def listen(self, rate: int, patience: Patience, hints: Hints) -> Listening:
        """Begins an utterance whose sound is still to come. Raises RecognizerAbsent."""

    async def run(self, work: Callable[[], None]) -> None:
        """Does a piece of work on streamed sound, without holding up anyone."""

    def meaning(self, words: str, own: str, expected: tuple[str, ...]) -> Meaning:
        """What somebody meant who said `words` while the assistant was saying `own`."""


class Speaks(Protocol):
    """Turns words into a clip."""

    async def speak(self, text: str, pace: Pace = Pace.NORMAL, voice: str = "", volume: str = "normal") -> AudioClip:
        """The text as sound. Raises SpeakingError."""

    def clauses(
        self, text: str, pace: Pace, volume: str = "normal", voice: str = "", skip: int = 0
    ) -> AsyncIterator[AudioClip]:
        """The text clause by clause, each with the pause after it, the first `skip` left out. Raises SpeakingError."""


@dataclass(frozen=True)
class Parts:
    """The parts behind the edge, put together in assistant/app.py."""

    talks: Talks
    hears: Hears
    speaks: Speaks
    guides: Callable[[], Catalogue]
    place: Callable[[], Locality | None]
    """The place the service stands in; None where none is set."""
    search: Callable[[str], tuple[str, ...]]
    """Service ids for a full-text query, best first."""
    health: Callable[[], Mapping[str, Any]]
    say: Callable[[str], tuple[str, ...]]
    """The sentences of a phrase, for errors."""
    fits: Fits
    """What suits whom, for the voice."""
    lines: asyncio.Semaphore
    """One permit for each voice socket that may be open."""
    origins: frozenset[str]
    """Web pages elsewhere that may open the voice socket."""
    repeats: Repeats = field(default_factory=Repeats)
    """The last replies, for requests that come twice."""
    hearing: Door = field(default_factory=lambda: Door(HEARING))
    """Whole recordings that are heard or wait for it."""
    speaking: Door = field(default_factory=lambda: Door(SPEAKING))
    """Whole texts that are spoken or wait for it."""
    idle_seconds: float = 300.0
    """A voice socket over which nobody has talked for so long is closed: its place is somebody else's."""


def parts(request: Request) -> Parts:
    """The parts of the running app, for FastAPI's dependency injection."""
    found: Parts = request.app.state.parts
    return found
