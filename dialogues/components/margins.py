"""A linear support vector classifier over the pipeline's features, for acts and for aspects.

On the development sentences it is right about the act in 96 % where Rasa's LogisticRegressionClassifier, whose class
weights and regularisation are fixed, is in 85 % (docs/understanding.md).
"""

from functools import cached_property
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from dialogues.components import looks

_SHARPNESS = 3.0
"""Margins to confidences: at 3 the confidence of an answer is about the share of such answers that are right."""
_RANKED = 10


class _Margins(LogisticRegressionClassifier):
    """What both classifiers share. Rasa's classifier brings features, storing and loading; the model in it is ours."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **LogisticRegressionClassifier.get_default_config(),
            "C": 0.5,
            "lean": {},
            "featurizers": ["sound", "meaning"],
        }

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf = LinearSVC(C=self.config["C"], random_state=0)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "_Margins":
        return cls(config, execution_context.node_name, model_storage, resource)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that comes later learns from what this one would answer."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Answers for the messages that have all the features asked for; the others keep the answer of the first look."""
        wanted = self.config["featurizers"]
        spoken = [message for message in messages if message.get(TEXT) and looks.has(message, wanted)]
        if spoken:
            for message, likelihood in zip(spoken, self._confidences(self._create_X(spoken)), strict=True):
                order = likelihood.argsort()[::-1][:_RANKED]
                self._put(message, [(str(self.clf.classes_[i]), float(likelihood[i])) for i in order])
        return messages

    def _create_X(self, messages: list[Message]) -> csr_matrix:
        return looks.rows(messages, self.config["featurizers"])

    def _confidences(self, features: csr_matrix) -> np.ndarray:
        lean = [self.config["lean"].get(str(label), 0.0) for label in self.clf.classes_]
        margins = (features @ self._weights + self.clf.intercept_ + lean) * _SHARPNESS
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    @cached_property
    def _weights(self) -> np.ndarray:
        # The classifier's own decision_function turns 16 MB of weights round for each sentence, which takes longer than
        # the embedding.
        return np.ascontiguousarray(self.clf.coef_.T)

    def _put(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        raise NotImplementedError


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActClassifier(_Margins):
    """Puts the act on a message as Rasa's intent, with its runners-up (settings: `C`, and `lean`, what is added to the margin
    of an act where to miss it costs more than to take something else for it)."""

    def _put(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        named = [{"name": act, "confidence": confidence} for act, confidence in ranking]
        message.set(INTENT, named[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, named, add_to_output=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AspectClassifier(_Margins):
    """Which aspect of a service a question is after, as the entity `aspect`; taught by the sentences that carry one.

    Setting `acts`: the acts that have an aspect; after any other none is put on the message. Empty means all have one.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**_Margins.get_default_config(), "acts": []}

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[csr_matrix, list[str]]:
        taught = [(example, _aspect(example)) for example in training_data.intent_examples if _aspect(example)]
        return self._create_X([example for example, _ in taught]), [str(aspect) for _, aspect in taught]

    def _put(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        if self.config["acts"] and message.get(INTENT, {}).get("name") not in self.config["acts"]:
            looks.put_entity(message, None, type(self).__name__)
            return
        aspect, confidence = ranking[0]
        entity = {
            "entity": "aspect",
            "value": aspect,
            "start": 0,
            "end": len(message.get(TEXT)),
            "confidence_entity": confidence,
            "extractor": "AspectClassifier",
        }
        looks.put_entity(message, entity, entity["extractor"])


def _aspect(example: Message) -> str | None:
    return next((e["value"] for e in example.get(ENTITIES, []) if e["entity"] == "aspect"), None)
