"""When a person has finished: a long pause is thinking, not the end.

Arithmetic over the frames of `voice.detector`; no clock, no microphone, no words of its own. How long a pause may be
(`Patience`) has nothing to do with how easily the assistant lets itself be interrupted (`voice.interruption`): whoever
ties the two together either cuts in on slow speakers or cannot be stopped.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from voice.detector import FRAME_SECONDS, Frame

_ONSET, _HOLD = 0.4, 0.25
"""Speech begins above the first and goes on above the second: quiet ends of words are still words. Silero's own 0.5
misses breathy voices."""
_ONSET_SECONDS = 0.16
"""Shorter sounds are knocks, clicks and coughs."""
_BACKGROUND_DB = 20.0
"""Speech this far under the person's own is somebody else's: a television, people behind."""
_SYLLABLE_FRAMES = 6
"""0.19 s: a consonant is 20 dB under the vowel beside it, and belongs to it. Judged alone, it cut words into sounds as
short as knocks, and slow speakers off."""
_NOISY_DBFS = -45.0
"""A room this loud without anybody speaking is noisy; a quiet office has -60."""
_DEAD_DBFS = -115.0
"""No microphone that works is so still."""
_SHORTEST_PAUSE = 0.15
"""Shorter gaps lie inside words."""


class Ending(StrEnum):
    """How listening ended. Each has its own next prompt; none is an error."""

    SAID = "said"
    """The person spoke and has finished."""
    MUMBLE = "mumble"
    """Somebody spoke, but no words came out of it."""
    SILENCE = "silence"
    """Nobody spoke in the time to give up."""
    NOISE = "noise"
    """Nobody spoke, and it is loud there."""
    TELEVISION = "television"
    """Speech without an end: a television, a radio, people talking."""
    DEAD = "dead"
    """Digital silence, or no sound at all: the microphone is off or broken."""


class Shape(StrEnum):
    """What the words so far look like."""

    OPEN = "open"
    DANGLING = "dangling"
    """They want to go on: 我想…, 那个…"""
    COMPLETE = "complete"
    """They are one of the answers on offer."""


@dataclass(frozen=True)
class Patience:
    """How long each silence may be, in seconds of sound."""

    pause: float = 1.2
    """After words like any others. Home Assistant's relaxed setting is 1.25, Alexa-like ones 0.5-0.8 (V-11)."""
    complete: float = 0.7
    """After a complete answer on offer."""
    dangling: float = 2.2
    """After 我想… or 那个…"""
    first_word: float = 8.0
    """Before the first word (V-12: 8 s, 12 s the second time)."""
    longest: float = 30.0
    """Of speech that never stops."""

    def after(self, shape: Shape) -> float:
        """Return the pause that ends words of this shape; somebody more patient waits longer for any of them."""
        if shape is Shape.COMPLETE:
            return min(self.complete, self.pause)
        return max(self.dangling, self.pause) if shape is Shape.DANGLING else self.pause


@dataclass(frozen=True)
class Manner:
    """How somebody spoke, for `voice.pace`."""

    voiced_seconds: float = 0.0
    """From the first word to the last, pauses left out."""
    pauses: tuple[float, ...] = ()
    """Seconds of each pause inside."""


@dataclass
class Endpointing:
    """Follows one utterance from the first frame to its end."""

    patience: Patience = field(default_factory=Patience)
    shape: Shape = Shape.OPEN
    """Set by whoever knows the words so far."""

    def __post_init__(self) -> None:
        self._seconds = self._voiced = self._run = self._quiet = self._spoken_since = 0.0
        self._own_level = -90.0
        self._spoke = self._in_speech = False
        self._pauses: list[float] = []
        self._levels: list[float] = []

    @property
    def spoke(self) -> bool:
        """True once somebody has said something."""
        return self._spoke

    @property
    def quiet_seconds(self) -> float:
        """How long it has been quiet since the last word; 0 while somebody speaks."""
        return self._quiet if self._spoke else 0.0

    @property
    def manner(self) -> Manner:
        """How the person has spoken so far."""
        return Manner(self._voiced, tuple(one for one in self._pauses if one >= _SHORTEST_PAUSE))

    def hear(self, frame: Frame) -> Ending | None:
        """Take the next frame and say how listening has ended, or None where it goes on."""
        self._seconds += FRAME_SECONDS
        self._levels.append(frame.level)
        if self._is_speech(frame):
            self._voice(frame)
        else:
            self._silence()
        return self._verdict()

    def gave_up(self) -> Ending:
        """Say what it was where nobody spoke."""
        if not self._levels or max(self._levels) < _DEAD_DBFS:
            return Ending.DEAD
        return Ending.NOISE if median(self._levels) > _NOISY_DBFS else Ending.SILENCE

    def _is_speech(self, frame: Frame) -> bool:
        near = not self._spoke or max(self._levels[-_SYLLABLE_FRAMES:]) > self._own_level - _BACKGROUND_DB
        return near and frame.speech >= (_HOLD if self._in_speech else _ONSET)

    def _voice(self, frame: Frame) -> None:
        self._in_speech = True
        self._run += FRAME_SECONDS
        # Rises at once and falls slowly: 3 dB in a second. Before the first word every sound starts afresh.
        afresh = not self._spoke and self._run <= FRAME_SECONDS
        self._own_level = frame.level if afresh else max(frame.level, self._own_level - 3 * FRAME_SECONDS)
        if self._spoke:
            if self._quiet and self._run >= _ONSET_SECONDS:
                self._pauses.append(self._quiet)
                self._quiet = 0.0
            self._voiced += FRAME_SECONDS
        elif self._run >= _ONSET_SECONDS:
            self._spoke, self._voiced, self._spoken_since = True, self._run, self._seconds

    def _silence(self) -> None:
        if self._in_speech and self._spoke and self._run < _ONSET_SECONDS and self._quiet:
            # A click in a pause: the pause goes on, and the click was part of it.
            self._quiet += self._run
            self._voiced -= self._run
        self._in_speech, self._run = False, 0.0
        if self._spoke:
            self._quiet += FRAME_SECONDS

    def _verdict(self) -> Ending | None:
        if not self._spoke:
            return self.gave_up() if self._seconds >= self.patience.first_word else None
        if self._quiet >= self.patience.after(self.shape) and not self._in_speech:
            return Ending.SAID
        return Ending.TELEVISION if self._seconds - self._spoken_since >= self.patience.longest else None
