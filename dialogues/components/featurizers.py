"""Puts the sentence's sound and meaning on Rasa's messages, for every classifier of the pipeline to use."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from dialogues.components import looks, meaning, ngrams
from dialogues.components.landmarks import Landmarks

_LANDMARKS = "landmarks.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SoundFeaturizer(SparseFeaturizer, GraphComponent):
    """Character and folded-syllable n-grams as sparse features (settings: `alias`). Learns nothing."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SoundFeaturizer":
        return cls(execution_context.node_name, {"alias": "sound", **config})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to get wrong."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._add(message, ngrams.of(message.get(TEXT)))
        return messages

    def _add(self, message: Message, row: csr_matrix) -> None:
        name = self._config["alias"]
        message.add_features(Features(row.tocoo(), FEATURE_TYPE_SEQUENCE, TEXT, name))
        message.add_features(Features(row.tocoo(), FEATURE_TYPE_SENTENCE, TEXT, name))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """The meaning of the sentence as dense features: how near its embedding is to landmarks among what was taught.

    A message that is settled at the first look (`looks.settled`; settings `sure`, `unlikely`, `service_matters`) gets
    none, and so is not looked at again. By default every message gets them. Settings besides: `alias`, `weight`.
    """

    def __init__(
        self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource, landmarks: Landmarks | None
    ) -> None:
        super().__init__(name, config)
        self._storage, self._resource, self._landmarks = storage, resource, landmarks

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MeaningFeaturizer":
        settings = {**cls.get_default_config(), **config}
        return cls(settings, execution_context.node_name, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "MeaningFeaturizer":
        with model_storage.read_from(resource) as folder:
            landmarks = Landmarks.kept(folder / _LANDMARKS)
        settings = {**cls.get_default_config(), **config}
        return cls(settings, execution_context.node_name, model_storage, resource, landmarks)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # The weight brings nearness, whose rows have unit length, to the scale of the n-grams.
        # No first look is surer than 1.
        return {"alias": "meaning", "weight": 1.0, "sure": 1.1, "unlikely": 0.0, "service_matters": []}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """A weight of zero would make the embedding a cost without a use."""
        if config.get("weight", 1.0) <= 0:
            raise ValueError("MeaningFeaturizer: weight must be above 0")

    def train(self, training_data: TrainingData) -> Resource:
        """Chooses the landmarks among the sentences of the training data."""
        self._landmarks = Landmarks.among(meaning.of_content([message.get(TEXT) for message in _said(training_data)]))
        with self._storage.write_to(self._resource) as folder:
            self._landmarks.keep(folder / _LANDMARKS)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        said = _said(training_data)
        for message, row in zip(said, meaning.of_content([message.get(TEXT) for message in said]), strict=True):
            self._add(message, row)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT) and not self._settled(message):
                self._add(message, meaning.of(message.get(TEXT)))
        return messages

    def _settled(self, message: Message) -> bool:
        settings = self._config
        return looks.settled(message, settings["sure"], settings["unlikely"], settings["service_matters"])

    def _add(self, message: Message, row: np.ndarray) -> None:
        assert self._landmarks is not None
        scaled = self._landmarks.nearness(row.reshape(1, -1)) * self._config["weight"]
        name = self._config["alias"]
        message.add_features(Features(scaled, FEATURE_TYPE_SEQUENCE, TEXT, name))
        message.add_features(Features(scaled, FEATURE_TYPE_SENTENCE, TEXT, name))


def _said(training_data: TrainingData) -> list[Message]:
    return [message for message in training_data.training_examples if message.get(TEXT)]
