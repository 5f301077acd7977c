"""The guides as a SQLite file, built with sqlite-utils: full-text search for the edge, tables that staff can open."""

import hashlib
from pathlib import Path

import sqlite_utils

from assistant.guides.catalogue import Catalogue
from assistant.guides.model import Guide

_VERSION = "2"


class Knowledge:
    """The knowledge base of one folder of guides. Safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def refresh(self, catalogue: Catalogue, folder: Path) -> bool:
        """Builds the file anew where the guides have changed since; True where it did."""
        fingerprint = _fingerprint(folder)
        if self._path.exists() and self._state() == fingerprint:
            return False
        unfinished = self._path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite_utils.Database(unfinished)
        for guide in catalogue:
            _insert(database, guide)
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
            return {name: database[name].count for name in ("guides", "texts", "facts", "materials", "sources")}
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


def _index(database: sqlite_utils.Database) -> None:
    # Trigrams find Chinese words without a word list.
    database["texts"].enable_fts(["text"], tokenize="trigram")
    database["texts"].create_index(["guide"])


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
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
