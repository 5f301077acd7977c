"""The facts about a person that answer a question of a guide: `when` in an option of data/guides, and so a schema too."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

_STRICT = ConfigDict(extra="forbid")

Whom = Literal["self", "parent", "partner", "child", "relative", "neighbour"]
Comes = Literal["yes", "hardly", "no", "away"]
Happening = Literal["lost", "broken", "expired", "died", "stopped", "missing", "paid"]
Danger = Literal[
    "ill", "injury", "burn", "poison", "fire", "gas", "crime", "missing", "traffic", "water", "despair"
]  # the values of the entity `danger` in dialogues/nlu/safety.yml


@dataclass(frozen=True)
class Ages:
    """Full years of life, from `at_least` on and below `under`."""

    at_least: Annotated[int, Field(ge=0, le=130)] | None = None
    under: Annotated[int, Field(ge=0, le=130)] | None = None

    def leaves_open(self, youngest: int, oldest: int) -> bool:
        """Whether somebody between these ages may be inside or outside."""
        low, high = self.at_least or 0, (self.under or 131) - 1
        return youngest <= high and oldest >= low and not (youngest >= low and oldest <= high)

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class When:
    """The facts about a person that make an option the answer, so that it need not be asked. All that is given must hold."""

    age: Ages | None = None
    comes: tuple[Comes, ...] = ()
    """Whether the person can come themselves: any of these."""
    whom: tuple[Whom, ...] = ()
    """For whom it is asked: any of these."""
    happened: tuple[Happening, ...] = ()
    """What has happened: any of these."""
    danger: tuple[Danger, ...] = ()
    """What help was called for: any of these."""

    __pydantic_config__ = _STRICT
