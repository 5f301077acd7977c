"""Reads the facts out of a sentence: age, for whom, whether they can come, what happened, dates, money, places in a row.

How facts are said is data (data/lexicon/facts.yml); numerals are read by cn2an. Dates stay as they were said ("in one
month", "the 23rd of the twelfth lunar month"), because a sentence that was read yesterday may be said again today.
"""

import re
from collections.abc import Iterator
from typing import Any

import cn2an
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.guides.content import content
from dialogues.components import clauses

FACTS = "facts"
"""Key of the parse result: `[{"fact", "value", "start", "end"}]`, in the order of the sentence."""
CLAUSES = "clauses"
"""Key of the parse result: the parts of the sentence."""
_NUMERAL = "[0-9〇零一二两三四五六七八九十百千万]+"
_MONTH = "[一二三四五六七八九十]"

Said = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactReader(GraphComponent):
    """Puts the facts that a sentence tells, and its parts, on its message. Learns nothing; the lexicon is read when it is first needed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FactReader":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                message.set(FACTS, read(message.get(TEXT)), add_to_output=True)
                message.set(CLAUSES, clauses.parts(message.get(TEXT)), add_to_output=True)
        return messages


def read(text: str) -> list[Said]:
    """The facts in a text: `{"fact", "value", "start", "end"}` each, in order, none overlapping another.

    Values: `age` [youngest, oldest] in full years, `born` a year, `whom`, `comes` and `happened` a word of the lexicon
    (`not-` before what has not happened), `date` what was said by its parts, `money` yuan, `ordinal` a number from 1.
    """
    taken: list[tuple[int, int]] = []
    found = []
    for said in (*_words(text), *_patterned(text)):
        span = said["start"], said["end"]
        if all(span[1] <= start or span[0] >= end for start, end in taken):
            taken.append(span)
            found.append(said)
    told = (said for said in found if said["value"] not in ("aside", None))
    return sorted(told, key=lambda said: said["start"])


def facts_only(text: str) -> bool:
    """Whether a part of a sentence does little more than tell facts: 老娘瘫在床上."""
    told = sum(said["end"] - said["start"] for said in read(text))
    return told >= 0.7 * len(text)


def _words(text: str) -> Iterator[Said]:
    for wording, fact, value in _lexicon()[0]:
        at = text.find(wording)
        while at >= 0:
            yield {"fact": fact, "value": value, "start": at, "end": at + len(wording)}
            at = text.find(wording, at + len(wording))


def _patterned(text: str) -> Iterator[Said]:
    for fact, pattern in _lexicon()[1]:
        for place in pattern.finditer(text):
            groups = {name: part for name, part in place.groupdict().items() if part}
            value = _VALUES[fact](groups)
            yield {"fact": fact, "value": value, "start": place.start(), "end": place.end()}


def number(numeral: str) -> int | None:
    """The number that digits or hanzi stand for ("两千五" is 2500); None where they stand for none."""
    try:
        return int(cn2an.cn2an(numeral, "smart"))
    except ValueError:
        return None


def _age(parts: dict[str, str]) -> list[int] | None:
    way, numeral = next(iter(parts.items()))
    count = number("一百" if numeral == "百" else numeral)
    if count is None or count > 130:
        return None
    below, above = _YEARS_OFF[way]
    return [max(0, count - below), count - above]


_YEARS_OFF = {"full": (0, 0), "nominal": (2, 1), "next": (2, 1), "told": (2, 0), "over": (0, -9), "nearly": (3, 1)}
"""(years the person may be younger, at least younger) than the number: who tells an age often counts nominal years,
which are one or two more than the full years an office counts."""


def _born(parts: dict[str, str]) -> int | None:
    if "year" in parts:
        return _digits(parts["year"])
    return 1900 + (_digits(parts["short"]) or 0)


def _digits(numeral: str) -> int | None:
    return number("".join(str(number(digit) or 0) for digit in numeral))


def _date(parts: dict[str, str]) -> Said | None:
    data = _lexicon()[2]
    if "festival" in parts:
        month, day = data["festivals"][parts["festival"]]
        return {"lunar": True, "month": month, "day": day}
    if "lunar" in parts or "lunar_month" in parts:
        name = (parts.get("lunar") or parts["lunar_month"]).removeprefix("闰")
        month = data["lunar_months"].get(name) or number(name)
        leap = parts.get("lunar", "").startswith("闰")
        return {
            "lunar": True,
            "month": month,
            "day": _lunar_day(parts.get("lunar_day")),
            **({"leap": True} if leap else {}),
        }
    counted = {
        "days": data["days"].get(parts.get("days")),
        "months": data["months"].get(parts.get("months")),
        "years": data["years"].get(parts.get("which")),
        "month": number(parts["month"]) if "month" in parts else None,
        "day": number(parts["day"]) if "day" in parts else None,
    }
    said = {unit: count for unit, count in counted.items() if count is not None}
    return said if said.get("month", 1) in range(1, 13) and said.get("day", 1) in range(1, 32) else None


def _lunar_day(name: str | None) -> int | None:
    return None if name is None else number(name.removeprefix("初").replace("廿", "二十"))


def _money(parts: dict[str, str]) -> float | None:
    yuan = number(parts["yuan"] + parts.get("unit", ""))
    return None if yuan is None else yuan + (number(parts.get("jiao", "零")) or 0) / 10


def _ordinal(parts: dict[str, str]) -> int | None:
    return number(parts["place"])


_VALUES = {"age": _age, "born": _born, "date": _date, "money": _money, "ordinal": _ordinal}


@content("lexicon", "facts.yml")
def _lexicon(
    data: dict[str, Any],
) -> tuple[list[tuple[str, str, str]], list[tuple[str, re.Pattern[str]]], dict[str, Any]]:
    """The words, longest first; the patterns in order; and the rest of the lexicon."""
    words = [
        (wording, fact, str(value))
        for fact, values in data["words"].items()
        for value, wordings in values.items()
        for wording in wordings
    ]
    patterns = [
        (fact, re.compile(pattern.replace("{n}", _NUMERAL).replace("{m}", _MONTH)))
        for fact, several in data["patterns"].items()
        for pattern in several
    ]
    return sorted(words, key=lambda word: -len(word[0])), patterns, data
