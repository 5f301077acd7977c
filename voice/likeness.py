"""What words look like from outside: unfinished, one of the answers on offer, or only a sound of listening."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from voice.endpointing import Shape
from voice.lexicon import Lexicon


def shape_of(text: str, expected: Iterable[str], lexicon: Lexicon) -> Shape:
    """Say whether `text` is one of the `expected` answers or a command, wants to go on, or neither.

    Sound-alikes count: a recogniser that writes 下一部 has heard 下一步.
    """
    words = bare(text)
    if not words:
        return Shape.OPEN
    if match(words, (*expected, *lexicon.commands)):
        return Shape.COMPLETE
    return Shape.DANGLING if words.endswith(lexicon.dangling) else Shape.OPEN


def only_listening(text: str, lexicon: Lexicon) -> bool:
    """Say whether `text` holds nothing but 嗯, 哦 and their like, or nothing at all."""
    pattern = "|".join(sorted(map(re.escape, lexicon.interjections), key=len, reverse=True))
    return not re.sub(pattern, "", bare(text)) if pattern else not bare(text)


def match(text: str, expected: Iterable[str]) -> str:
    """Return the first of `expected` that is written or sounds like `text`; empty where none does."""
    words = bare(text)
    answers = [one for one in expected if one]
    same = next((one for one in answers if bare(one) == words), "")
    return same or next((one for one in answers if sound(one) == sound(words)), "")


def nearness(one: str, other: str) -> float:
    """Return how much two texts sound alike: 1 for the same syllables, 0 for none in common."""
    return SequenceMatcher(None, sound(one), sound(other), autojunk=False).ratio()


def contains(whole: str, part: str, alike: float = 0.75) -> bool:
    """Say whether `part` is heard somewhere in `whole`, most of its syllables in their order."""
    syllables, sought = sound(whole), sound(part)
    if not sought:
        return False
    spans = (syllables[at : at + len(sought)] for at in range(max(1, len(syllables) - len(sought) + 1)))
    return any(SequenceMatcher(None, span, sought, autojunk=False).ratio() >= alike for span in spans)


def bare(text: str) -> str:
    """Return the letters, digits and hanzi of `text`."""
    return re.sub(r"[\W_]+", "", text)


@lru_cache(maxsize=4096)
def sound(text: str) -> tuple[str, ...]:
    """Return toneless syllables, with the sounds that villages do not tell apart made one."""
    from pypinyin import lazy_pinyin

    return tuple(_folded(syllable) for syllable in lazy_pinyin(bare(text)))


def _folded(syllable: str) -> str:
    for written, heard in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an")):
        syllable = syllable.replace(written, heard)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable
