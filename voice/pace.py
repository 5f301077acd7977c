"""How fast the assistant speaks: three paces to choose from, and the pauses that make slow speech easy to follow."""

from dataclasses import dataclass
from enum import StrEnum


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
