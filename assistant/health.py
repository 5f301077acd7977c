"""The state of every part, as `/api/health` and the first lines of the service tell it."""

from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from assistant.places.locality import Locality
from assistant.records import Database

if TYPE_CHECKING:
    from assistant.app import House

NO_WECHAT = {"state": "absent", "detail": "LINBAN_WECHAT_TOKEN is not set: /wechat answers 404"}


def place_line(place: Locality | None) -> str:
    """Where the service stands, in a line."""
    if place is None:
        return "place: none (LINBAN_PLACE), local windows are answered with 12345"
    return f"place: {place.name}, windows: {len(place.windows)}" + (
        "; an EXAMPLE, nothing in it is true" if place.example else ""
    )


def place_health(place: Locality | None) -> dict[str, Any]:
    """Which place the service stands in, and how much is known there."""
    if place is None:
        return {"state": "none"}
    return {
        "state": "faulty" if place.faults else "example" if place.example else "ready",
        "id": place.id,
        "name": place.name,
        "windows": len(place.windows),
        "contacts": len(place.contacts),
        "facts": sum(len(facts) for facts in place.facts.values()),
        "faults": [asdict(fault) for fault in place.faults],
    }


def health(house: "House", database: Database) -> dict[str, Any]:
    """The state of every part, without loading or changing anything."""
    hearing, speaking = house.recognizer.healths(), house.speaker.healths()
    working = all(any(line.state != "absent" for line in lines) for lines in (hearing, speaking))
    guides = _guides_health(house)
    return {
        "status": "ok" if working and guides["state"] == "ready" else "degraded",
        "version": version("linban"),
        "dialogue": {"state": "ready", "model": house.model, "rasa": version("rasa")},
        "hearing": [asdict(line) for line in hearing],
        "speaking": [asdict(line) for line in speaking],
        "guides": guides,
        "voices": [
            {"voice": name, "engine": line.engine, "state": line.state} for name, line in house.speaking.voices()
        ],
        "stores": {
            "conversations": {"state": "ready", **house.conversation.counts()},
            "knowledge": {"state": "ready", **house.knowledge.counts()},
            "records": {"state": "ready", **database.state()},
        },
    }


def _guides_health(house: "House") -> dict[str, Any]:
    """How many guides are in service, and what is wrong in files that cannot be used."""
    known = house.guides()
    state = "faulty" if known.faults else "ready"
    return {"state": state, "kept": len(known), "faults": [asdict(fault) for fault in known.faults]}
