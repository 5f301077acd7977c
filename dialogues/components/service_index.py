"""Rasa's view of the search over the guides: puts the `service` entity and its runners-up on every message."""

from typing import Any

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.guides.catalogue import catalogue
from dialogues.components.finder import ELSEWHERE, Finder

RANKING = "service_ranking"
"""Key of the parse result: `[{"service", "confidence"}]`, best first."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ServiceIndex(GraphComponent):
    """Emits the service of an utterance with its confidence (settings: `least`, below which no entity is emitted).

    Training only remembers the sentences of the training data; the guides are read when the model is loaded, so a
    guide that was added since is found.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, taught: list[list[str]]
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._taught = taught
        self._finder: Finder | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"least": 0.2, "silent_intents": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ServiceIndex":
        return cls(config, model_storage, resource, [])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "ServiceIndex":
        with model_storage.read_from(resource) as folder:
            taught = rasa.shared.utils.io.read_json_file(folder / "taught.json")
        return cls(config, model_storage, resource, taught)

    def train(self, training_data: TrainingData) -> Resource:
        """Remembers which sentences are about which service, and which are about none."""
        self._taught = [
            [_taught_service(example), example.get(TEXT)]
            for example in training_data.intent_examples
            if _taught_service(example)
        ]
        with self._storage.write_to(self._resource) as folder:
            rasa.shared.utils.io.dump_obj_as_json_to_file(folder / "taught.json", self._taught)
        self._search()  # fitted now, so that the next start finds it done
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that comes later learns from the index."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._put(message)
        return messages

    def _put(self, message: Message) -> None:
        text = message.get(TEXT)
        found = self._search().find(text)
        message.set(RANKING, [{"service": f.service, "confidence": f.confidence} for f in found], add_to_output=True)
        entities = list(message.get(ENTITIES, []))
        entities += [
            {
                "entity": "service",
                "value": best.service,
                "start": 0,
                "end": len(text),
                "confidence_entity": best.confidence,
                "extractor": "ServiceIndex",
            }
            for best in found[:1]
            if best.confidence >= self._config["least"]
        ]
        message.set(ENTITIES, entities, add_to_output=True)

    def _search(self) -> Finder:
        if self._finder is None:
            taught = [(service, text) for service, text in self._taught]
            self._finder = Finder([*catalogue().phrases(), *(_questions()), *taught])
        return self._finder


def _questions() -> list[tuple[str, str]]:
    return [(service, wording) for service, _, wording in catalogue().questions()]


def _taught_service(example: Message) -> str | None:
    for entity in example.get(ENTITIES, []):
        if entity["entity"] == "service":
            return str(entity["value"])
    return ELSEWHERE if example.get(INTENT) in ("out_of_scope", "smalltalk", "unclear") else None
