"""Rasa's view of the search over the guides: puts the `service` entity and its runners-up on every message."""

import threading
from typing import Any
from weakref import WeakSet

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.guides.catalogue import Catalogue, catalogue
from dialogues.components import looks
from dialogues.components.facts import CLAUSES, facts_only
from dialogues.components.finder import ELSEWHERE, Finder, Found

_ABOUT_NONE = ("out_of_scope", "smalltalk", "unclear", "unsure", "ask_aspect")
"""Acts whose sentences are about no service, where none is marked in them."""
ALSO = "also_named"
"""Key of the parse result: the services that parts of a sentence name, where it asks for more than one."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ServiceIndex(GraphComponent):
    """Emits the service of an utterance with its confidence. Messages without all `featurizers` keep what the first
    look found.

    Settings: `featurizers`; `least`, below which no entity is emitted; `parts`, whether the parts of a sentence are
    looked at one by one, and `least_of_part`, from which on a part names a service; `acts`, the acts that have a
    service, all where it is empty; `claim`, from which on an utterance about a guide newer than the training is
    `ask_service`, where its act is one of `claimed`; `named`, the acts in whose place `ask_service` is put where the
    utterance is a guide's own phrase word for word; `safety`, the guides whose own phrases may be a call for help.

    Training only remembers the sentences of the training data; the guides are read when the model is loaded, and
    again by `learn_guides`. Until that has been done, a guide that is new is found by its own phrases word for word.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, taught: list[list[str]]
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._taught = taught
        self._finder: Finder | None = None
        self._known: Catalogue | None = None
        self._learning = threading.Lock()
        _indexes.add(self)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "least": 0.2,
            "parts": True,
            "least_of_part": 0.6,
            "acts": [],
            "featurizers": ["sound", "meaning"],
            "claim": 0.25,
            "claimed": ["out_of_scope", "smalltalk", "unclear"],
            "named": ["out_of_scope", "smalltalk", "unclear", "scam", "feedback", "complaint", "notices", "repeat"],
            "safety": ["anti-fraud", "emergency", "hotline-12345"],
        }

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
            if message.get(TEXT) and looks.has(message, self._config["featurizers"]):
                self._put(message)
        return messages

    def _put(self, message: Message) -> None:
        text = message.get(TEXT)
        search = self._search()
        found = search.find(text)
        ranking = [{"service": one.service, "confidence": one.confidence} for one in found]
        message.set(looks.RANKING, ranking, add_to_output=True)
        best = found[0] if found and found[0].confidence >= self._config["least"] else None
        if best is not None:
            self._claim(message, best)
        entity = _entity(best, len(text)) if best and self._has_service(message) else None
        looks.put_entity(message, entity, "ServiceIndex")
        if self._config["parts"]:
            message.set(ALSO, self._named_in_parts(message, search), add_to_output=True)

    def _has_service(self, message: Message) -> bool:
        acts = self._config["acts"]
        return not acts or message.get(INTENT, {}).get("name") in acts

    def _named_in_parts(self, message: Message, search: Finder) -> list[str]:
        """The services of the parts of a sentence. Parts that only tell how a person is ask for nothing."""
        clauses = message.get(CLAUSES, [])
        if len(clauses) < 2:
            return []
        asking = [clause for clause in clauses if not facts_only(clause)]
        best = [found for clause in asking for found in search.find(clause, most=1)]
        named = [found.service for found in best if found.confidence >= self._config["least_of_part"]]
        return list(dict.fromkeys(named))

    def _claim(self, message: Message, best: Found) -> None:
        """Takes for a request what the act classifier refused though a guide is surely meant: its own phrase word for
        word, or words about a guide that is newer than the training."""
        act = (message.get(INTENT) or {}).get("name")
        if not (self._own_phrase(best, act) or self._newer(best, act)):
            return
        claimed = {"name": "ask_service", "confidence": best.confidence}
        message.set(INTENT, claimed, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [claimed, *message.get(INTENT_RANKING_KEY, [])], add_to_output=True)

    def _own_phrase(self, best: Found, act: str | None) -> bool:
        return best.named and act in self._config["named"] and best.service not in self._config["safety"]

    def _newer(self, best: Found, act: str | None) -> bool:
        # The acts were learnt without that guide, so its words sound out of scope to them; the search knows both sides.
        if best.confidence < self._config["claim"] or act not in self._config["claimed"]:
            return False
        return all(service != best.service for service, _ in self._taught)

    def learn(self) -> None:
        """Fits the search to the guides as they are now, where they have changed. The old one answers meanwhile."""
        with self._learning:
            known = catalogue()
            if known is not self._known:
                taught = [(service, text) for service, text in self._taught]
                phrases = [*_phrases(known), *taught]
                self._finder = Finder(phrases, meant="meaning" in self._config["featurizers"])
                self._known = known

    def _search(self) -> Finder:
        if self._finder is None:
            self.learn()
        elif catalogue() is not self._known:
            return self._finder.knowing(_phrases(catalogue()))
        return self._finder


_indexes: WeakSet[ServiceIndex] = WeakSet()
"""The indexes of the models loaded in this process; Rasa makes them and hands none out."""


def learn_guides() -> None:
    """Fits every index of this process to the guides as they are now: some seconds, beside the turns of others."""
    for index in list(_indexes):
        index.learn()


def _phrases(known: Catalogue) -> list[tuple[str, str]]:
    questions = ((service, wording) for service, _, wording in known.questions())
    return [*known.phrases(), *questions]


def _entity(found: Found, length: int) -> dict[str, Any]:
    return {
        "entity": "service",
        "value": found.service,
        "start": 0,
        "end": length,
        "confidence_entity": found.confidence,
        "extractor": "ServiceIndex",
    }


def _taught_service(example: Message) -> str | None:
    for entity in example.get(ENTITIES, []):
        if entity["entity"] == "service":
            return str(entity["value"])
    # A question that names no service (多久能办好) asks about the one the person is in, and must not lead out of it.
    return ELSEWHERE if example.get(INTENT) in _ABOUT_NONE else None
