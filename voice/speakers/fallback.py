"""A mouth made of mouths: the next voice speaks where one is absent or fails."""

from collections.abc import Sequence

from assistant.errors import SpeakerAbsent, SpeakingError
from voice.audio import AudioClip
from voice.engine import EngineHealth, EngineState
from voice.pace import Pace
from voice.speakers import Speaker


class FallbackSpeaker:
    """Asks its speakers in order."""

    name = "fallback"

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self._speakers = tuple(speakers)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The speakers in order."""
        return self._speakers

    def load(self) -> None:
        """Load the first voice that can be. Raises SpeakerAbsent where none can."""
        reasons = []
        for speaker in self._speakers:
            try:
                return speaker.load()
            except SpeakerAbsent as error:
                reasons.append(error.message)
        raise SpeakerAbsent("; ".join(reasons) or "no voice is configured")

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return the speech of the first voice that works. Raises a failure before an absence where none does."""
        failures: list[SpeakingError] = []
        for speaker in self._speakers:
            try:
                return speaker.speak(text, pace)
            except SpeakingError as error:
                failures.append(error)
        if not failures:
            raise SpeakerAbsent("no voice is configured")
        raise next((one for one in failures if not isinstance(one, SpeakerAbsent)), failures[0])

    def health(self) -> EngineHealth:
        """Speak for the voice that would be asked first and is there."""
        states = self.healths()
        there = next((one for one in states if one.state is not EngineState.ABSENT), None)
        return there or EngineHealth(self.name, EngineState.ABSENT, "; ".join(one.detail for one in states))

    def healths(self) -> tuple[EngineHealth, ...]:
        """Return a line for each voice, in order."""
        return tuple(speaker.health() for speaker in self._speakers)
