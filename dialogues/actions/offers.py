"""Which of the answers on offer a person means: by its words, by its place in the row, or by how it sounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scipy.sparse import csr_matrix

from assistant.guides.content import content
from dialogues.actions.visit import Offer
from dialogues.components import ngrams
from dialogues.components.sounds import bare


@dataclass(frozen=True)
class Taken:
    """An offer with how well the words fit it, 0 to 1; 1 is word for word."""

    offer: Offer
    fit: float


def word_for_word(offers: Sequence[Offer], text: str) -> Offer | None:
    """The offer whose title, wording or place in the row is exactly what was said."""
    said = bare(text)
    return next((offer for offer, wording in _wordings(offers) if bare(wording) == said), None)


def closest(offers: Sequence[Offer], text: str, by_place: bool = True) -> Taken | None:
    """The offer that is nearest in characters and sound; None where nothing is on offer."""
    return next(iter(nearest(offers, text, by_place)), None)


def nearest(offers: Sequence[Offer], text: str, by_place: bool = True) -> list[Taken]:
    """Every offer with how well the words fit it, the nearest first; those that fit alike in their own order.
    `by_place` is false where the offers are not before the person's eyes, so that "the first one" cannot mean them."""
    wordings = list(_wordings(offers, by_place))
    if not wordings:
        return []
    fits = (_rows(tuple(wording for _, wording in wordings)) @ ngrams.of(bare(text)).T).toarray().ravel() / 2
    best: dict[Offer, float] = {}
    for (offer, _), fit in zip(wordings, fits, strict=True):
        best[offer] = max(best.get(offer, 0.0), float(fit))
    return sorted((Taken(offer, fit) for offer, fit in best.items()), key=lambda taken: -taken.fit)


@lru_cache(maxsize=512)
def _rows(wordings: tuple[str, ...]) -> csr_matrix:
    """The rows of the wordings on offer, kept: the same answers are on offer again and again."""
    return ngrams.both(wordings)


def _wordings(offers: Sequence[Offer], by_place: bool = True) -> Iterator[tuple[Offer, str]]:
    for offer in offers:
        yield offer, offer.title
        for wording in offer.says:
            yield offer, wording
    # "The first one" is no way of saying "done" at a step.
    row = [offer for offer in offers if by_place and offer.kind != "next"]
    for number, offer in enumerate(row, start=1):
        for wording in _ordinals().get(str(number), ()):
            yield offer, wording
    if len(row) > 1:
        for wording in _ordinals().get("last", ()):
            yield row[-1], wording


@content("lexicon", "ordinals.yml")
def _ordinals(data: dict[object, list[object]]) -> dict[str, list[str]]:
    return {str(place): [str(wording) for wording in wordings] for place, wordings in data.items()}
