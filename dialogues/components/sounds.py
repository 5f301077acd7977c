"""How words sound once accents are set aside: toneless pinyin with the pairs folded that villages do not tell apart."""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l"))
"""Folded initials: z/zh, c/ch, s/sh, n/l, f/h (services/utterances-notes, section 4.1), and r heard as l."""
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"), ("ong", "on"))
_NOT_SPOKEN = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """The folded syllables of a text; digits and letters stay as they are, punctuation is dropped."""
    return tuple(_folded(syllable) for syllable in lazy_pinyin(_NOT_SPOKEN.sub("", text.lower())))


def _folded(syllable: str) -> str:
    for wide, narrow in _INITIALS:
        if syllable.startswith(wide):
            syllable = narrow + syllable[len(wide) :]
            break
    for wide, narrow in _FINALS:
        if syllable.endswith(wide):
            return syllable[: -len(wide)] + narrow
    return syllable


def bare(text: str) -> str:
    """The text without punctuation, spaces and case: what two spellings of one sentence share."""
    return _NOT_SPOKEN.sub("", text.lower())
