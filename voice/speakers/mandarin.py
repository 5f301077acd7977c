"""From hanzi to pinyin as it is spoken: readings in context, tone sandhi and er-suffixes.

The neural voice was trained on spoken tones (你好 is ni2 hao3), while a dictionary gives those of single words.
"""

import functools
import itertools
import logging
import re
from collections.abc import Mapping

import jieba
from pypinyin import Style, lazy_pinyin

jieba.setLogLevel(logging.WARNING)
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_BEFORE_A_DIGIT = set("第零一二三四五六七八九十百千万点期初")
_AFTER_A_DIGIT = set("零一二三四五六七八九十点月号年楼级")
_FULL_ER = {"女儿", "儿子", "儿女", "幼儿", "婴儿", "少儿", "孤儿", "胎儿", "托儿", "新生儿", "育儿"}
"""Words in which 儿 is a syllable with its own meaning and tone."""


def pinyin(text: str, readings: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """Return one syllable with its tone number (1-5) for each hanzi of `text`; everything else is skipped.

    `readings` gives the pinyin of phrases that a dictionary reads wrongly.
    """
    hanzi = "".join(_HANZI.findall(text))
    words = [str(word) for word in jieba.cut(hanzi)]
    syllables = [_syllable(said) for word in words for said in _pronounced(word)]
    if len(syllables) != len(hanzi):  # a phrase of the dictionary that does not have a syllable a hanzi
        syllables = [_syllable(said) for char in hanzi for said in _pronounced(char)[:1]]
    for phrase, said in (readings or {}).items():
        for found in re.finditer(re.escape(phrase), hanzi):
            syllables[found.start() : found.end()] = said
    return _with_sandhi(hanzi, words, syllables)


@functools.lru_cache(maxsize=4096)
def _pronounced(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore"))


def _syllable(said: str) -> str:
    """Return what the voice has a sound for: the dictionary writes 嗯 as n2."""
    return re.sub(r"^(n|ng)(\d)$", r"en\2", said)


def _with_sandhi(hanzi: str, words: list[str], syllables: list[str]) -> list[str]:
    said = list(syllables)
    for at, char in enumerate(hanzi):
        if char == "一":
            said[at] = "yi" + _tone_of_one(hanzi, said, at)
        elif char == "不":
            said[at] = "bu2" if _tone(said, at + 1) == "4" else "bu4"
    _soften_er(words, said)
    return _with_third_tones(words, said)


def _tone(said: list[str], at: int) -> str:
    return said[at][-1] if at < len(said) else ""


def _tone_of_one(hanzi: str, said: list[str], at: int) -> str:
    before, after = hanzi[at - 1 : at], hanzi[at + 1 : at + 2]
    if not after or before in _BEFORE_A_DIGIT or after in _AFTER_A_DIGIT:
        return "1"
    return "2" if _tone(said, at + 1) == "4" else "4"


def _soften_er(words: list[str], said: list[str]) -> None:
    at = 0
    for word in words:
        if len(word) > 1 and word.endswith("儿") and word not in _FULL_ER:
            said[at + len(word) - 1] = "er5"
        at += len(word)


def _with_third_tones(words: list[str], said: list[str]) -> list[str]:
    """Raise a third tone before another one: first inside words, then from each word to the next."""
    changed, starts = list(said), [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    inside = [at for start, end in itertools.pairwise(starts) for at in range(start, end - 1)]
    for at in [*inside, *(start - 1 for start in starts[1:-1])]:
        if changed[at][-1] == "3" and changed[at + 1][-1] == "3":
            changed[at] = changed[at][:-1] + "2"
    return changed
