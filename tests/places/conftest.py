"""The invented village of this checkout, and a copy of it to break."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.guides.catalogue import Catalogue, catalogue
from assistant.phrases import phrases
from assistant.places.here import here
from assistant.places.locality import Locality, localised
from assistant.settings import ROOT
from dialogues.actions.turn import Heard, Turn
from dialogues.actions.visit import Visit

TODAY = date(2026, 11, 23)

Change = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def known() -> Catalogue:
    """The guides of this checkout."""
    return catalogue(ROOT / "data" / "guides")


@pytest.fixture(scope="session")
def village() -> Locality:
    """The invented village."""
    found = here(ROOT / "data" / "places", "example-village")
    assert found is not None
    return found


@pytest.fixture
def turn(known: Catalogue) -> Callable[..., Turn]:
    """A turn at a place, or at none, on a day."""

    def made(place: Locality | None, today: date = TODAY) -> Turn:
        guides = known if place is None else localised(known, place)
        return Turn(Heard("", "ask_aspect", 1.0, (), None, None), Visit(), guides, phrases(), today, place)

    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the guides, phrases and places of this checkout."""
    for folder in ("guides", "phrases", "places"):
        shutil.copytree(ROOT / "data" / folder, tmp_path / "data" / folder)
    return tmp_path / "data"


@pytest.fixture
def change(data: Path) -> Change:
    """Replaces some words of a place file, and gives the file."""

    def write(place: str, old: str, new: str) -> Path:
        path = data / "places" / f"{place}.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"nothing to replace: {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write
