"""What is remembered of one visit: one slot, written every turn, so that trimming the conversation never loses it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter

from assistant.guides.facts import Facts
from assistant.guides.walk import Place

Pace = Literal["slow", "normal", "fast"]
Volume = Literal["soft", "normal", "loud"]
Cause = Literal["silence", "mumble", "noise", "television", "dead", "unclear", "wrong", "skipped"]
"""Why an answer did not bring the visit on: there were no words, in one of the ways listening ends; it was not
understood; the person says that we were wrong; or went on without answering."""


@dataclass(frozen=True)
class Offer:
    """One answer on offer, and what it means when it is taken."""

    title: str
    kind: Literal[
        *("option", "service", "next", "resume", "leave", "human", "other", "about", "material", "here"),
        *("again", "not_yet", "rest", "slip", "stop", "forget", "anew"),
    ]
    value: str = ""
    """The option, or the service; for `material` service:number, counted from 0."""
    says: tuple[str, ...] = ()
    """Other ways of saying it."""
    means: Literal["yes", "no", ""] = ""
    """Whether a plain yes or no takes it."""
    shown: bool = True
    """Whether it has a button; without one it is still understood."""


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
class Repair:
    """How far the ladder of repair has gone since something was last understood."""

    tried: tuple[Cause, ...] = ()
    """Why each rung was needed, oldest first; every cause counts for the same ladder."""

    @property
    def rung(self) -> int:
        """0 where all is well; 1 to 3 were re-asks, from 4 on a person or the window helps."""
        return len(self.tried)

    def after(self, cause: Cause) -> "Repair":
        """One rung further; the ladder ends at the fifth, where nothing is asked any more."""
        return Repair((*self.tried, cause)[:5])


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
    repair: Repair = field(default_factory=Repair)
    said: tuple[str, ...] = ()
    """The last reply, sentence by sentence, so that none is said twice running."""
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
