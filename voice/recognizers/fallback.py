"""Ears made of ears: the next engine hears where one is absent or fails."""

from collections.abc import Iterator, Sequence

from assistant.errors import HearingError, RecognizerAbsent
from assistant.models import Transcript
from voice.audio import AudioClip
from voice.engine import EngineHealth, EngineState
from voice.recognizers import NO_HINTS, Hints, Recognizer, StreamingRecognizer


class FallbackRecognizer:
    """Asks its recognisers in order. Which one answered is in `Transcript.engine`."""

    name = "fallback"

    def __init__(self, recognizers: Sequence[Recognizer]) -> None:
        self._recognizers = tuple(recognizers)

    @property
    def recognizers(self) -> tuple[Recognizer, ...]:
        """The recognisers in order."""
        return self._recognizers

    def load(self) -> None:
        """Load the first engine that can be. Raises RecognizerAbsent where none can."""
        reasons = []
        for recognizer in self._recognizers:
            try:
                return recognizer.load()
            except RecognizerAbsent as error:
                reasons.append(error.message)
        raise RecognizerAbsent("; ".join(reasons) or "no recogniser is configured")

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        """Return the words from the first engine that works. Raises a failure before an absence where none does."""
        failures: list[HearingError] = []
        for recognizer in self._recognizers:
            try:
                return recognizer.transcribe(clip, hints)
            except HearingError as error:
                failures.append(error)
        if not failures:
            raise RecognizerAbsent("no recogniser is configured")
        raise next((one for one in failures if not isinstance(one, RecognizerAbsent)), failures[0])

    def streaming(self) -> StreamingRecognizer | None:
        """Return the first engine that is there, where it can hear while a person is still speaking.

        It is loaded then: one that cannot be is passed over. Blocks while it loads. Raises RecognizerAbsent where no
        engine is left.
        """
        reasons = []
        for recognizer in self._there():
            if not isinstance(recognizer, StreamingRecognizer):
                return None
            try:
                recognizer.load()
            except RecognizerAbsent as error:
                reasons.append(error.message)
            else:
                return recognizer
        raise RecognizerAbsent("; ".join(reasons) or "no recogniser is configured")

    def second(self) -> Recognizer | None:
        """Return the engine to ask where the first is in doubt."""
        return next((one for at, one in enumerate(self._there()) if at), None)

    def _there(self) -> Iterator[Recognizer]:
        return (one for one in self._recognizers if one.health().state is not EngineState.ABSENT)

    def health(self) -> EngineHealth:
        """Speak for the engine that would be asked first and is there."""
        states = [recognizer.health() for recognizer in self._recognizers]
        there = next((one for one in states if one.state is not EngineState.ABSENT), None)
        return there or EngineHealth(self.name, EngineState.ABSENT, "; ".join(one.detail for one in states))

    def healths(self) -> tuple[EngineHealth, ...]:
        """Return a line for each engine, in order."""
        return tuple(recognizer.health() for recognizer in self._recognizers)
