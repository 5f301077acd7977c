"""A content file with its lines: an error names the file, the line and the field, and says what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from assistant.errors import GuideError


class Named(Protocol):
    """What a file holds."""

    @property
    def id(self) -> str:
        """The name of the file without its ending."""


Content = TypeVar("Content", bound=Named)

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


def read_content(
    path: Path, schema: TypeAdapter[Content], kind: str, broken: Callable[[Content], Iterable[Finding]]
) -> Content:
    """What one file holds; `kind` names it in the faults, `broken` finds the references in it that lead nowhere.

    Raises GuideFilesInvalid with every fault found.
    """
    document = read_document(path)
    content = _validated(document, schema, kind)
    faults = [document.fault(location, message) for location, message in broken(content)]
    if content.id != path.stem:
        faults.append(document.fault(("id",), f"must equal the file name: write “{path.stem}”, or rename the file"))
    if faults:
        raise GuideFilesInvalid(faults)
    return content


def read_document(path: Path) -> Document:
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


def _validated(document: Document, schema: TypeAdapter[Content], kind: str) -> Content:
    try:
        return schema.validate_python(_plain(document.data))
    except ValidationError as error:
        raise GuideFilesInvalid(_translated(document, error, kind)) from error


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
