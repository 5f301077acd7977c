"""How fast the assistant speaks: three paces, the pauses that make slow speech easy to follow, and what suits whom."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum

from voice.endpointing import Manner, Patience


class Pace(StrEnum):
    """The person's choice 慢 / 中 / 快; the values are those of `Reply.pace`."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


@dataclass(frozen=True)
class Rhythm:
    """What a pace means in sound."""

    chars_per_minute: int
    """Pauses included (V-01, V-02)."""
    clause_seconds: float
    """Silence at a comma (V-03: 0.25-0.35 s)."""
    sentence_seconds: float
    """Silence at a full stop (V-03: 0.6-0.8 s)."""


RHYTHMS = {
    Pace.SLOW: Rhythm(125, 0.35, 0.80),
    Pace.NORMAL: Rhythm(160, 0.30, 0.70),
    Pace.FAST: Rhythm(200, 0.25, 0.60),
}

_MEASURED_TURNS = 2
_LEAST_SYLLABLES, _LEAST_SECONDS = 4, 0.6
"""A shorter answer says nothing about how somebody speaks."""
_SLOW_SPEAKER, _FAST_SPEAKER = 175.0, 285.0
"""Syllables a minute of speech without its pauses; Mandarin read aloud has 230-280."""
_PAUSE_FACTOR, _PAUSE_MARGIN = 1.8, 0.3
"""Who has paused for 0.8 s may pause for 1.5 s next."""
_SHORTEST_WAIT, _LONGEST_WAIT = 0.9, 2.5
_KEPT = 5000


@dataclass(frozen=True)
class Fit:
    """What suits one person: measured in the first turns, changed by a word, forgotten at the wipe."""

    pace: Pace = Pace.NORMAL
    """How fast to speak to them: people who speak slowly want to be spoken to slowly."""
    pause: float = Patience().pause
    """Seconds of silence that end their turn; says nothing about how easily they interrupt."""
    rates: tuple[float, ...] = ()
    """Syllables a minute in the turns measured."""
    chosen: bool = False
    """True once they have asked for a pace (慢一点, 快一点): nothing measured changes it any more."""

    def after(self, syllables: int, manner: Manner) -> "Fit":
        """Return the fit after one more turn."""
        asked = max(manner.pauses, default=0.0) * _PAUSE_FACTOR + _PAUSE_MARGIN
        if syllables < _LEAST_SYLLABLES or manner.voiced_seconds < _LEAST_SECONDS:
            return replace(self, pause=max(self.pause, min(_LONGEST_WAIT, asked)))
        first = len(self.rates) < _MEASURED_TURNS
        rates = (*self.rates, syllables / manner.voiced_seconds * 60) if first else self.rates
        measured = _pace_for(rates)
        # Only a fast speaker is waited for less than anybody else: one short answer of a slow one shows no pauses.
        least = _SHORTEST_WAIT if measured is Pace.FAST else Patience().pause
        wait = min(_LONGEST_WAIT, max(least, asked))
        # After the first turn the wait only grows.
        pause = wait if not self.rates else max(self.pause, wait)
        return replace(self, rates=rates, pause=pause, pace=self.pace if self.chosen else measured)


class Fits:
    """The fits of all sessions, in memory only; the longest idle are forgotten first."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._fits: OrderedDict[str, Fit] = OrderedDict()
        self._kept = kept

    def of(self, session: str) -> Fit:
        """Return what suits the person of a session."""
        return self._fits.get(session, Fit())

    def known(self, session: str) -> Fit | None:
        """Return what suits them, None where nothing was measured or asked for yet."""
        return self._fits.get(session)

    def learn(self, session: str, syllables: int, manner: Manner) -> Fit:
        """Take one more turn into account."""
        return self._keep(session, self.of(session).after(syllables, manner))

    def choose(self, session: str, pace: Pace) -> Fit:
        """Keep to the pace the person has asked for."""
        return self._keep(session, replace(self.of(session), pace=pace, chosen=True))

    def forget(self, session: str) -> None:
        """Forget the person."""
        self._fits.pop(session, None)

    def _keep(self, session: str, fit: Fit) -> Fit:
        self._fits[session] = fit
        self._fits.move_to_end(session)
        while len(self._fits) > self._kept:
            self._fits.popitem(last=False)
        return fit


def _pace_for(rates: tuple[float, ...]) -> Pace:
    mean = sum(rates) / len(rates)
    if mean < _SLOW_SPEAKER:
        return Pace.SLOW
    return Pace.FAST if mean > _FAST_SPEAKER else Pace.NORMAL
