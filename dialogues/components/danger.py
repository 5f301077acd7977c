"""What kind of danger a call for help is about, so that one turn can say which number to ring and what to do meanwhile."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from dialogues.components.margins import _Margins


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class DangerClassifier(_Margins):
    """The entity `danger` of a message whose act is `emergency`; taught by the sentences that carry one.

    Setting: `least`, the confidence from which on the entity is emitted. Below it the reply names all numbers.
    """

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {**_Margins.get_default_config(), "least": 0.45}

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[csr_matrix, list[str]]:
        taught = [(example, _danger(example)) for example in training_data.intent_examples if _danger(example)]
        return self._create_X([example for example, _ in taught]), [str(danger) for _, danger in taught]

    def process(self, messages: list[Message]) -> list[Message]:
        super().process([message for message in messages if (message.get(INTENT) or {}).get("name") == "emergency"])
        return messages

    def _put(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        danger, confidence = ranking[0]
        if confidence < self.config["least"]:
            return
        entity = {
            "entity": "danger",
            "value": danger,
            "start": 0,
            "end": len(message.get(TEXT)),
            "confidence_entity": confidence,
            "extractor": "DangerClassifier",
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)


def _danger(example: Message) -> str | None:
    return next((e["value"] for e in example.get(ENTITIES, []) if e["entity"] == "danger"), None)
