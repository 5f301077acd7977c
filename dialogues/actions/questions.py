"""The frequent questions of a guide (G-29): which one a person asks, by its characters and its sound."""

from collections.abc import Iterable
from functools import lru_cache

from scipy.sparse import csr_matrix

from assistant.guides.model import Faq, Guide
from dialogues.components import ngrams
from dialogues.components.sounds import bare

ASKED = 0.6
"""From this fit on a question of the guide is taken to be asked; measured on benchmarks/understanding/development."""


def asked(guide: Guide, text: str) -> Faq | None:
    """The frequent question that a text asks; None where it is nearer to a name of the service, or near to nothing."""
    if not guide.faq:
        return None
    rows, owners = _wordings(guide)
    fits = (rows @ ngrams.of(bare(text)).T).toarray().ravel() / 2
    best = int(fits.argmax())
    owner = owners[best]
    return guide.faq[owner] if owner is not None and fits[best] >= ASKED else None


def learn(guides: Iterable[Guide]) -> None:
    """Makes the rows of all these guides now, some milliseconds each, so that nobody waits for them in a turn."""
    for guide in guides:
        _wordings(guide)


def _wordings(guide: Guide) -> tuple[csr_matrix, tuple[int | None, ...]]:
    """The row of every wording with the number of its question; names of the service belong to none."""
    return _of(
        tuple((faq.q, *faq.also) for faq in guide.faq),
        (guide.name, guide.spoken_name, *guide.aliases, *guide.situations),
    )


@lru_cache(maxsize=256)
def _of(questions: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> tuple[csr_matrix, tuple[int | None, ...]]:
    pairs: list[tuple[str, int | None]] = [(bare(name), None) for name in names]
    pairs += [(bare(wording), number) for number, wordings in enumerate(questions) for wording in wordings]
    return ngrams.both([text for text, _ in pairs]), tuple(owner for _, owner in pairs)
