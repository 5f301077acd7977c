"""Reads the files of data/places. An error names the file, the line and the field, as for the guides."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from assistant.guides.document import Document, Fault, GuideFilesInvalid, read_content, read_document
from assistant.places.model import LEVELS, Overlay

_OVERLAY: TypeAdapter[Overlay] = TypeAdapter(Overlay)

Location = tuple[str | int, ...]


def read_overlay(path: Path) -> Overlay:
    """The place in one file. Raises GuideFilesInvalid with every fault found in it."""
    return read_content(path, _OVERLAY, "place", _broken_references)


def read_overlays(folder: Path) -> dict[str, Overlay]:
    """All places of a folder by id; none where there is no folder. Raises GuideFilesInvalid with all faults of all files."""
    overlays: dict[str, Overlay] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            overlay = read_overlay(path)
            overlays[overlay.id] = overlay
        except GuideFilesInvalid as error:
            faults.extend(error.faults)
    # A place whose own file is broken is not reported a second time as missing.
    broken = {Path(fault.file).stem for fault in faults}
    faults.extend(_misplaced(folder, overlays, broken))
    if faults:
        raise GuideFilesInvalid(faults)
    return overlays


def _broken_references(overlay: Overlay) -> Iterator[tuple[Location, str]]:
    known = {source.id for source in overlay.sources}
    for location, sources in _sourced(overlay):
        for source in sources:
            if source not in known:
                yield (*location, "sources"), f"there is no source “{source}”"
    if overlay.helper is not None and overlay.helper not in {contact.id for contact in overlay.contacts}:
        yield ("helper",), f"there is no contact “{overlay.helper}” in this file"
    for room, entries in (("windows", overlay.windows), ("contacts", overlay.contacts)):
        ids = [entry.id for entry in entries]
        for number, entry in enumerate(ids):
            if entry in ids[:number]:
                yield (room, number, "id"), f"“{entry}” is there twice: give each its own"


def _sourced(overlay: Overlay) -> Iterator[tuple[Location, Iterable[str]]]:
    for number, window in enumerate(overlay.windows):
        yield ("windows", number), window.sources
    for number, contact in enumerate(overlay.contacts):
        yield ("contacts", number), contact.sources
    for service, facts in overlay.facts.items():
        for name, fact in facts.items():
            yield ("facts", service, name), fact.sources


def _misplaced(folder: Path, overlays: Mapping[str, Overlay], broken: set[str]) -> Iterator[Fault]:
    for overlay in overlays.values():
        around = overlay.within
        if around is None or around in broken:
            continue
        document = read_document(folder / f"{overlay.id}.yml")
        yield from _around(document, overlay, overlays.get(around))


def _around(document: Document, overlay: Overlay, outer: Overlay | None) -> Iterator[Fault]:
    if outer is None:
        yield document.fault(("within",), f"there is no place “{overlay.within}”: add {overlay.within}.yml")
    elif LEVELS.index(outer.level) >= LEVELS.index(overlay.level):
        yield document.fault(("within",), f"a {overlay.level} cannot lie within “{outer.id}”, a {outer.level}")
