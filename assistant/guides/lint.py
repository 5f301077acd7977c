"""What is said and shown to a person: short sentences, kind words, no figure without a source."""

import re
from collections.abc import Iterable, Iterator

from assistant.guides.document import Finding
from assistant.guides.loader import fact_names, said_or_shown, spoken
from assistant.guides.model import Guide

SENTENCE_CHARACTERS = 20
"""V-06."""
TURN_CHARACTERS = 60
"""V-05: an information chunk."""
QUESTION_CHARACTERS = 30
"""V-05: a question."""

MATERIALS_AT_ONCE = 3
"""More are told one at a time where a person wants that (V-07)."""

_PUNCTUATION = re.compile(r"[，。？！：；、“”《》〔〕（）\s]")
_NUMBER = "[0-9〇零一二三四五六七八九十百千万两]"
# 一年, 一个月, 一点 are words, not figures; 两三天 and 十五天 are figures.
_COUNT = f"(?:{_NUMBER}{{2,}}|[0-9二三四五六七八九十两])"
_LITERALS = re.compile(
    f"{_NUMBER}+(?:元|块钱|块(?!儿)|个?工作日|天内|日内|周?岁|％|%|成(?=以|的|$|，|。))"
    f"|{_COUNT}(?:个月|天|小时|分钟|星期|周年|年(?!级))"
    f"|{_NUMBER}+月{_NUMBER}*[日号底初]|{_COUNT}点(?:钟|半|整|到)|[〇零一二三四五六七八九]{{3,}}|百分之{_NUMBER}+|[0-9]{{3,}}"
)


def faults(guide: Guide, banned: Iterable[str]) -> Iterator[Finding]:
    """Everything wrong with the words of a guide, in the order of the checks."""
    yield from lengths(guide)
    yield from _long_materials(guide)
    yield from _banned_words(guide, tuple(banned))
    yield from _literals(guide)


def lengths(guide: Guide) -> Iterator[Finding]:
    """Sentences and turns that are too long (V-05, V-06)."""
    yield from _long_sentences(guide)
    yield from _long_turns(guide)


def characters(text: str) -> int:
    """Length as it is spoken: punctuation is a pause, not a character."""
    return len(_PUNCTUATION.sub("", text))


def _filled(guide: Guide, sentence: str) -> str:
    for name in fact_names(sentence):
        sentence = sentence.replace("{" + name + "}", guide.facts[name].text)
    return sentence


def _long_sentences(guide: Guide) -> Iterator[Finding]:
    for place, sentence in spoken(guide):
        length = characters(_filled(guide, sentence))
        if length > SENTENCE_CHARACTERS:
            yield place, f"V-06: {length} characters, at most {SENTENCE_CHARACTERS}: split it into two sentences"


def _long_turns(guide: Guide) -> Iterator[Finding]:
    for place, limit, sentences in _turns(guide):
        length = sum(characters(_filled(guide, sentence)) for sentence in sentences)
        if length > limit:
            yield place, f"V-05: {length} characters in one turn, at most {limit}"


def _turns(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], int, tuple[str, ...]]]:
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


def _long_materials(guide: Guide) -> Iterator[Finding]:
    """Names and notes that are told one at a time; “；” parts the sentences of a note."""
    for number, material in enumerate(guide.materials if len(guide.materials) > MATERIALS_AT_ONCE else ()):
        if characters(material.name) > SENTENCE_CHARACTERS - 3:
            yield ("materials", number, "name"), f"V-06: at most {SENTENCE_CHARACTERS - 3} characters, as it is spoken"
        for part in (material.note or "").split("；"):
            if characters(part) > SENTENCE_CHARACTERS:
                yield ("materials", number, "note"), f"V-06: {characters(part)} characters: part it with “；”"


def _banned_words(guide: Guide, banned: tuple[str, ...]) -> Iterator[Finding]:
    for place, sentence in said_or_shown(guide):
        for word in banned:
            if word in sentence:
                yield place, f"V-15: never say “{word}”"


def _literals(guide: Guide) -> Iterator[Finding]:
    for place, sentence in said_or_shown(guide):
        if place[-1] == "title":
            continue  # a button is named as people say it
        found = _LITERALS.search(re.sub(r"\{[^}]*\}", "，", sentence))
        if found:
            yield place, f"“{found.group()}” belongs into facts, with its source: name it here as {{…}}"
