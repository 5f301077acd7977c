"""The place this service stands in: LINBAN_PLACE, an id of data/places; none where it is not set."""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from assistant.errors import GuideError
from assistant.guides.catalogue import Catalogue, catalogue, data_folder
from assistant.guides.document import Fault, GuideFilesInvalid
from assistant.places.loader import read_overlays
from assistant.places.locality import Locality, localised, locality


class UnknownPlace(GuideError):
    """LINBAN_PLACE names a place that has no file."""

    code = "unknown_place"


def here(folder: Path | None = None, place: str | None = None) -> Locality | None:
    """The locality of LINBAN_PLACE, read again when a file of data/places has changed; None where none is set.

    A place that was good once stays in service as it was when its files can no longer be used; its `faults` say why.
    Where it never was good: raises UnknownPlace, and GuideFilesInvalid where a place file is wrong.
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
    try:
        _good[folder, place] = _read(folder, place)
    except GuideError as error:
        if (folder, place) not in _good:
            raise
        _good[folder, place] = replace(_good[folder, place], faults=_faults(error, folder))
    return _good[folder, place]


_good: dict[tuple[Path, str], Locality] = {}
"""The places of this process as they were when their files could last be used."""


def _read(folder: Path, place: str) -> Locality:
    overlays = read_overlays(folder)
    if place not in overlays:
        known = ", ".join(overlays) or "none"
        raise UnknownPlace(f"LINBAN_PLACE is “{place}”: there is no {place}.yml in {folder}; places there: {known}")
    return locality(overlays, place)


def _faults(error: GuideError, folder: Path) -> tuple[Fault, ...]:
    if isinstance(error, GuideFilesInvalid):
        return error.faults
    return (Fault(folder.name, 1, "", str(error)),)
