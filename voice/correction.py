"""What was most likely said, given what was heard: sound-alikes weighed against how people talk here.

A recogniser that knows no village hears 新女伴社保卡 for 孙女办社保卡. Each character heard may have been another one
that sounds like it, at a price by how far the two are apart; the cheapest sentence wins (a noisy channel, searched with
a beam). Nothing is added or left out, and a sentence about nothing that is talked about here stays as it was heard.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.language import BEGIN, END, NO_WORDS, CharacterModel, Ids, Logs
from voice.likeness import sound

SAME, FOLDED, NEAR = 3.0, 5.0, 9.0
"""Prices in natural logarithms: the same syllable; one that villages do not tell apart; only the initial or only the
final the same. Chosen on spoken development sentences, see docs/voice.md."""
FARTHEST = -5.8
"""Mean logarithm of a character's likelihood. What stays under it even when corrected is about something else."""
_SURE, _WEIGHTS = 0.7, (0.5, 1.4)
"""Whisper's median confidence in clean speech. Where it is surer its words weigh more, in noise less."""
_BEAM = 24
_INITIAL = re.compile(r"[zcs]h?|[bpmfdtlghkjqxryw]")
_NUMERAL = "[零〇○幺一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾]"
_NUMBER = re.compile(f"(?![零幺]){_NUMERAL}|(?<={_NUMERAL})[零幺]|[零幺](?={_NUMERAL})")
"""A number stays as it was heard, and nothing becomes one: an amount may mislead, and a telephone or card number has to
be masked. 零 and 幺 on their own are letters like others (高零 for 高龄)."""
_HANZI = re.compile(r"[\u4e00-\u9fff]")

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Alikes:
    """What a character may stand for, itself first."""

    names: tuple[str, ...]
    ids: Ids
    prices: Logs


@dataclass(frozen=True)
class _Step:
    """For each state of the beam: the state before it, and the alike that was chosen."""

    before: Places
    chosen: Places


@dataclass
class _Sounds:
    """The known characters by how they sound."""

    same: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    folded: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    initial: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    final: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, character: str) -> None:
        for table, key, _ in self._tables(character):
            table[key].append(character)

    def prices(self, character: str) -> dict[str, float]:
        """What a character may stand for, and the least price of each."""
        prices = {character: 0.0}
        for table, key, price in self._tables(character):
            for other in table.get(key, ()):
                prices.setdefault(other, price)
        return prices

    def _tables(self, character: str) -> list[tuple[dict[str, list[str]], str, float]]:
        [folded] = sound(character)
        first = _INITIAL.match(folded)
        initial = first.group() if first else ""
        final = folded[len(initial) :]
        near = ((self.initial, initial, NEAR), (self.final, final, NEAR))
        return [(self.same, _syllable(character), SAME), (self.folded, folded, FOLDED), *near]


class Correction:
    """Corrects what a recogniser wrote, in about 50 ms. Threads may share it."""

    def __init__(self, sentences: Iterable[str], words: Mapping[str, float] = NO_WORDS) -> None:
        """Learn how people talk from `sentences`, and how the language is from `words`; from none nothing is corrected."""
        self._model = CharacterModel(sentences, words)
        self._sounds = _Sounds()
        for character in self._model.characters:
            if _HANZI.match(character) and not re.match(_NUMERAL, character):
                self._sounds.add(character)
        self._known: dict[str, _Alikes] = {}

    def of(self, heard: str, confidence: float = 1.0) -> str:
        """The likeliest sentence, with the marks where they were; the less sure the ears were, the less what they wrote weighs."""
        places = [at for at, character in enumerate(heard) if character.isalnum()]
        if not places or not self._model.characters:
            return heard
        numbers = {found.start() for found in _NUMBER.finditer(heard)}
        alikes = [self._alikes(heard[at].lower(), at in numbers) for at in places]
        choices = self._likeliest(alikes, weight=float(np.clip(confidence / _SURE, *_WEIGHTS)))
        said = list(heard)
        for at, options, choice in zip(places, alikes, choices, strict=True):
            if choice:  # 0 is the character itself
                said[at] = options.names[choice]
        return "".join(said)

    def _likeliest(self, alikes: list[_Alikes], weight: float) -> list[int]:
        """Which alike stands in each place; all the first ones where even the likeliest is far from what is said here."""
        contexts, scores, steps = np.full(1, BEGIN, dtype=np.uint64), np.zeros(1), []
        for options in alikes:
            before = np.repeat(np.arange(len(contexts)), len(options.ids))
            chosen = np.tile(np.arange(len(options.ids)), len(contexts))
            ids = options.ids[chosen]
            worth = scores[before] + self._model.after(contexts[before], ids) - weight * options.prices[chosen]
            after = self._model.following(contexts[before], ids)
            best = _best_of_each(after, worth)
            contexts, scores = after[best], worth[best]
            steps.append(_Step(before[best], chosen[best]))
        ends = scores + self._model.after(contexts, np.full(len(contexts), END, dtype=np.uint64))
        choices = _traced(steps, int(np.argmax(ends)))
        paid = sum(options.prices[choice] for options, choice in zip(alikes, choices, strict=True))
        near = (float(ends.max()) + weight * paid) / (len(alikes) + 1) >= FARTHEST
        return choices if near else [0] * len(alikes)

    def _alikes(self, character: str, settled: bool) -> _Alikes:
        """What a character may stand for; itself alone where it is settled."""
        if settled or not _HANZI.match(character):
            number = np.array([self._model.number(character)], dtype=np.uint64)
            return _Alikes((character,), number, np.zeros(1))
        if character not in self._known:
            prices = self._sounds.prices(character)
            ids = np.array([self._model.number(name) for name in prices], dtype=np.uint64)
            self._known[character] = _Alikes(tuple(prices), ids, np.array(list(prices.values())))
        return self._known[character]


def _best_of_each(contexts: Ids, worth: Logs) -> Places:
    """The best of those that end alike, and of these as many as the beam holds."""
    order = np.argsort(-worth, kind="stable")
    _, firsts = np.unique(contexts[order], return_index=True)
    return np.asarray(order[np.sort(firsts)[:_BEAM]])


def _traced(steps: list[_Step], state: int) -> list[int]:
    """Back from the last state to the first choice."""
    choices = []
    for step in reversed(steps):
        choices.append(int(step.chosen[state]))
        state = int(step.before[state])
    return choices[::-1]


def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])
