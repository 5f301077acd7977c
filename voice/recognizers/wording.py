"""The words around a recogniser: what it is told beforehand and how its text is tidied."""

import re
import unicodedata
from collections.abc import Iterable

from voice.lexicon import Lexicon
from voice.recognizers import Hints

_PROMPT_CHARACTERS = 160
"""Whisper takes 223 tokens of prompt; a hanzi has one or two."""
_FAVOUR = 0.015
_HANZI = r"\u4e00-\u9fff"
_ECHO_CHARACTERS = 8
"""From this length on, text that also stands in the prompt was read off it and not heard."""
_MARKS = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "："})


def prompt_for(lexicon: Lexicon, hints: Hints) -> str:
    """Return what Whisper reads before it listens: the opening sentence and as many words as fit."""
    words = list(dict.fromkeys((*hints.expected, *hints.words, *lexicon.words)))
    while words and sum(len(word) + 1 for word in words) > _PROMPT_CHARACTERS:
        words.pop()
    return lexicon.prompt + ("、".join(words) + "。" if words else "")


def command_prompt_for(lexicon: Lexicon, hints: Hints) -> str:
    """Return the prompt for an utterance of a second or two: whole short answers, as sentences."""
    return "".join(f"{said}。" for said in dict.fromkeys((*hints.expected[:8], *lexicon.commands)))


def cleaned(text: str) -> str:
    """Return recognised text as the rest of the house expects it: no spaces at hanzi, no brackets, Chinese marks.

    Digits become ASCII ones and stay digits; marks at the ends are dropped, as is 、
    (which comes from the list in the prompt), and so is the
    echo of a short answer (不对。不对).
    """
    text = unicodedata.normalize("NFKC", text).replace("\ufffd", "")
    text = re.sub(r"[\[(（【《][^\])）】》]*[\])）】》]", "", text)
    text = re.sub(r"(?<=\d)[- ](?=\d)", "", text)
    text = without_gaps(text).replace("、", "").translate(_MARKS).strip(" ，。？！；：、…·.-")
    return re.sub(rf"^([{_HANZI}]{{1,4}})(?:[，。]\1)+$", r"\1", text)


def without_gaps(text: str) -> str:
    """Drop the spaces that stand beside a hanzi, and repeat none elsewhere."""
    text = re.sub(rf"(?<=[{_HANZI}，。？！、；：])\s+|\s+(?=[{_HANZI}，。？！、；：])", "", text)
    return re.sub(r"\s+", " ", text).strip()


def favour(text: str, words: Iterable[str]) -> float:
    """Return what is added to the confidence of a hypothesis for each hanzi of the domain's words in it.

    Sound-alikes come out nearly equal (高零金贴 0.81, 高龄津贴 0.80); this settles them, and little else.
    """
    return _FAVOUR * sum(len(word) for word in words if word in text)


def was_made_up(text: str, prompt: str, never_said: Iterable[str]) -> bool:
    """Say whether `text` is empty, an echo of the prompt, or a line that comes out of noise."""
    bare = _bare(text)
    echoed = len(bare) >= _ECHO_CHARACTERS and bare in _bare(prompt)
    return not bare or echoed or any(bare.startswith(_bare(line)) for line in never_said)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
