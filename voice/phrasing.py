"""Where a speaker breathes: text cut into clauses, each with the silence that follows it (V-03)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from voice.audio import AudioClip, Samples, joined, silence
from voice.pace import RHYTHMS, Pace

_SENTENCE_STOPS = "。！？!?；;\n…"
_CLAUSE = re.compile(r"([^，,、。！？!?；;：:\n…]*)([，,、。！？!?；;：:\n…]*)")
_SPOKEN = re.compile(r"\w")
_EDGE_DB = -45.0
"""Samples this far under a clause's own peak count as the silence before and after it."""
_EDGE_SECONDS = 0.02
"""Kept at each edge, so that soft initials such as h and f are not cut."""


@dataclass(frozen=True)
class Clause:
    """A piece of text said in one breath."""

    text: str
    ends_sentence: bool

    def pause_seconds(self, pace: Pace) -> float:
        """Return the silence that follows it."""
        rhythm = RHYTHMS[pace]
        return rhythm.sentence_seconds if self.ends_sentence else rhythm.clause_seconds


def in_clauses(text: str) -> list[Clause]:
    """Cut `text` at its punctuation; pieces without a letter, digit or hanzi are dropped."""
    return [
        Clause(words.strip(), any(mark in _SENTENCE_STOPS for mark in marks))
        for words, marks in _CLAUSE.findall(text)
        if _SPOKEN.search(words)
    ]


def spoken(text: str, pace: Pace, rate: int, say: Callable[[str], Samples]) -> AudioClip:
    """Let `say` render each clause at `rate` Hertz and put the pauses of `pace` between them, none at the end."""
    pieces: list[AudioClip] = []
    for clause in in_clauses(text):
        pieces += [AudioClip(trimmed(say(clause.text), rate), rate), silence(clause.pause_seconds(pace), rate)]
    return joined(pieces[:-1]) if pieces else silence(0.0, rate)


def trimmed(samples: Samples, rate: int) -> Samples:
    """Cut the silence off both ends."""
    level = np.abs(samples)
    loud = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (_EDGE_DB / 20))
    if not len(loud):
        return samples[:0]
    edge = round(_EDGE_SECONDS * rate)
    return samples[max(0, loud[0] - edge) : loud[-1] + edge]


def characters(text: str) -> int:
    """Count what is spoken, as speech rates do: letters, digits and hanzi, no punctuation."""
    return sum(len(word) for word in re.findall(r"\w+", text))


def all_said(texts: Iterable[str]) -> str:
    """Join the sentences of a reply into one text with a full stop after each."""
    return "".join(text if text[-1:] in _SENTENCE_STOPS else text + "。" for text in texts if text)
