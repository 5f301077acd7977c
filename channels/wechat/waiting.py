"""Answers that could not be handed over: the person fetches them with a word, or gets them with their next message (W-26)."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Float, Integer, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.errors import RecordsError
from assistant.records import Database, Seal
from channels.wechat.incoming import Incoming
from channels.wechat.tables import TABLES

KEPT_SECONDS = 24 * 3600.0
ORPHANED_SECONDS = 60.0
"""Whoever works on an answer and has not said so for so long has died."""

PIECES = Table(
    "wechat_waiting",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("piece", Text, nullable=False),
    Column("since", Float, nullable=False, index=True),
)
LATE = Table(
    "wechat_late",
    TABLES,
    Column("key", String(32), primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("incoming", Text, nullable=False),
    Column("claimed", Float, nullable=False, index=True),
)


@dataclass(frozen=True)
class Taken:
    """What a person finds when they look."""

    piece: str = ""
    """The oldest piece; empty where none waits."""
    left: int = 0
    """How many wait after it."""
    underway: bool = False
    """Whether a late answer is still being worked on."""


@dataclass(frozen=True)
class _Ours:
    """A late answer this worker is working on, or could not write down yet."""

    person: str
    begun: bool
    """Whether the records know of it."""
    pieces: tuple[str, ...] | None = None
    """None until the answer is there."""


class Waiting:
    """What waits for each person, and what is still being worked on for them."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], float]) -> None:
        self._database, self._seal, self._clock = database, seal, clock
        self._ours: dict[str, _Ours] = {}
        """By the name of the message's key: however long it takes, this worker has not died."""
        self._writing: set[str] = set()
        """Those of them that are being written down just now; until that is done they are still ours."""

    async def put(self, person: str, pieces: Sequence[str]) -> None:
        """Keeps pieces of an answer, in their order. Where the records cannot be used, `write_down` does it later."""
        if pieces:
            name = secrets.token_hex(16)
            self._ours[name] = _Ours(person, begun=False, pieces=tuple(pieces))
            await self._write_down(name)

    async def take(self, person: str) -> Taken:
        """What waits for a person, seen at one moment; the piece that is taken is gone."""
        ours = any(one.person == person for one in self._ours.values())

        def write(connection: Connection) -> Taken:
            underway = ours or bool(connection.scalar(_count(LATE, person)))
            row = connection.execute(select(PIECES).where(PIECES.c.person == person).order_by(PIECES.c.number)).first()
            if row is None:
                return Taken(underway=underway)
            gone = connection.execute(delete(PIECES).where(PIECES.c.number == row.number)).rowcount
            piece = (self._seal.opened(row.piece, self._clock()) or "") if gone else ""
            return Taken(piece, int(connection.scalar(_count(PIECES, person))), underway)

        try:
            return await self._database.run(write)
        except RecordsError:
            return Taken(underway=ours)

    async def begin(self, incoming: Incoming, person: str) -> None:
        """An answer is late; the message is kept until it is there, so that it survives whoever works on it."""
        now, name = self._clock(), self._seal.name(incoming.key)
        row = {"key": name, "person": person, "incoming": self._seal.sealed(incoming.dumped(), now), "claimed": now}

        def write(connection: Connection) -> None:
            connection.execute(delete(LATE).where(LATE.c.key == name))
            connection.execute(insert(LATE).values(row))

        self._ours[name] = _Ours(person, begun=False)
        try:
            await self._database.run(write)
        except RecordsError:
            return
        self._ours[name] = _Ours(person, begun=True)

    async def finish(self, incoming: Incoming, pieces: Sequence[str] = ()) -> None:
        """The late answer is there; `pieces` of it wait. Where the records cannot be used, `write_down` does it later.

        Nothing is kept for a person who was deleted meanwhile (W-14).
        """
        name = self._seal.name(incoming.key)
        ours = self._ours.get(name)
        if ours is None:
            return
        self._ours[name] = _Ours(ours.person, ours.begun, tuple(pieces))
        await self._write_down(name)

    async def write_down(self) -> None:
        """Says that this worker is still at its late answers, and writes down those it could not. Raises RecordsError."""
        for name in [name for name, ours in self._ours.items() if ours.pieces is not None]:
            await self._write_down(name)
        names, now = list(self._ours), self._clock()
        if names:
            renewed = update(LATE).where(LATE.c.key.in_(names)).values(claimed=now)
            await self._database.run(lambda connection: connection.execute(renewed))

    def forget(self, person: str) -> None:
        """Drops what this worker holds of a person who left; the rows are deleted by their owner."""
        for name in [name for name, ours in self._ours.items() if ours.person == person]:
            del self._ours[name]

    async def orphans(self) -> list[Incoming]:
        """Messages whose late answer nobody works on any more; they are taken over by whoever asks."""
        now, ours = self._clock(), list(self._ours)

        def write(connection: Connection) -> list[Any]:
            old = (LATE.c.claimed < now - ORPHANED_SECONDS, LATE.c.key.not_in(ours))
            rows = list(connection.execute(select(LATE).where(*old)))
            connection.execute(update(LATE).where(*old).values(claimed=now))
            return rows

        found = []
        for row in await self._database.run(write):
            text = self._seal.opened(row.incoming, now)
            if text:
                self._ours[row.key] = _Ours(row.person, begun=True)
                found.append(Incoming.loaded(text))
        return found

    async def _write_down(self, name: str) -> None:
        ours = self._ours.get(name)
        if ours is None or name in self._writing:
            return
        now = self._clock()
        rows = [
            {"person": ours.person, "piece": self._seal.sealed(piece, now), "since": now} for piece in ours.pieces or ()
        ]

        def write(connection: Connection) -> None:
            known = connection.execute(delete(LATE).where(LATE.c.key == name)).rowcount or not ours.begun
            if known and rows:
                connection.execute(insert(PIECES), rows)

        self._writing.add(name)
        try:
            await self._database.run(write)
            # Only now: whoever looks meanwhile has to hear that the answer is on its way.
            self._ours.pop(name, None)
        finally:
            self._writing.discard(name)


def purge(connection: Connection, now: float) -> None:
    """Forgets what nobody fetched."""
    connection.execute(delete(PIECES).where(PIECES.c.since < now - KEPT_SECONDS))
    connection.execute(delete(LATE).where(LATE.c.claimed < now - KEPT_SECONDS))


def _count(table: Table, person: str) -> Any:
    return select(func.count()).select_from(table).where(table.c.person == person)
