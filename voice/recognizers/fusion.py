"""Several ears, one result: open hearing beside a grammar, and a second opinion where the first is doubtful."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.models import Hypothesis, Transcript
from voice.likeness import match, nearness

_AGREES = 0.6
"""Open hearing that shares this much of its sound with an expected answer was that answer."""
_DOUBTFUL = 0.6
"""Under this share of the probability, Vosk has other readings that are nearly as good."""


def fused(heard: Transcript, narrow: Transcript | None) -> Transcript:
    """Return what was heard openly, or the expected answer that a grammar found where the two sound alike.

    A grammar alone turns everything into one of its answers; open hearing alone misspells them.
    """
    if narrow is None or narrow.heard_nothing or heard.heard_nothing:
        return heard
    alike = nearness(heard.text, narrow.text)
    if alike < _AGREES:
        return heard
    return replace(
        heard,
        text=narrow.text,
        confidence=max(heard.confidence, narrow.confidence * alike),
        alternatives=_others(narrow.text, heard, heard.alternatives),
        seconds=heard.seconds + narrow.seconds,
    )


def doubtful(heard: Transcript, expected: Sequence[str]) -> bool:
    """Say whether a second opinion is worth its second: nothing came out, or something unsure and unexpected."""
    return heard.heard_nothing or (heard.confidence < _DOUBTFUL and not match(heard.text, expected))


def of_two(first: Transcript, second: Transcript, expected: Sequence[str]) -> Transcript:
    """Return the better of two opinions, the other one among its alternatives.

    An expected answer wins, and words win over none. Where both have other words the second has them, which knows the
    words of the domain; its confidence is then no higher than the two agree.
    """
    seconds = first.seconds + second.seconds
    if second.heard_nothing or (match(first.text, expected) and not match(second.text, expected)):
        return replace(first, seconds=seconds)
    if first.heard_nothing:
        return replace(second, seconds=seconds)
    agreed = nearness(first.text, second.text)
    surer = max(second.confidence, agreed) if agreed > _AGREES else min(second.confidence, max(agreed, 0.3))
    others = _others(second.text, first, second.alternatives)
    return replace(second, confidence=surer, alternatives=others, seconds=seconds)


def _others(chosen: str, other: Transcript, rest: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    every = (Hypothesis(other.text, other.confidence), *rest)
    return tuple({one.text: one for one in every if one.text not in ("", chosen)}.values())
