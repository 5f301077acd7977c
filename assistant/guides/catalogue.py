"""All guides together, and what people say that means each of them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.guides.loader import fact_names, read_guides
from assistant.guides.model import Fact, Guide


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every guide by its id. Two catalogues are the same only where they are one, so that they can be kept by it."""

    guides: Mapping[str, Guide]

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


@lru_cache(maxsize=4)
def _catalogue(folder: Path, state: tuple[tuple[str, int], ...]) -> Catalogue:
    return Catalogue(read_guides(folder))


def catalogue(folder: Path | None = None) -> Catalogue:
    """The guides of a folder, read again only when a file there has changed. Raises GuideFilesInvalid."""
    folder = folder or data_folder() / "guides"
    state = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.yml")))
    return _catalogue(folder, state)


def doubtful(guide: Guide, fact: Fact, today: date) -> bool:
    """Whether a fact must be spoken with "please ring first" (G-32): overdue, or resting only on unverified sources."""
    checked = {source.id for source in guide.sources if not source.unverified}
    return fact.review_by < today or guide.verification.review_due < today or not checked.intersection(fact.sources)


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
