"""Which aspect of a service a question is after: what to bring, what it costs, where, when, who."""

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AspectClassifier(LogisticRegressionClassifier):
    """Rasa's logistic regression, taught by the sentences that carry an `aspect`, emitting that entity."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AspectClassifier":
        return cls(config, execution_context.node_name, model_storage, resource)

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[csr_matrix, list[str]]:
        taught = [(example, _aspect(example)) for example in training_data.intent_examples if _aspect(example)]
        return self._create_X([example for example, _ in taught]), [str(aspect) for _, aspect in taught]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken:
            for message, likelihood in zip(spoken, self.clf.predict_proba(self._create_X(spoken))):
                best = int(likelihood.argmax())
                self._put(message, str(self.clf.classes_[best]), float(likelihood[best]))
        return messages

    def _put(self, message: Message, aspect: str, confidence: float) -> None:
        entity = {
            "entity": "aspect",
            "value": aspect,
            "start": 0,
            "end": len(message.get(TEXT)),
            "confidence_entity": confidence,
            "extractor": "AspectClassifier",
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)


def _aspect(example: Message) -> str | None:
    return next((e["value"] for e in example.get(ENTITIES, []) if e["entity"] == "aspect"), None)
