"""Reads the files of data/guides. An error names the file, the line and the field, and says what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assistant.errors import GuideError
from assistant.guides.model import Guide

Content = TypeVar("Content")

_GUIDE: TypeAdapter[Guide] = TypeAdapter(Guide)


Finding = tuple[tuple[str | int, ...], str]
"""A place in a file, as the keys that lead there, and what is wrong and what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file, in words an author can act on."""

    file: str
    line: int
    """Counts from 1; the line of the field, or of the nearest thing around it."""
    field: str
    """Path of the field, as in `questions.way.options[1].path`; empty for the file as a whole."""
    message: str
    severity: Literal["error", "warning"] = "error"
    """A warning is no reason to hold the file back."""

    def __str__(self) -> str:
        where = f" {self.field}:" if self.field else ""
        kind = " warning:" if self.severity == "warning" else ""
        return f"{self.file}:{self.line}:{where}{kind} {self.message}"


class GuideFilesInvalid(GuideError):
    """One or more guide files cannot be used. `faults` lists everything found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Document:
    """A parsed file that still knows its lines."""

    file: str
    data: Any

    def fault(
        self, location: tuple[str | int, ...], message: str, severity: Literal["error", "warning"] = "error"
    ) -> Fault:
        """The fault at a place in the file, with the line of the deepest part of `location` that exists."""
        return Fault(self.file, self._line(location), _dotted(location), message, severity)

    def _line(self, location: tuple[str | int, ...]) -> int:
        node, line = self.data, 1
        for key in location:
            try:
                line = _line_of(node, key)
                node = node[key]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        return line


def read_guide(path: FilePath) -> Guide:
    """The guide in one file. Raises GuideFilesInvalid with every fault found in it."""
    document = read_document(path)
    guide = validated(document, _GUIDE, "guide")
    faults = [document.fault(location, message) for location, message in _broken_references(guide)]
    if guide.id != path.stem:
        faults.append(document.fault(("id",), f"must equal the file name: write “{path.stem}”, or rename the file"))
    if faults:
        raise GuideFilesInvalid(faults)
    return guide


def read_document(path: FilePath) -> Document:
    """A YAML file with its line numbers. Raises GuideFilesInvalid where it is no YAML or not UTF-8."""
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideFilesInvalid([Fault(path.name, line, "", f"not valid YAML: {error.problem}")]) from error
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise GuideFilesInvalid([Fault(path.name, 1, "", f"cannot be read: {error}")]) from error
    if not isinstance(data, dict):
        raise GuideFilesInvalid([Fault(path.name, 1, "", "must hold keys and values; start with “id: …”")])
    return Document(path.name, data)


def validated(document: Document, schema: TypeAdapter[Content], kind: str) -> Content:
    """What a document holds, in the shape of a schema; `kind` names it in the faults. Raises GuideFilesInvalid."""
    try:
        return schema.validate_python(_plain(document.data))
    except ValidationError as error:
        raise GuideFilesInvalid(_translated(document, error, kind)) from error


def unknown_services(folder: FilePath, guides: dict[str, Guide]) -> Iterator[Fault]:
    """Exits that point to a service without a guide. The assistant offers nothing there; the author should know."""
    for guide in guides.values():
        for name, exit_ in guide.exits.items():
            if exit_.see is not None and exit_.see not in guides:
                document = read_document(folder / f"{guide.id}.yml")
                yield document.fault(("exits", name, "see"), f"there is no guide “{exit_.see}”")


def _broken_references(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], str]]:
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


def _unknown_facts(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for location, sentence in said_or_shown(guide):
        for name in fact_names(sentence):
            if name not in guide.facts:
                yield location, f"there is no fact “{{{name}}}”"


def fact_names(sentence: str) -> tuple[str, ...]:
    """The facts a sentence names, in order: `"打{hotline}"` gives `("hotline",)`."""
    return tuple(part.split("}", 1)[0] for part in sentence.split("{")[1:])


def spoken(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], str]]:
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


def said_or_shown(guide: Guide) -> Iterator[tuple[tuple[str | int, ...], str]]:
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


def _each(place: tuple[str | int, ...], sentences: Iterable[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, sentence in enumerate(sentences):
        yield (*place, number), sentence


def _translated(document: Document, error: ValidationError, kind: str) -> Iterator[Fault]:
    for detail in error.errors():
        location = tuple(
            part for part in detail["loc"] if part in _keys(document.data, detail["loc"]) or detail["type"] == "missing"
        )
        yield document.fault(location, _advice(detail["type"], detail["msg"], location, kind))


def _keys(data: Any, location: tuple[str | int, ...]) -> set[str | int]:
    """The parts of a validation path that are in the file; the validator adds names of its own for unions."""
    found: set[str | int] = set()
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            continue
        found.add(part)
    return found


def _advice(error: str, message: str, location: tuple[str | int, ...], kind: str) -> str:
    last = location[-1] if location else "this"
    if error == "missing":
        return f"is missing: add “{last}”"
    if error == "extra_forbidden" or error == "unexpected_keyword_argument":
        return f"is not a field of a {kind}: check the spelling, or remove it"
    return message[0].lower() + message[1:]


def _line_of(node: Any, key: str | int) -> int:
    lines: Any = node.lc  # where ruamel keeps the lines of a mapping or sequence
    position = lines.key(key) if isinstance(node, dict) else lines.item(key)
    return int(position[0]) + 1


def _dotted(location: tuple[str | int, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node
