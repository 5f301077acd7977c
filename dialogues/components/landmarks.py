"""A meaning as its nearness to some hundred sentences that were taught: features that a linear classifier can divide.

The sentences of one act lie in many places (a fraud is a call, a parcel, a cure, a prize), and one plane through the
embedding separates them badly. Nearness to landmarks gives each place a number of its own: with it as many acts of
strangers' sentences are right as with half as much more to learn from (docs/understanding.md).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.kernel_approximation import Nystroem

MOST = 800
"""Landmarks at most: of 600 to 1,500 none was better beyond chance, and the fit takes longer with each."""
_NARROWNESS = 1.5
"""How fast nearness fades with distance (gamma of a Gaussian kernel over unit vectors)."""


@dataclass(frozen=True)
class Landmarks:
    """Where the landmarks lie, measured from the middle of all sentences that were taught."""

    middle: np.ndarray
    """(dimensions,)"""
    places: np.ndarray
    """(landmarks, dimensions), unit vectors."""
    mixing: np.ndarray
    """(landmarks, landmarks): makes scalar products of the features the kernel itself (Nystroem's method)."""

    @classmethod
    def among(cls, meanings: np.ndarray) -> "Landmarks":
        """Landmarks among the meanings of all sentences that were taught, one a row; the same ones each time."""
        middle = meanings.mean(axis=0)
        fitted = Nystroem(gamma=_NARROWNESS, n_components=min(MOST, len(meanings)), random_state=0)
        fitted.fit(_from(middle, meanings))
        return cls(middle, fitted.components_.astype(np.float32), fitted.normalization_.T.astype(np.float32))

    def nearness(self, meanings: np.ndarray) -> np.ndarray:
        """(sentences, landmarks) for (sentences, dimensions)."""
        # Of unit vectors: the square of the distance is 2 less twice the scalar product.
        distances = 2 - 2 * _from(self.middle, meanings) @ self.places.T
        return np.asarray(np.exp(-_NARROWNESS * distances) @ self.mixing, dtype=np.float32)

    def keep(self, path: Path) -> None:
        """Writes them into a file for `kept`."""
        np.savez(path, middle=self.middle, places=self.places, mixing=self.mixing)

    @classmethod
    def kept(cls, path: Path) -> "Landmarks":
        """What `keep` wrote."""
        with np.load(path) as file:
            return cls(file["middle"], file["places"], file["mixing"])


def _from(middle: np.ndarray, meanings: np.ndarray) -> np.ndarray:
    """Directions as seen from the middle: the embedding's own vectors all lie within a narrow cone."""
    away = meanings - middle
    return np.asarray(away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9))
