"""Finds the service a sentence is about, among the guides as they are now: no training run stands between a new guide and its being found."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from dialogues.components import meaning, ngrams
from dialogues.components.sounds import bare

ELSEWHERE = "-"
"""Label of sentences that are about no service."""
_MEANING_WEIGHT = 3.0
"""Embedding against n-grams; measured on benchmarks/understanding/development."""
_ENOUGH = 150
"""Phrases from which on a service needs no help against the others."""
_MOST_WEIGHT = 20.0
_METHOD = "support vectors, small ones weighted"
"""Part of the hash under which a fit is kept."""
_EXACT = 0.99
_SHARPNESS = 5.0
"""Margins to confidences: at 5 the confidence of a service is about the share of such services that are right."""

Fitted = tuple[list[str], np.ndarray, np.ndarray]
"""Services, a column of weights for each, and its offset."""


@dataclass(frozen=True)
class Found:
    """A service with how sure it is, 0 to 1."""

    service: str
    confidence: float
    named: bool = False
    """Whether the whole sentence is one of the phrases for this service, word for word."""


class Finder:
    """Search over phrases. Fitting 20,000 phrases takes up to a minute, in which other threads go on; the result is kept
    by the hash of the phrases."""

    def __init__(self, phrases: Sequence[tuple[str, str]], meant: bool = True) -> None:
        """Over (service, phrase); `meant` says whether the embedding is looked at besides characters and sounds."""
        self._meant = meant
        self._exact = {bare(phrase): service for service, phrase in reversed(phrases) if service != ELSEWHERE}
        self._services, self._weights, self._offsets = _fitted(tuple(phrases), meant)

    def knowing(self, phrases: Sequence[tuple[str, str]]) -> "Finder":
        """The same search with other phrases known word for word; it is not fitted anew."""
        other = copy(self)
        other._exact = {bare(phrase): service for service, phrase in reversed(phrases)}
        return other

    def find(self, text: str, most: int = 3) -> tuple[Found, ...]:
        """The likeliest services, best first. Confidences leave room for "none of them"."""
        scores = self._probabilities(text)
        named = self._exact.get(bare(text))
        if named is not None:
            scores[named] = max(_EXACT, scores.get(named, 0.0))
        scores.pop(ELSEWHERE, None)
        ranked = sorted(scores.items(), key=lambda item: -item[1])[:most]
        return tuple(Found(service, float(score), service == named) for service, score in ranked)

    def _probabilities(self, text: str) -> dict[str, float]:
        row = _together(ngrams.of(text), np.asarray([meaning.of(text)]) if self._meant else None)
        # Of one type with the weights, which would otherwise be converted, all 12 MB of them, for each sentence.
        margins = np.asarray(row.astype(self._weights.dtype) @ self._weights).ravel() + self._offsets
        likelihood = np.exp((margins - margins.max()) * _SHARPNESS)
        return dict(zip(self._services, likelihood / likelihood.sum(), strict=True))


def _features(texts: Sequence[str], meanings: np.ndarray | None) -> csr_matrix:
    return _together(ngrams.both(texts), meanings)


def _together(heard: csr_matrix, meanings: np.ndarray | None) -> csr_matrix:
    return heard if meanings is None else hstack([heard, csr_matrix(meanings * _MEANING_WEIGHT)]).tocsr()


def _fitted(phrases: tuple[tuple[str, str], ...], meant: bool) -> Fitted:
    digest = hashlib.blake2b(
        json.dumps([_METHOD, _MEANING_WEIGHT, phrases], ensure_ascii=False).encode(), digest_size=12
    )
    kind = "finder" if meant else "first-finder"
    path = meaning.cache_folder() / f"{kind}-{digest.hexdigest()}.npz"
    try:
        with np.load(path) as kept:
            return kept["services"].tolist(), kept["weights"].astype(np.float32), kept["offsets"]
    except meaning.DAMAGED:
        services, weights, offsets = _fit(phrases, meant)
        _keep(path, services, weights, offsets)
        return services, weights, offsets


def _fit(phrases: Sequence[tuple[str, str]], meant: bool) -> Fitted:
    texts = [phrase for _, phrase in phrases]
    services = [service for service, _ in phrases]
    # Of strangers' sentences 94 % find their service so, where logistic regression finds 90 % (docs/understanding.md).
    model = LinearSVC(C=0.5, random_state=0)
    model.fit(_features(texts, meaning.of_content(texts) if meant else None), services, _weights(services))
    return model.classes_.tolist(), np.ascontiguousarray(model.coef_.T.astype(np.float32)), model.intercept_


def _weights(services: Sequence[str]) -> list[float]:
    """What each phrase counts: a new guide has a dozen phrases, and would be swallowed by the thousands about no service."""
    count = Counter(services)
    return [max(1.0, min(_MOST_WEIGHT, _ENOUGH / count[service])) for service in services]


def _keep(path: Path, services: list[str], weights: np.ndarray, offsets: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for outdated in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.npz"):
        # Another worker that starts at the same moment is left its own.
        if not meaning.is_unfinished(outdated):
            outdated.unlink(missing_ok=True)
    part = meaning.unfinished(path)
    np.savez_compressed(part, services=np.array(services), weights=weights.astype(np.float16), offsets=offsets)
    part.replace(path)
