"""What is remembered of one visit: one slot, written every turn, so that trimming the conversation never loses it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter

from assistant.guides.facts import Facts
from assistant.guides.walk import Place

Pace = Literal["slow", "normal", "fast"]
Volume = Literal["soft", "normal", "loud"]


@dataclass(frozen=True)
class Offer:
    """One answer on offer, and what it means when it is taken."""

    title: str
    kind: Literal[
        "option", "service", "next", "resume", "leave", "human", "other", "about", "material", "here", "stop", "forget",
        "again",
    ]  # fmt: skip
    value: str = ""
    """The option, or the service; for `material` service:number, counted from 0."""
    says: tuple[str, ...] = ()
    """Other ways of saying it."""
    means: Literal["yes", "no", ""] = ""
    """Whether a plain yes or no takes it."""


@dataclass(frozen=True)
class Spoken:
    """What was said last, to say it again."""

    say: tuple[str, ...] = ()
    show: str = ""
    plain: tuple[str, ...] = ()
    """The same, shorter and simpler; empty where there is no simpler wording."""
    pictogram: str | None = None
    times: int = 1


@dataclass(frozen=True)
class Visit:
    """One person's visit, from the first word to the wipe."""

    place: Place | None = None
    paused: tuple[Place, ...] = ()
    """Guides left for another one, the latest last."""
    offers: tuple[Offer, ...] = ()
    spoken: Spoken = field(default_factory=Spoken)
    service: str | None = None
    """The service last spoken of."""
    aspect: str | None = None
    """An aspect asked about before it was clear of which service."""
    pace: Pace = "normal"
    volume: Volume = "normal"
    misses: int = 0
    """Utterances in a row that were not understood."""
    turn: int = 0
    facts: Facts = field(default_factory=Facts)
    """What the person has told; gone with the visit."""
    assumed: tuple[str, ...] = ()
    """Questions that were passed in the last turn because of it, to take back at a "no"."""
    waiting: tuple[str, ...] = ()
    """Services asked for together with the one that was opened, to be offered when that one is finished."""

    def leaving(self) -> "Visit":
        """The visit with its guide put aside, to come back to."""
        if self.place is None:
            return self
        others = tuple(place for place in self.paused if place.service != self.place.service)
        return replace(self, place=None, paused=(*others, self.place)[-3:])


_VISIT: TypeAdapter[Visit] = TypeAdapter(Visit)


def loaded(slot: object) -> Visit:
    """The visit kept in a slot; a fresh one where the slot is empty or of an older shape."""
    try:
        return _VISIT.validate_python(slot) if slot else Visit()
    except ValueError:
        return Visit()


def dumped(visit: Visit) -> object:
    """The visit as plain data for a slot."""
    return _VISIT.dump_python(visit, mode="json")
