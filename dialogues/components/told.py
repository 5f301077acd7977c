"""What a person told that is nobody's business: the masks of assistant/private_numbers.py become an entity, and may decide the act."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.private_numbers import private_numbers


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ToldNumbers(GraphComponent):
    """Puts the entity `told` (`secret` or `plain`) on a message with a masked number in it.

    Settings: `secret`, the act of a message that holds a code, a password or a card (F-02 asks for certainty, which no
    classifier gives); `before`, the acts that stand nevertheless.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"secret": "scam", "before": ["emergency"]}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ToldNumbers":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            kinds = private_numbers().kinds(message.get(TEXT) or "")
            if kinds:
                self._put(message, "secret" if "secret" in kinds else "plain")
        return messages

    def _put(self, message: Message, told: str) -> None:
        entity = {
            "entity": "told",
            "value": told,
            "start": 0,
            "end": len(message.get(TEXT)),
            "extractor": "ToldNumbers",
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        act = (message.get(INTENT) or {}).get("name")
        if told == "secret" and act not in self._config["before"]:
            message.set(INTENT, {"name": self._config["secret"], "confidence": 1.0}, add_to_output=True)
