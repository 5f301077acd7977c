"""`python -m benchmarks.understanding.candidates`: which way of understanding is best, in one table.

Acts: classifiers and features, each trained on all our sentences. DIET is the stock model of `make bench`, where it has
been trained. Services: with the search over the guides' own phrases (the index), and with the training sentences alone.
Refusing: what keeps a sentence about nothing we serve from being led into a service.
"""

import argparse
import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.loading import load_data
from rasa.utils.log_utils import configure_structlog
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.svm import LinearSVC

from assistant import settings as environment
from assistant.guides.catalogue import catalogue
from benchmarks.servers import stock_model
from benchmarks.understanding.sentences import Sentence, developed, strangers, taught, tested
from benchmarks.workload import DIALOGUES
from dialogues.components import meaning, ngrams
from dialogues.components.landmarks import Landmarks

_MEANING_WEIGHT = 2.0
_ELSEWHERE = "-"
_KEPT = 0.95
"""Share of the sentences in scope that a way of refusing has to let through when it is measured."""
_NONE = ("out_of_scope", "smalltalk", "unclear", "unsure")

Texts = Sequence[str]
Features = Callable[[Texts], csr_matrix]


def _meanings(texts: Texts) -> csr_matrix:
    return csr_matrix(meaning.of_content(texts) * _MEANING_WEIGHT)


def _nearness(texts: Texts) -> csr_matrix:
    return csr_matrix(_landmarks().nearness(meaning.of_content(texts)) * _MEANING_WEIGHT)


@lru_cache(maxsize=1)
def _landmarks() -> Landmarks:
    return Landmarks.among(meaning.of_content(training().texts))


FEATURES: dict[str, Features] = {
    "characters": ngrams.characters,
    "syllables": ngrams.sounds,
    "characters, syllables": ngrams.both,
    "embedding": _meanings,
    "characters, embedding": lambda texts: hstack([ngrams.characters(texts), _meanings(texts)]).tocsr(),
    "all three": lambda texts: hstack([ngrams.both(texts), _meanings(texts)]).tocsr(),
    "all three, by landmarks": lambda texts: hstack([ngrams.both(texts), _nearness(texts)]).tocsr(),
}

CLASSIFIERS = {
    "logistic regression, as in Rasa": lambda: LogisticRegression(class_weight="balanced", max_iter=100),
    "logistic regression, C 5": lambda: LogisticRegression(C=5, max_iter=100),
    "linear support vectors, C 0.5": lambda: LinearSVC(C=0.5, random_state=0),
}

FINDERS = {
    "logistic regression, balanced, C 30": lambda: LogisticRegression(
        C=30, class_weight="balanced", max_iter=40, tol=1e-2
    ),
    "linear support vectors, C 0.5": lambda: LinearSVC(C=0.5, random_state=0),
}


@dataclass(frozen=True)
class Taught:
    """The training data: sentence, act, and service where one is named."""

    texts: tuple[str, ...]
    acts: tuple[str, ...]
    services: tuple[str | None, ...]


@lru_cache(maxsize=1)
def training() -> Taught:
    """Our sentences, as Rasa reads them."""
    examples = load_data(str(DIALOGUES / "nlu")).intent_examples
    services = (
        next((entity["value"] for entity in one.get("entities", []) if entity["entity"] == "service"), None)
        for one in examples
    )
    return Taught(
        tuple(one.get("text") for one in examples), tuple(one.get("intent") for one in examples), tuple(services)
    )


