"""What people say here: the training sentences and the guides' own words, for ears that weigh sound-alikes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from assistant.guides.catalogue import Catalogue
from assistant.settings import ROOT

_ANNOTATED = re.compile(r"\[([^]]+)](?:\{[^}]*}|\[[^]]*])")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def sayings(known: Catalogue) -> Iterator[str]:
    """Every training sentence; every name, phrase, question and answer of the guides."""
    for file in sorted((ROOT / "dialogues" / "nlu").glob("*.yml")):
        yield from examples(file)
    yield from (phrase for _, phrase in known.phrases())
    yield from (wording for _, _, wording in known.questions())
    for guide in known:
        yield from (option.title for question in guide.questions.values() for option in question.options)


def examples(file: Path) -> list[str]:
    """The sentences of a file of training data, without their annotations."""
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  a safe loader, in C where there is one
    lines = [line for block in data["nlu"] if "intent" in block for line in block["examples"].splitlines()]
    return [_ANNOTATED.sub(r"\1", line.removeprefix("- ").strip()) for line in lines]
