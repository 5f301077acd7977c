"""Checks a whole folder of guides: the shape of each file, what each must keep, and how they fit together."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from assistant.guides import lint, soundness
from assistant.guides.document import Document, Fault, GuideFilesInvalid, read_document
from assistant.guides.loader import read_guide, unknown_services
from assistant.guides.model import Guide


def check(data: Path, today: date) -> list[Fault]:
    """Every fault of every guide under a data folder, file by file, and the warnings among them."""
    folder, banned = data / "guides", banned_words(data)
    guides: dict[str, Guide] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            guide = read_guide(path)
        except GuideFilesInvalid as error:
            faults.extend(error.faults)
            continue
        guides[guide.id] = guide
        faults.extend(_of(guide, read_document(path), banned, today))
    return [*faults, *unknown_services(folder, guides), *_shared_aliases(folder, guides)]


def _of(guide: Guide, document: Document, banned: tuple[str, ...], today: date) -> Iterator[Fault]:
    for place, message in (*lint.faults(guide, banned), *soundness.faults(guide, icons(), today)):
        yield document.fault(place, message)
    for place, message in soundness.warnings(guide, today):
        yield document.fault(place, message, "warning")


@cache
def icons() -> frozenset[str]:
    """The names of the pictograms that the pages have."""
    folder = Path(__file__).parents[2] / "channels" / "pages" / "static" / "icons"
    return frozenset(path.stem for path in folder.glob("*.svg"))


def banned_words(data: Path) -> tuple[str, ...]:
    """The words that are never said to a person (data/phrases/banned.yml)."""
    groups = yaml.safe_load((data / "phrases" / "banned.yml").read_text(encoding="utf-8"))
    return tuple(word for words in groups.values() for word in words)


def _shared_aliases(folder: Path, guides: dict[str, Guide]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for guide in guides.values():
        for number, alias in enumerate(guide.aliases):
            other = owner.setdefault(alias, guide.id)
            if other != guide.id:
                document = read_document(folder / f"{guide.id}.yml")
                yield document.fault(
                    ("aliases", number), f"“{alias}” is an alias of {other} too: keep it in one of them"
                )