class Comparison:
    """The candidates against one set of sentences."""

    def __init__(self, known: Taught, asked: Sequence[Sentence]) -> None:
        self._known, self._asked = known, asked
        self._texts = [one.text for one in asked]

    def acts(self) -> list[tuple[str, str, float]]:
        """(classifier, features, share of acts that are right)."""
        rows = []
        for of, features in FEATURES.items():
            known, asked = features(self._known.texts), features(self._texts)
            for name, classifier in CLASSIFIERS.items():
                found = classifier().fit(known, self._known.acts).predict(asked)
                rows.append((name, of, self._right(found)))
        return rows

    def diet(self, parsed: Sequence[str]) -> float:
        """Share of the acts that DIET has right."""
        return self._right(parsed)

    def _right(self, found: Sequence[str]) -> float:
        return float(np.mean([act in {one.act, *one.also} for act, one in zip(found, self._asked, strict=True)]))

    def services(self) -> list[tuple[str, str, str, float, float]]:
        """(classifier, where the phrases are from, features, share right at first, share among the first three)."""
        trained = [
            (service or _ELSEWHERE, text)
            for text, act, service in zip(self._known.texts, self._known.acts, self._known.services, strict=True)
            if service or act in (*_NONE, "ask_aspect")
        ]
        guides = catalogue()
        phrases = [*guides.phrases(), *((service, wording) for service, _, wording in guides.questions())]
        sources = {"training sentences": trained, "guides' phrases": phrases, "both": [*phrases, *trained]}
        named = [one for one in self._asked if one.service]
        return [
            (classifier, source, of, *self._found(FINDERS[classifier](), pairs, FEATURES[of], named))
            for classifier in FINDERS
            for source, pairs in sources.items()
            for of in ("characters, syllables", "embedding", "all three")
        ]

    def _found(
        self,
        model: LogisticRegression | LinearSVC,
        pairs: Sequence[tuple[str, str]],
        features: Features,
        named: Sequence[Sentence],
    ) -> tuple[float, float]:
        model.fit(features([text for _, text in pairs]), [service for service, _ in pairs])
        likely = model.decision_function(features([one.text for one in named]))
        likely[:, [label == _ELSEWHERE for label in model.classes_]] = -np.inf
        best = model.classes_[np.argsort(-likely, axis=1)[:, :3]]
        rights = [{one.service, *one.also} for one in named]
        first = [row[0] in right for row, right in zip(best, rights, strict=True)]
        three = [bool(set(row) & right) for row, right in zip(best, rights, strict=True)]
        return float(np.mean(first)), float(np.mean(three))

    def refusals(self) -> list[tuple[str, float, float]]:
        """(way, area under the curve, share refused where 95 % of what is in scope is kept)."""
        asked = [one for one in self._asked if one.act == "out_of_scope" or one.service]
        outside = np.array([one.act == "out_of_scope" for one in asked])
        features = FEATURES["all three, by landmarks"]
        rows, asked_rows = features(self._known.texts), features([one.text for one in asked])
        acts = np.array(self._known.acts)
        inside = acts != "out_of_scope"
        every, within = LinearSVC(C=0.5, random_state=0), LinearSVC(C=0.5, random_state=0)
        margins = every.fit(rows, acts).decision_function(asked_rows)
        unsure = -within.fit(rows[inside], acts[inside]).decision_function(asked_rows).max(axis=1)
        refused = [str(act) in _NONE for act in every.classes_]
        trained = margins[:, refused].max(axis=1) - margins[:, [not one for one in refused]].max(axis=1)
        away = self._elsewhere(asked_rows, rows)
        ways = {
            "low confidence, without sentences out of scope": unsure,
            "an act of its own": trained,
            "the index's “no service”": away,
            "both": trained + away,
        }
        return [(way, *_refusing(outside, scores)) for way, scores in ways.items()]

    def _elsewhere(self, asked: csr_matrix, rows: csr_matrix) -> np.ndarray:
        """By how much the margin of no service is above that of the likeliest."""
        pairs = zip(self._known.acts, self._known.services, strict=True)
        labels = np.array([service or (_ELSEWHERE if act in _NONE else "") for act, service in pairs])
        kept = labels != ""
        model = LinearSVC(C=0.5, random_state=0).fit(rows[kept], labels[kept])
        margins = model.decision_function(asked)
        none = model.classes_ == _ELSEWHERE
        return np.asarray(np.ravel(margins[:, none]) - margins[:, ~none].max(axis=1))


def _refusing(outside: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    wrongly, rightly, _ = roc_curve(outside, scores)
    return float(roc_auc_score(outside, scores)), float(rightly[wrongly <= 1 - _KEPT].max())


async def _by_diet(model: str, texts: Texts) -> list[str]:
    # Rasa would otherwise print every sentence, and the test set is not to be read.
    configure_structlog(log_level=logging.WARNING)
    agent = Agent.load(model)
    found = []
    for text in texts:
        ranking = (await agent.parse_message(text))["intent_ranking"]
        found.append(next(one["name"] for one in ranking if one["name"] != "nlu_fallback"))
    return found


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding.candidates", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the development sentences instead of the test set")
    parser.add_argument("--diet", action="store_true", help="with DIET, which is trained first where it has not been")
    arguments = parser.parse_args()
    asked = strangers(developed() if arguments.dev else tested(), taught())
    comparison = Comparison(training(), asked)
    _say(f"{len(asked)} sentences\n\n| act by | features | right |\n|---|---|---:|")
    for name, of, share in comparison.acts():
        _say(f"| {name} | {of} | {share:.1%} |")
    if arguments.diet:
        model = stock_model(environment.read(), _say)
        share = comparison.diet(asyncio.run(_by_diet(str(model), [one.text for one in asked])))
        _say(f"| DIET, 100 epochs, without its fallback | characters in words, words | {share:.1%} |")
    _say("\n| service by | phrases | features | first | first three |\n|---|---|---|---:|---:|")
    for classifier, source, of, first, three in comparison.services():
        _say(f"| {classifier} | {source} | {of} | {first:.1%} | {three:.1%} |")
    _say("\n| out of scope by | area under the curve | refused at 95 % kept |\n|---|---:|---:|")
    for way, area, share in comparison.refusals():
        _say(f"| {way} | {area:.3f} | {share:.1%} |")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
