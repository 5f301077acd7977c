"""What a guide is. These classes are also the schema of the files in data/guides: a key that is not here is an error.

Numbers like G-16 are the field rules of the service-guide standard (GB/T 39046-2020 table 4 and the exchange tables).
A sentence may name a fact in braces, `{cycle}`: amounts, dates and documents live in `facts`, with their source.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assistant.guides.fields import STRICT, Aspect, Identifier, Sentences, Text
from assistant.guides.record import Record
from assistant.guides.when import When


@dataclass(frozen=True)
class SourceNote:
    """Where something was read (G-32)."""

    id: Identifier
    title: Text
    site: Text
    retrieved_on: date
    unverified: bool = False
    """True for what rests on common knowledge only; it is never spoken as certain."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Fact:
    """One amount, date, time limit or document, as it is spoken, with where it comes from."""

    text: Text
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    office: Text
    """Who lays it down."""
    review_by: date
    """From the day after, it is spoken with "please ring first"."""
    effective: date | None = None
    local: bool = False
    """True where each place sets its own; then no figure is spoken without a village's own."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Basis:
    """One law or document a service rests on (G-05), with who laid it down and where it was read."""

    document: Text
    """Its name and article; "待核实" where not known."""
    office: Text
    """Who laid it down."""
    review_by: date
    """From the day after, the answer to "who says so" sends people to the window."""
    sources: tuple[Identifier, ...] = ()
    """Where it was read; empty where nobody has looked it up yet."""
    effective: date | None = None
    note: str | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Material:
    """One thing to bring (G-16)."""

    name: Text
    required: bool = True
    originals: int = 1
    copies: int = 0
    issuer: str | None = None
    note: str | None = None
    """When it is needed, or what to use instead."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Step:
    """One thing to do. One step is one turn (V-05: at most 60 characters, sentences of at most 20)."""

    say: Sentences
    plain: Sentences
    """The same, shorter and simpler, for a person who did not follow."""
    pictogram: Text = "circle-check"
    """Name of an icon in channels/pages/icons."""
    show: str | None = None
    """More detail for the screen, where the eye can take more than the ear."""
    going: Annotated[int, Field(ge=0)] = 0
    """How many of the first sentences say which window to go to: where a place knows the window, its own name and way
    are said instead."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Path:
    """One way to get it done, step by step (G-11)."""

    title: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    done: Sentences
    """What is said when the last step is done."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Option:
    """One answer to a question, and where it leads: exactly one of `to` (a question), `path` and `exit`."""

    id: Identifier
    title: Text
    says: tuple[str, ...] = ()
    """Other ways people put this answer."""
    means: Literal["yes", "no"] | None = None
    """Whether a bare 对 or 没有 to the question is this answer; None where it would be a guess."""
    when: When | None = None
    """What a person may have told already that makes this the answer."""
    noted: Text | None = None
    """How it is said back that this was taken as the answer; the title where nothing is given."""
    to: Identifier | None = None
    path: Identifier | None = None
    exit: Identifier | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Question:
    """Something the guide has to know (V-05: at most 30 characters; V-07: two or three options)."""

    ask: Sentences
    plain: Sentences
    """The same, shorter."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=3)]
    pictogram: Text = "help"

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Exit:
    """ "This is not for you": said kindly, with where to go instead."""

    say: Sentences
    see: Identifier | None = None
    """The service that fits instead, offered at once."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Faq:
    """A question people ask about this service (G-29)."""

    q: Text
    a: Sentences
    also: tuple[str, ...] = ()
    """Other wordings of the question."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class FeeItem:
    """One fee (G-15). The amount is the name of a fact."""

    name: Text
    fact: Identifier
    basis: Text

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Verification:
    """How far the guide has been checked, by whom, and until when that holds (G-32)."""

    state: Literal["verified", "partial", "unverified"]
    review_due: date
    verified_by: str | None = None
    verified_on: date | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Guide:
    """A whole service: what it is called, what it needs, and the way through it."""

    id: Identifier
    name: Text
    """G-01, as the office calls it."""
    spoken_name: Annotated[str, Field(min_length=2, max_length=12)]
    """G-31, as the assistant calls it aloud."""
    category: Text
    aliases: Annotated[tuple[str, ...], Field(min_length=3)]
    """What people call it. Understanding searches here."""
    situations: tuple[str, ...]
    """What people tell instead of naming it ("卡刷不出来了"). Understanding searches here too."""
    opening: Sentences
    """The first thing said: what it is and the two things everyone asks. With the first question at most 60 characters."""
    conditions: Annotated[tuple[str, ...], Field(min_length=1)]
    """G-10: who may have it, for the screen."""
    legal_basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    """G-05"""
    materials: tuple[Material, ...]
    fees: tuple[FeeItem, ...]
    """G-15; empty means no charge, and the answer to `fee` says so."""
    answers: dict[Aspect, Sentences]
    """The spoken answer to each aspect of the contract (G-15..G-18, G-24, G-33)."""
    facts: dict[Identifier, Fact]
    start: Identifier
    """The first question."""
    questions: dict[Identifier, Question]
    paths: Annotated[dict[Identifier, Path], Field(min_length=1)]
    exits: Annotated[dict[Identifier, Exit], Field(min_length=1)]
    faq: tuple[Faq, ...]
    record: Record
    sources: Annotated[tuple[SourceNote, ...], Field(min_length=1)]
    verification: Verification
    local: tuple[str, ...] = ()
    """What each place has to find out, for the people who write data/places."""

    __pydantic_config__ = STRICT
