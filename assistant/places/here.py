"""The place this service stands in: LINBAN_PLACE, an id of data/places; none where it is not set."""

import os
from functools import lru_cache
from pathlib import Path

from assistant.errors import GuideError
from assistant.guides.catalogue import Catalogue, catalogue, data_folder
from assistant.places.loader import read_overlays
from assistant.places.locality import Locality, localised, locality


class UnknownPlace(GuideError):
    """LINBAN_PLACE names a place that has no file."""

    code = "unknown_place"


def here(folder: Path | None = None, place: str | None = None) -> Locality | None:
    """The locality of LINBAN_PLACE, read again when a file of data/places has changed; None where none is set.

    Raises UnknownPlace, and GuideFilesInvalid where a place file is wrong.
    """
    place = os.environ.get("LINBAN_PLACE", "") if place is None else place
    if not place:
        return None
    folder = folder or data_folder() / "places"
    state = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.yml")))
    return _here(folder, state, place)


def guides_here(folder: Path | None = None) -> Catalogue:
    """The guides with the facts of the place this service stands in."""
    known, place = catalogue(folder), here()
    return known if place is None else localised(known, place)


@lru_cache(maxsize=4)
def _here(folder: Path, state: tuple[tuple[str, int], ...], place: str) -> Locality:
    overlays = read_overlays(folder)
    if place not in overlays:
        known = ", ".join(overlays) or "none"
        raise UnknownPlace(f"LINBAN_PLACE is “{place}”: there is no {place}.yml in {folder}; places there: {known}")
    return locality(overlays, place)
