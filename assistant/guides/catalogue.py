"""All guides together, and what people say that means each of them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.guides.document import Fault, GuideFilesInvalid
from assistant.guides.loader import fact_names
from assistant.guides.model import Basis, Fact, Guide, SourceNote
from assistant.guides.shelf import Shelf, Standing


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every guide by its id. Two catalogues are the same only where they are one, so that they can be kept by it."""

    guides: Mapping[str, Guide]
    faults: tuple[Fault, ...] = ()
    """What is wrong in files that cannot be used. Their guides are the last good ones, or missing where there was none."""

    def __getitem__(self, service: str) -> Guide:
        return self.guides[service]

    def __contains__(self, service: object) -> bool:
        return service in self.guides

    def __iter__(self) -> Iterator[Guide]:
        return iter(self.guides.values())

    def __len__(self) -> int:
        return len(self.guides)

    def phrases(self) -> Iterator[tuple[str, str]]:
        """(service, phrase) for every name, alias, situation and question of every guide."""
        for guide in self:
            for phrase in (guide.name, guide.spoken_name, *guide.aliases, *guide.situations):
                yield guide.id, phrase

    def questions(self) -> Iterator[tuple[str, int, str]]:
        """(service, number, wording) for every frequent question of every guide."""
        for guide in self:
            for number, faq in enumerate(guide.faq):
                for wording in (faq.q, *faq.also):
                    yield guide.id, number, wording


def data_folder() -> Path:
    """Where the content lies: LINBAN_DATA, or `data/` beside the packages."""
    return Path(os.environ.get("LINBAN_DATA", Path(__file__).parents[2] / "data"))


@lru_cache(maxsize=16)
def _shelf(folder: Path) -> Shelf:
    return Shelf(folder)


@lru_cache(maxsize=16)
def _catalogue(standing: Standing) -> Catalogue:
    return Catalogue(standing.guides, standing.faults)


def catalogue(folder: Path | None = None) -> Catalogue:
    """The guides of a folder as its files are now; a file is read again only when it has changed.

    A file that cannot be used is named in `faults`, and its last good guide stays. Raises GuideError where no guide
    can be used. The same object is given until a file changes.
    """
    return _catalogue(_shelf(folder or data_folder() / "guides").standing())


def sound_catalogue(folder: Path) -> Catalogue:
    """The guides of a folder, for those who mend them. Raises GuideFilesInvalid where any file cannot be used."""
    known = catalogue(folder)
    if known.faults:
        raise GuideFilesInvalid(known.faults)
    return known


def doubtful(guide: Guide, fact: Fact | Basis, today: date) -> bool:
    """Whether a fact must be spoken with "please ring first" (G-32): overdue, or resting only on unverified sources."""
    return overdue(guide, fact, today) or not checked_sources(guide, fact)


def overdue(guide: Guide, fact: Fact | Basis, today: date) -> bool:
    """Whether a fact, or the whole guide, is past the day by which it was to be looked at again."""
    return fact.review_by < today or guide.verification.review_due < today


def checked_sources(guide: Guide, fact: Fact | Basis) -> tuple[SourceNote, ...]:
    """The sources of a fact that somebody has really read."""
    return tuple(source for source in guide.sources if source.id in fact.sources and not source.unverified)


def facts_of(guide: Guide, sentences: tuple[str, ...]) -> list[Fact]:
    """The facts that the sentences name, each once, in order."""
    names = dict.fromkeys(name for sentence in sentences for name in fact_names(sentence))
    return [guide.facts[name] for name in names]


def filled(guide: Guide, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences with their facts put in."""
    return tuple(_fill(guide, sentence) for sentence in sentences)


def _fill(guide: Guide, sentence: str) -> str:
    for name in fact_names(sentence):
        sentence = sentence.replace("{" + name + "}", guide.facts[name].text)
    return sentence
