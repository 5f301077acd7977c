"""Checks a whole folder of places: the shape of each file, how they lie in each other, and how they fit the guides."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.guides import lint
from assistant.guides.catalogue import Catalogue, catalogue
from assistant.guides.document import Document, Fault, GuideFilesInvalid, read_document
from assistant.guides.model import Fact, Guide
from assistant.places.loader import Location, read_overlays
from assistant.places.model import Contact, Overlay, Window

INVENTED = "0000-"
"""No area has this code, so nobody is ever rung by an example."""

Found = Iterator[tuple[Location, str]]


def check(data: Path, today: date) -> list[Fault]:
    """Every fault of every place under a data folder, file by file. The guides are looked at only where they can be read."""
    folder = data / "places"
    try:
        overlays = read_overlays(folder)
        known = catalogue(data / "guides")
    except GuideFilesInvalid as error:
        # Faults of the guides are told by the check of the guides.
        return [fault for fault in error.faults if (folder / fault.file).exists()]
    faults: list[Fault] = []
    for overlay in overlays.values():
        document = read_document(folder / f"{overlay.id}.yml")
        found = [
            *_services(overlay, known),
            *_facts(overlay, known, data),
            *_numbers(overlay),
            *_overdue(overlay, today),
        ]
        faults.extend(document.fault(location, message) for location, message in found)
    return faults


def _services(overlay: Overlay, known: Catalogue) -> Found:
    for location, entry in _entries(overlay):
        for number, service in enumerate(entry.serves):
            if service not in known:
                yield (*location, "serves", number), f"there is no guide “{service}”"


def _facts(overlay: Overlay, known: Catalogue, data: Path) -> Found:
    for service, facts in overlay.facts.items():
        if service not in known:
            yield ("facts", service), f"there is no guide “{service}”"
            continue
        guide = known[service]
        document = read_document(data / "guides" / f"{service}.yml")
        for name, fact in facts.items():
            if name not in guide.facts:
                yield ("facts", service, name), f"“{service}” has no fact “{name}”"
            elif not guide.facts[name].local:
                yield ("facts", service, name), "is the same everywhere: the guide does not mark it “local: true”"
            else:
                yield from _too_long(guide, document, name, fact)


def _too_long(guide: Guide, document: Document, name: str, fact: Fact) -> Found:
    """Sentences of the guide that grow too long with this text in them (V-05, V-06)."""
    here = replace(guide, facts={**guide.facts, name: fact})
    before = {place for place, _ in lint.lengths(guide)}
    for place, message in lint.lengths(here):
        if place not in before:
            field = document.fault(place, message).field
            yield ("facts", guide.id, name, "text"), f"makes {field} of the guide too long ({message}): say it shorter"


def _numbers(overlay: Overlay) -> Found:
    for location, entry in _entries(overlay):
        invented = entry.phone is not None and entry.phone.startswith(INVENTED)
        if overlay.example and entry.phone is not None and not invented:
            yield (*location, "phone"), f"an example has an invented number: begin it with {INVENTED}"
        if invented and not overlay.example:
            yield (*location, "phone"), "is an invented number: write the real one, or leave it out"


def _overdue(overlay: Overlay, today: date) -> Found:
    dated: list[tuple[Location, date]] = [(location, entry.review_by) for location, entry in _entries(overlay)]
    dated += [
        (("facts", service, name), fact.review_by)
        for service, facts in overlay.facts.items()
        for name, fact in facts.items()
    ]
    for location, review_by in dated:
        if review_by < today:
            yield (*location, "review_by"), "is past: ask there again, then set a new date"


def _entries(overlay: Overlay) -> Iterable[tuple[Location, Window | Contact]]:
    yield from ((("windows", number), window) for number, window in enumerate(overlay.windows))
    yield from ((("contacts", number), contact) for number, contact in enumerate(overlay.contacts))
