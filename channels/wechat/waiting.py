"""Answers that could not be handed over: the person fetches them with a word, or gets them with their next message (W-26)."""

from collections.abc import Callable, Sequence

from sqlalchemy import Column, Float, Integer, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.records import Database, Seal
from channels.wechat.incoming import Incoming
from channels.wechat.tables import TABLES

KEPT_SECONDS = 24 * 3600.0
ORPHANED_SECONDS = 60.0
"""Whoever works on an answer for so long has died."""

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


class Waiting:
    """What waits for each person, and what is still being worked on for them."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], float]) -> None:
        self._database, self._seal, self._clock = database, seal, clock

    async def put(self, person: str, pieces: Sequence[str]) -> None:
        """Keeps pieces of an answer, in their order."""
        now = self._clock()
        rows = [{"person": person, "piece": self._seal.sealed(piece, now), "since": now} for piece in pieces]
        if rows:
            await self._database.run(lambda connection: connection.execute(insert(PIECES), rows))

    async def take(self, person: str) -> tuple[str, int]:
        """(the oldest piece, or empty; how many wait after it). What is taken is gone."""

        def write(connection: Connection) -> tuple[str, int]:
            row = connection.execute(select(PIECES).where(PIECES.c.person == person).order_by(PIECES.c.number)).first()
            if row is None:
                return "", 0
            gone = connection.execute(delete(PIECES).where(PIECES.c.number == row.number))
            left = connection.scalar(select(func.count()).select_from(PIECES).where(PIECES.c.person == person))
            return (self._seal.opened(row.piece, self._clock()) or "") if gone.rowcount else "", int(left)

        return await self._database.run(write)

    async def begin(self, incoming: Incoming, person: str) -> None:
        """An answer is late; the message is kept until it is there, so that it survives whoever works on it."""
        now = self._clock()
        sealed = self._seal.sealed(incoming.dumped(), now)
        row = {"key": self._seal.name(incoming.key), "person": person, "incoming": sealed, "claimed": now}

        def write(connection: Connection) -> None:
            connection.execute(delete(LATE).where(LATE.c.key == row["key"]))
            connection.execute(insert(LATE).values(row))

        await self._database.run(write)

    async def finish(self, incoming: Incoming, pieces: Sequence[str] = ()) -> None:
        """The late answer is there; `pieces` of it wait. Nothing is kept for a person who was deleted meanwhile (W-14)."""
        name, now = self._seal.name(incoming.key), self._clock()
        sealed = [self._seal.sealed(piece, now) for piece in pieces]

        def write(connection: Connection) -> None:
            row = connection.execute(select(LATE).where(LATE.c.key == name)).first()
            connection.execute(delete(LATE).where(LATE.c.key == name))
            if row is not None and sealed:
                connection.execute(
                    insert(PIECES), [{"person": row.person, "piece": piece, "since": now} for piece in sealed]
                )

        await self._database.run(write)

    async def underway(self, person: str) -> bool:
        """Whether a late answer for the person is being worked on."""
        count = select(func.count()).select_from(LATE).where(LATE.c.person == person)
        return bool(await self._database.run(lambda connection: connection.scalar(count)))

    async def orphans(self) -> list[Incoming]:
        """Messages whose late answer nobody works on any more; they are taken over by whoever asks."""
        now = self._clock()

        def write(connection: Connection) -> list[str]:
            old = LATE.c.claimed < now - ORPHANED_SECONDS
            rows = connection.execute(select(LATE).where(old)).all()
            connection.execute(update(LATE).where(old).values(claimed=now))
            return [row.incoming for row in rows]

        opened = [self._seal.opened(sealed, now) for sealed in await self._database.run(write)]
        return [Incoming.loaded(text) for text in opened if text]

    async def count(self) -> int:
        """How many late answers are being worked on."""
        return int(
            await self._database.run(lambda connection: connection.scalar(select(func.count()).select_from(LATE)))
        )


def purge(connection: Connection, now: float) -> None:
    """Forgets what nobody fetched."""
    connection.execute(delete(PIECES).where(PIECES.c.since < now - KEPT_SECONDS))
    connection.execute(delete(LATE).where(LATE.c.claimed < now - KEPT_SECONDS))
