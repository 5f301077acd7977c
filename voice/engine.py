"""How an engine of hearing or speaking reports itself on the health page and in `linban models list`."""

from dataclasses import dataclass
from enum import StrEnum


class EngineState(StrEnum):
    """Whether an engine can be used."""

    READY = "ready"
    """Loaded in memory."""
    INSTALLED = "installed"
    """On disk; the first use loads it."""
    ABSENT = "absent"
    """Not installed, or it failed to load."""


@dataclass(frozen=True)
class EngineHealth:
    """One line about one engine."""

    engine: str
    state: EngineState
    detail: str = ""
    """Version and model where it is there; what to do where it is absent."""
