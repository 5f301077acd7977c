"""Reads the files of data/guides, and the sentences in them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from assistant.guides.document import Fault, Finding, read_content, read_document
from assistant.guides.model import Guide

_GUIDE: TypeAdapter[Guide] = TypeAdapter(Guide)


def read_guide(path: Path) -> Guide:
    """The guide in one file. Raises GuideFilesInvalid with every fault found in it."""
    return read_content(path, _GUIDE, "guide", _broken_references)


def unknown_services(folder: Path, guides: dict[str, Guide]) -> Iterator[Fault]:
    """Exits that point to a service without a guide. The assistant offers nothing there; the author should know."""
    for guide in guides.values():
        for name, exit_ in guide.exits.items():
            if exit_.see is not None and exit_.see not in guides:
                document = read_document(folder / f"{guide.id}.yml")
                yield document.fault(("exits", name, "see"), f"there is no guide “{exit_.see}”")


def _broken_references(guide: Guide) -> Iterator[Finding]:
    if guide.start not in guide.questions and guide.start not in guide.paths:
        yield ("start",), f"there is no question or path “{guide.start}”"
    rooms: dict[str, Mapping[str, object]] = {"to": guide.questions, "path": guide.paths, "exit": guide.exits}
    for name, question in guide.questions.items():
        for number, option in enumerate(question.options):
            place = ("questions", name, "options", number)
            targets = [(kind, getattr(option, kind)) for kind in rooms if getattr(option, kind) is not None]
            if len(targets) != 1:
                yield place, "must lead to exactly one of to, path and exit"
            for kind, target in targets:
                if target not in rooms[kind]:
                    yield (*place, kind), f"there is no {_ROOM[kind]} “{target}”"
    for name, path in guide.paths.items():
        for number, step in enumerate(path.steps):
            if step.going > len(step.say):
                yield ("paths", name, "steps", number, "going"), f"there are only {len(step.say)} sentences in “say”"
    known = {source.id for source in guide.sources}
    for name, fact in guide.facts.items():
        for source in fact.sources:
            if source not in known:
                yield ("facts", name, "sources"), f"there is no source “{source}”"
    for number, basis in enumerate(guide.legal_basis):
        for source in basis.sources:
            if source not in known:
                yield ("legal_basis", number, "sources"), f"there is no source “{source}”"
    for number, fee in enumerate(guide.fees):
        if fee.fact not in guide.facts:
            yield ("fees", number, "fact"), f"there is no fact “{fee.fact}”"
    yield from _unknown_facts(guide)


_ROOM = {"to": "question", "path": "path", "exit": "exit"}


def _unknown_facts(guide: Guide) -> Iterator[Finding]:
    for location, sentence in said_or_shown(guide):
        for name in fact_names(sentence):
            if name not in guide.facts:
                yield location, f"there is no fact “{{{name}}}”"


def fact_names(sentence: str) -> tuple[str, ...]:
    """The facts a sentence names, in order: `"打{hotline}"` gives `("hotline",)`."""
    return tuple(part.split("}", 1)[0] for part in sentence.split("{")[1:])


def spoken(guide: Guide) -> Iterator[Finding]:
    """Every sentence the guide may speak, with its place in the file."""
    yield from _each(("opening",), guide.opening)
    for aspect, answer in guide.answers.items():
        yield from _each(("answers", aspect), answer)
    for name, question in guide.questions.items():
        yield from _each(("questions", name, "ask"), question.ask)
        yield from _each(("questions", name, "plain"), question.plain)
    for name, path in guide.paths.items():
        for number, step in enumerate(path.steps):
            yield from _each(("paths", name, "steps", number, "say"), step.say)
            yield from _each(("paths", name, "steps", number, "plain"), step.plain)
        yield from _each(("paths", name, "done"), path.done)
    for name, exit_ in guide.exits.items():
        yield from _each(("exits", name, "say"), exit_.say)
    for number, faq in enumerate(guide.faq):
        yield from _each(("faq", number, "a"), faq.a)


def said_or_shown(guide: Guide) -> Iterator[Finding]:
    """Every sentence the guide may speak, and what it writes on the screen and on its buttons while leading."""
    yield from spoken(guide)
    for name, question in guide.questions.items():
        for number, option in enumerate(question.options):
            yield ("questions", name, "options", number, "title"), option.title
    for name, path in guide.paths.items():
        yield ("paths", name, "title"), path.title
        for number, step in enumerate(path.steps):
            if step.show:
                yield ("paths", name, "steps", number, "show"), step.show


def _each(place: tuple[str | int, ...], sentences: Iterable[str]) -> Iterator[Finding]:
    for number, sentence in enumerate(sentences):
        yield (*place, number), sentence
