"""Words and numbers that stay on one line: half an identity card, or half a telephone number, is not read as one.

The twin of static/modules/phrased.js, for what the server writes into a page.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import jieba
from markupsafe import Markup, escape

jieba.setLogLevel(logging.WARNING)

_NUMBER = r"[\d*]+(?:[-. ][\d*]+)*[\u4e00-\u9fff]?"
"""A number takes what it counts along."""


def phraser(unbroken: Sequence[str]) -> Callable[[str], Markup]:
    """Puts each number, each word of the list and each word of the language into an element that is not broken."""
    known = re.compile("|".join([_NUMBER, *sorted(unbroken, key=len, reverse=True)]))

    def words(text: str) -> Iterator[str]:
        end = 0
        for match in known.finditer(text):
            yield from jieba.cut(text[end : match.start()])
            yield match.group()
            end = match.end()
        yield from jieba.cut(text[end:])

    @lru_cache(maxsize=4096)
    def phrased(text: str) -> Markup:
        """The text for a page."""
        return Markup("").join(_written(piece) for piece in _with_tails(list(words(text))))

    return phrased


def _with_tails(words: Sequence[str]) -> list[str]:
    """Joins a single glyph that ends a clause to the word before it: no line begins with one."""
    pieces: list[str] = []
    for number, word in enumerate(words, start=1):
        ends = number == len(words) or not _is_word(words[number])
        if len(word) == 1 and _is_word(word) and ends and pieces and _is_word(pieces[-1]):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _is_word(piece: str) -> bool:
    return piece[-1].isalnum() or piece[-1] == "*"


def _written(piece: str) -> Markup:
    if len(piece) == 1 or not _is_word(piece):
        return escape(piece)
    return Markup('<span class="whole">{}</span>').format(piece)
