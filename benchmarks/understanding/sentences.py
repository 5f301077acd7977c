"""The labelled sentences: `development/` to develop on, `test/` to measure with. Never trained on, either of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.sayings import examples
from benchmarks.workload import DIALOGUES
from dialogues.components.sounds import bare

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sentence:
    """One sentence with what a fair judge takes it for."""

    text: str
    act: str
    kind: str
    """The file it is from, without its ending."""
    service: str | None = None
    aspect: str | None = None
    also: tuple[str, ...] = ()
    """Other services or acts that are right too."""
    voice: str | None = None
    """The region whose way of speaking it has."""


def developed() -> list[Sentence]:
    """The development sentences."""
    return _all("development")


def tested() -> list[Sentence]:
    """The test sentences: written apart from the training data, and never looked at to improve anything."""
    return _all("test")


def _all(folder: str) -> list[Sentence]:
    return [sentence for file in sorted((HERE / folder).glob("*.yml")) for sentence in _read(file)]


def taught() -> frozenset[str]:
    """Every training sentence, without marks and spaces."""
    files = sorted((DIALOGUES / "nlu").glob("*.yml"))
    return frozenset(bare(line) for file in files for line in examples(file))


def strangers(sentences: Sequence[Sentence], known: frozenset[str]) -> list[Sentence]:
    """Those that are not in the training data, whatever their marks."""
    return [sentence for sentence in sentences if bare(sentence.text) not in known]


def _read(file: Path) -> list[Sentence]:
    lines = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [
        Sentence(
            text=str(line["text"]),
            act=str(line["act"]),
            kind=file.stem,
            service=line.get("service"),
            aspect=line.get("aspect"),
            also=tuple(line.get("also") or ()),
            voice=line.get("voice"),
        )
        for line in lines
    ]
