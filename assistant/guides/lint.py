"""What a guide must keep beyond its shape: short sentences, kind words, no dead ends, every aspect answered."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from assistant.guides.loader import Document, Fault, fact_names, spoken
from assistant.guides.model import ASPECTS, Guide

SENTENCE_CHARACTERS = 20
"""V-06."""
TURN_CHARACTERS = 60
"""V-05: an information chunk."""
QUESTION_CHARACTERS = 30
"""V-05: a question."""

_PUNCTUATION = re.compile(r"[，。？！：；、“”《》〔〕（）\s]")
_LITERAL_AMOUNT = re.compile(r"[0-9〇零一二三四五六七八九十百千万两]+(元|块钱|块(?!儿)|个工作日|天内|日内)|[0-9]{3,}")

Place = tuple[str | int, ...]


def faults(guide: Guide, document: Document, banned: Iterable[str], today: date) -> list[Fault]:
    """Everything wrong with a guide that its shape does not show, in the order of the checks."""
    checks = (
        _long_sentences(guide),
        _long_turns(guide),
        _banned_words(guide, tuple(banned)),
        _literal_amounts(guide),
        _missing_aspects(guide),
        _out_of_reach(guide),
        _overdue(guide, today),
    )
    return [document.fault(place, message) for check in checks for place, message in check]


def lengths(guide: Guide, document: Document) -> list[Fault]:
    """Sentences and turns that are too long (V-05, V-06)."""
    checks = (_long_sentences(guide), _long_turns(guide))
    return [document.fault(place, message) for check in checks for place, message in check]


def characters(text: str) -> int:
    """Length as it is spoken: punctuation is a pause, not a character."""
    return len(_PUNCTUATION.sub("", text))


def _filled(guide: Guide, sentence: str) -> str:
    for name in fact_names(sentence):
        sentence = sentence.replace("{" + name + "}", guide.facts[name].text)
    return sentence


def _long_sentences(guide: Guide) -> Iterator[tuple[Place, str]]:
    for place, sentence in spoken(guide):
        length = characters(_filled(guide, sentence))
        if length > SENTENCE_CHARACTERS:
            yield place, f"V-06: {length} characters, at most {SENTENCE_CHARACTERS}: split it into two sentences"


def _long_turns(guide: Guide) -> Iterator[tuple[Place, str]]:
    for place, limit, sentences in _turns(guide):
        length = sum(characters(_filled(guide, sentence)) for sentence in sentences)
        if length > limit:
            yield place, f"V-05: {length} characters in one turn, at most {limit}"


def _turns(guide: Guide) -> Iterator[tuple[Place, int, tuple[str, ...]]]:
    first = guide.questions[guide.start].ask if guide.start in guide.questions else ()
    yield ("opening",), TURN_CHARACTERS, guide.opening + first
    for aspect, answer in guide.answers.items():
        yield ("answers", aspect), TURN_CHARACTERS, answer
    for name, question in guide.questions.items():
        yield ("questions", name, "ask"), QUESTION_CHARACTERS, question.ask
    for name, path in guide.paths.items():
        for number, step in enumerate(path.steps):
            yield ("paths", name, "steps", number, "say"), TURN_CHARACTERS, step.say
        yield ("paths", name, "done"), TURN_CHARACTERS, path.done
    for name, exit_ in guide.exits.items():
        yield ("exits", name, "say"), TURN_CHARACTERS, exit_.say
    for number, faq in enumerate(guide.faq):
        yield ("faq", number, "a"), TURN_CHARACTERS, faq.a


def _banned_words(guide: Guide, banned: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    for place, sentence in spoken(guide):
        for word in banned:
            if word in sentence:
                yield place, f"V-15: never say “{word}”"


def _literal_amounts(guide: Guide) -> Iterator[tuple[Place, str]]:
    for place, sentence in spoken(guide):
        found = _LITERAL_AMOUNT.search(re.sub(r"\{[^}]*\}", "", sentence))
        if found:
            yield place, f"“{found.group()}” belongs into facts, with its source: name it here as {{…}}"


def _missing_aspects(guide: Guide) -> Iterator[tuple[Place, str]]:
    for aspect in ASPECTS:
        if aspect not in guide.answers:
            yield ("answers",), f"“{aspect}” is not answered: add it, or say honestly whom to ask"


def _out_of_reach(guide: Guide) -> Iterator[tuple[Place, str]]:
    seen: set[tuple[str, str]] = set()
    waiting = [("questions" if guide.start in guide.questions else "paths", guide.start)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if place[0] == "questions":
            for option in guide.questions[place[1]].options:
                waiting += [
                    (room, target)
                    for room, target in (("questions", option.to), ("paths", option.path), ("exits", option.exit))
                    if target is not None
                ]
    for room, names in (("questions", guide.questions), ("paths", guide.paths), ("exits", guide.exits)):
        for name in names:
            if (room, name) not in seen:
                yield (room, name), "cannot be reached from “start”: let an option lead here, or remove it"


def _overdue(guide: Guide, today: date) -> Iterator[tuple[Place, str]]:
    if guide.verification.review_due < today:
        yield ("verification", "review_due"), "is past: check the guide again, then set a new date"
    for name, fact in guide.facts.items():
        if fact.review_by < today:
            yield ("facts", name, "review_by"), "is past: check the fact again, then set a new date"
