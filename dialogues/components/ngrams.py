"""Sparse features of a sentence: n-grams of its characters and of its folded syllables. Nothing is learnt, so nothing is stored."""

from collections.abc import Sequence
from functools import lru_cache

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from dialogues.components.sounds import bare, syllables

FEATURES = 2**15
"""Per kind; with some 20,000 different n-grams in the training data, collisions stay rare."""


def _character_ngrams(text: str) -> list[str]:
    letters = "^" + bare(text) + "$"
    return [letters[i : i + n] for n in (1, 2, 3) for i in range(len(letters) - n + 1)]


def _syllable_ngrams(text: str) -> list[str]:
    sounds = syllables(text)
    return [" ".join(sounds[i : i + n]) for n in (1, 2, 3) for i in range(len(sounds) - n + 1)]


_CHARACTERS = HashingVectorizer(analyzer=_character_ngrams, n_features=FEATURES, alternate_sign=False)
_SYLLABLES = HashingVectorizer(analyzer=_syllable_ngrams, n_features=FEATURES, alternate_sign=False)


def characters(texts: Sequence[str]) -> csr_matrix:
    """One row of unit length for each text: its character 1-3-grams."""
    return _CHARACTERS.transform(texts)


def sounds(texts: Sequence[str]) -> csr_matrix:
    """One row of unit length for each text: its folded syllable 1-3-grams."""
    return _SYLLABLES.transform(texts)


def both(texts: Sequence[str]) -> csr_matrix:
    """Characters and sounds side by side."""
    return hstack([characters(texts), sounds(texts)]).tocsr()


@lru_cache(maxsize=4096)
def of(text: str) -> csr_matrix:
    """The row of one sentence, kept: a turn looks at its sentence several times. Not to be changed."""
    return both([text])
