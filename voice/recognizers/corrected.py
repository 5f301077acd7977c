"""An engine whose words are weighed against how people talk here; what it wrote itself stays among the alternatives."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from assistant.models import Hypothesis, Transcript
from voice.audio import AudioClip
from voice.engine import EngineHealth
from voice.likeness import match
from voice.recognizers import NO_HINTS, HearingSession, Hints, Recognizer, StreamingRecognizer


class Corrects(Protocol):
    """Says what was most likely said."""

    def of(self, heard: str, confidence: float = 1.0) -> str:
        """The likeliest sentence, given what a recogniser wrote and how sure it was."""


class CorrectedRecognizer:
    """Wraps an engine. The confidence stays that of the engine."""

    def __init__(self, recognizer: Recognizer, correction: Callable[[], Corrects]) -> None:
        """`correction` gives the one to use now; it is first called by `load`."""
        self.recognizer = recognizer
        self._correction = correction

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self.recognizer.name

    def load(self) -> None:
        """Load the engine, and learn how people talk. Raises RecognizerAbsent."""
        self.recognizer.load()
        self._correction()

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        """Return the words of `clip`. Raises RecognizerAbsent or HearingError."""
        return corrected(self.recognizer.transcribe(clip, hints), hints, self._correction())

    def health(self) -> EngineHealth:
        """Say what state the engine is in."""
        return self.recognizer.health()


class CorrectedStream(CorrectedRecognizer):
    """Wraps an engine that hears while a person is still speaking; the words so far are as it wrote them."""

    def __init__(self, recognizer: StreamingRecognizer, correction: Callable[[], Corrects]) -> None:
        super().__init__(recognizer, correction)
        self._streaming = recognizer

    def start(self, hints: Hints = NO_HINTS) -> HearingSession:
        """Begin an utterance. Raises RecognizerAbsent."""
        return _Session(self._streaming.start(hints), hints, self._correction)


class _Session:
    def __init__(self, session: HearingSession, hints: Hints, correction: Callable[[], Corrects]) -> None:
        self._session, self._hints, self._correction = session, hints, correction

    def accept(self, chunk: AudioClip) -> str:
        return self._session.accept(chunk)

    def finish(self) -> Transcript:
        return corrected(self._session.finish(), self._hints, self._correction())


def corrected(heard: Transcript, hints: Hints, correction: Corrects) -> Transcript:
    """Return the likeliest words; an answer on offer is one already."""
    if heard.heard_nothing or match(heard.text, hints.expected):
        return heard
    text = correction.of(heard.text, heard.confidence)
    if text == heard.text:
        return heard
    own = Hypothesis(heard.text, heard.confidence)
    others = {one.text: one for one in (own, *heard.alternatives) if one.text not in ("", text)}
    return replace(heard, text=text, written=heard.text, alternatives=tuple(others.values()))
