"""The ears: every engine turns one clip into a `Transcript`; silence and noise become an empty one."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.models import Transcript
from voice.audio import AudioClip
from voice.engine import EngineHealth


@dataclass(frozen=True)
class Hints:
    """What helps a recogniser in the present moment; each engine uses what it can."""

    words: tuple[str, ...] = ()
    """Words of the domain, most important first: they make an engine spell and prefer them."""
    expected: tuple[str, ...] = ()
    """The only things that may be said now; an engine with a grammar listens for nothing else."""


NO_HINTS = Hints()


class Recognizer(Protocol):
    """Turns one spoken utterance into words, and says how sure it is."""

    @property
    def name(self) -> str:
        """Short name of the engine, as in `Transcript.engine`."""

    def load(self) -> None:
        """Bring the model into memory; does nothing the second time. Raises RecognizerAbsent."""

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        """Return the words of `clip`. Blocks. Raises RecognizerAbsent or HearingError."""

    def health(self) -> EngineHealth:
        """Say what state the engine is in, without loading it."""


class HearingSession(Protocol):
    """One utterance that is being heard while it is spoken."""

    def accept(self, chunk: AudioClip) -> str:
        """Take the next piece of sound and return the words so far. Raises HearingError."""

    def finish(self) -> Transcript:
        """End the utterance and return its words."""


@runtime_checkable
class StreamingRecognizer(Recognizer, Protocol):
    """A recogniser that hears while the person is still speaking."""

    def start(self, hints: Hints = NO_HINTS) -> HearingSession:
        """Begin an utterance. Raises RecognizerAbsent."""
