"""What a place is. These classes are also the schema of the files in data/places: a key that is not here is an error.

A place lies `within` another: village in town, town in county, and so on up. What a nearer place says goes first.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assistant.guides.fields import STRICT, Identifier, Text
from assistant.guides.model import Fact, SourceNote

LEVELS = ("province", "city", "county", "town", "village")
"""From the outermost to the nearest."""

Level = Literal["province", "city", "county", "town", "village"]
Name = Annotated[str, Field(min_length=1, max_length=8)]
"""Short enough to be one sentence with 去 or 打 before it, and to leave room for the way back to a step (V-05, V-06)."""
Phone = Annotated[str, Field(pattern=r"^(0\d{2,3}-\d{7,8}|1[3-9]\d{9}|\d{3,6}|[48]00-\d{3}-\d{4})$")]
Services = tuple[Identifier, ...]


@dataclass(frozen=True)
class Window:
    """A counter where services are handled (G-17, G-18)."""

    id: Identifier
    name: Name
    """As it is spoken: 示例镇社保所."""
    where: Annotated[str, Field(min_length=2, max_length=14)]
    """As it is spoken after the name, a sentence of its own: 在镇政府一楼."""
    address: Text
    """In full, for the screen and the slip."""
    serves: Annotated[Services, Field(min_length=1)]
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    review_by: date
    """From the day after, it is spoken with "please ring first" (G-32)."""
    hours: Annotated[str, Field(min_length=2, max_length=16)] | None = None
    """As it is spoken: 周一到周五，九点到五点. None where not known."""
    phone: Phone | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Contact:
    """A person of the place who may be rung: cadre, village doctor, electrician."""

    id: Identifier
    name: Name
    """As it is spoken, with what they are: 村医示例乙."""
    phone: Phone
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    review_by: date
    serves: Services = ()

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Overlay:
    """One file of data/places: what one place adds to the guides."""

    id: Identifier
    level: Level
    name: Text
    sources: tuple[SourceNote, ...] = ()
    within: Identifier | None = None
    """The place around this one; None for the outermost."""
    example: bool = False
    """True for invented places: said on every screen, and their numbers begin with 0000."""
    windows: tuple[Window, ...] = ()
    contacts: tuple[Contact, ...] = ()
    helper: Identifier | None = None
    """The contact who comes when somebody at the kiosk asks for a person."""
    facts: dict[Identifier, dict[Identifier, Fact]] = field(default_factory=dict)
    """By service and name: what stands here for a fact that the guide marks `local: true`."""

    __pydantic_config__ = STRICT
