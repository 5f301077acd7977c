"""Guides and places as a SQLite file, built with sqlite-utils: full-text search for the edge, tables that staff can open."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import sqlite_utils

from assistant.guides.catalogue import Catalogue
from assistant.guides.model import Guide
from assistant.places.model import Overlay

_VERSION = "3"
_TABLES = ("guides", "texts", "facts", "materials", "sources", "places", "windows", "contacts", "local_facts")


class Knowledge:
    """The knowledge base of one folder of guides. Safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def refresh(self, catalogue: Catalogue, folder: Path, places: Mapping[str, Overlay] | None = None) -> bool:
        """Builds the file anew where the guides, or the places beside them, have changed since; True where it did."""
        fingerprint = _fingerprint(folder)
        if self._path.exists() and self._state() == fingerprint:
            return False
        # Several workers may see the same change.
        unfinished = self._path.with_suffix(f".{os.getpid()}.part")
        unfinished.unlink(missing_ok=True)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite_utils.Database(unfinished)
        for guide in catalogue:
            _insert(database, guide)
        _create_places(database)
        for overlay in (places or {}).values():
            _insert_place(database, overlay)
        _index(database)
        database["state"].insert({"key": "fingerprint", "value": fingerprint}, pk="key")
        database.close()
        unfinished.replace(self._path)
        return True

    def search(self, query: str, most: int = 10) -> tuple[str, ...]:
        """Ids of the guides in which the words occur, best first. Words of fewer than three characters are looked for as they are."""
        words = "".join(letter if letter.isprintable() else " " for letter in query).split()
        if not words:
            return ()
        database = sqlite_utils.Database(self._path)
        try:
            rows = _long(database, words) if all(len(word) >= 3 for word in words) else _short(database, words)
        finally:
            database.close()
        return tuple(dict.fromkeys(rows))[:most]

    def counts(self) -> dict[str, int]:
        """How many rows each table holds, for the health page."""
        database = sqlite_utils.Database(self._path)
        try:
            return {name: database[name].count for name in _TABLES}
        finally:
            database.close()

    def _state(self) -> str | None:
        database = sqlite_utils.Database(self._path)
        try:
            row = next(iter(database.query("select value from state where key = 'fingerprint'")), None)
            return str(row["value"]) if row else None
        except Exception:  # a file of another shape, or no database at all, is built anew
            return None
        finally:
            database.close()


def _insert(database: sqlite_utils.Database, guide: Guide) -> None:
    database["guides"].insert(
        {
            "id": guide.id,
            "name": guide.name,
            "spoken_name": guide.spoken_name,
            "category": guide.category,
            "verification": guide.verification.state,
            "review_due": guide.verification.review_due.isoformat(),
        },
        pk="id",
    )
    database["facts"].insert_all(
        {
            "guide": guide.id,
            "name": name,
            "text": fact.text,
            "office": fact.office,
            "review_by": fact.review_by.isoformat(),
        }
        for name, fact in guide.facts.items()
    )
    database["materials"].insert_all(
        {"guide": guide.id, "name": item.name, "required": item.required, "note": item.note} for item in guide.materials
    )
    database["sources"].insert_all(
        {
            "guide": guide.id,
            "id": source.id,
            "title": source.title,
            "site": source.site,
            "unverified": source.unverified,
        }
        for source in guide.sources
    )
    texts = (
        guide.name,
        guide.spoken_name,
        *guide.aliases,
        *guide.situations,
        *(faq.q for faq in guide.faq),
        *guide.conditions,
    )
    database["texts"].insert_all({"guide": guide.id, "text": text} for text in texts)


_PLACES = {
    "places": {"id": str, "level": str, "name": str, "within": str, "example": int},
    "windows": {
        "place": str,
        "id": str,
        "name": str,
        "way": str,
        "address": str,
        "hours": str,
        "phone": str,
        "serves": str,
        "review_by": str,
    },
    "contacts": {"place": str, "id": str, "name": str, "phone": str, "serves": str, "review_by": str},
    "local_facts": {"place": str, "guide": str, "name": str, "text": str, "office": str, "review_by": str},
    "place_texts": {"place": str, "text": str},
}
"""Made even where no place is written yet, so that what staff ask of them has an answer."""


def _create_places(database: sqlite_utils.Database) -> None:
    for name, columns in _PLACES.items():
        database[name].create(columns, pk="id" if name == "places" else None)


def _insert_place(database: sqlite_utils.Database, overlay: Overlay) -> None:
    database["places"].insert(
        {
            "id": overlay.id,
            "level": overlay.level,
            "name": overlay.name,
            "within": overlay.within,
            "example": overlay.example,
        }
    )
    database["windows"].insert_all(
        {
            "place": overlay.id,
            "id": window.id,
            "name": window.name,
            "way": window.where,
            "address": window.address,
            "hours": window.hours,
            "phone": window.phone,
            "serves": " ".join(window.serves),
            "review_by": window.review_by.isoformat(),
        }
        for window in overlay.windows
    )
    database["contacts"].insert_all(
        {
            "place": overlay.id,
            "id": contact.id,
            "name": contact.name,
            "phone": contact.phone,
            "serves": " ".join(contact.serves),
            "review_by": contact.review_by.isoformat(),
        }
        for contact in overlay.contacts
    )
    database["local_facts"].insert_all(
        {
            "place": overlay.id,
            "guide": service,
            "name": name,
            "text": fact.text,
            "office": fact.office,
            "review_by": fact.review_by.isoformat(),
        }
        for service, facts in overlay.facts.items()
        for name, fact in facts.items()
    )
    database["place_texts"].insert_all({"place": overlay.id, "text": text} for text in _texts_of(overlay))


def _texts_of(overlay: Overlay) -> tuple[str, ...]:
    windows = tuple(text for window in overlay.windows for text in (window.name, window.where, window.address))
    facts = tuple(fact.text for facts in overlay.facts.values() for fact in facts.values())
    return (overlay.name, *windows, *(contact.name for contact in overlay.contacts), *facts)


def _index(database: sqlite_utils.Database) -> None:
    # Trigrams find Chinese words without a word list.
    database["texts"].enable_fts(["text"], tokenize="trigram")
    database["texts"].create_index(["guide"])
    database["place_texts"].enable_fts(["text"], tokenize="trigram")


def _long(database: sqlite_utils.Database, words: list[str]) -> list[str]:
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    sql = "select t.guide from texts_fts f join texts t on t.rowid = f.rowid where texts_fts match ? order by f.rank"
    return [row["guide"] for row in database.query(sql, [query])]


def _short(database: sqlite_utils.Database, words: list[str]) -> list[str]:
    where = " and ".join("instr(text, ?) > 0" for _ in words)
    sql = f"select guide from texts where {where} order by length(text)"  # noqa: S608  only question marks are put in
    return [row["guide"] for row in database.query(sql, words)]


def _fingerprint(folder: Path) -> str:
    digest = hashlib.blake2b(_VERSION.encode(), digest_size=16)
    for path in (*sorted(folder.glob("*.yml")), *sorted((folder.parent / "places").glob("*.yml"))):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
