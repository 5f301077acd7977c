"""How many customer-service messages a person may still be sent, so that none is refused by the platform (W-17)."""

from collections.abc import Callable

from sqlalchemy import Column, Float, Integer, String, Table, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.records import Database
from channels.wechat.tables import TABLES

AFTER_MESSAGE, MESSAGE_SECONDS = 5, 48 * 3600.0
AFTER_TAP, TAP_SECONDS = 3, 60.0
"""After a menu entry, a QR code or following; a tap does not open the 48 hours."""

QUOTA = Table(
    "wechat_quota",
    TABLES,
    Column("person", String(32), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("left", Integer, nullable=False),
    Column("until", Float, nullable=False, index=True),
)


class Quota:
    """The count of each person, in the records, so that several workers take from the same."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def opened(self, person: str, by_message: bool) -> None:
        """The person wrote, or tapped something: a new count begins."""
        kind, left, seconds = _kind(by_message)
        now = self._clock()

        def write(connection: Connection) -> None:
            connection.execute(delete(QUOTA).where(QUOTA.c.person == person, QUOTA.c.kind == kind))
            connection.execute(insert(QUOTA).values(person=person, kind=kind, left=left, until=now + seconds))

        await self._database.run(write)

    async def take(self, person: str) -> bool:
        """Takes one message; False where none may be sent. What ends first is used up first."""
        now = self._clock()

        def write(connection: Connection) -> bool:
            usable = (QUOTA.c.person == person, QUOTA.c.left > 0, QUOTA.c.until > now)
            row = connection.execute(select(QUOTA).where(*usable).order_by(QUOTA.c.until)).first()
            if row is None:
                return False
            same = (QUOTA.c.person == person, QUOTA.c.kind == row.kind, QUOTA.c.left == row.left)
            done = connection.execute(update(QUOTA).where(*same).values(left=row.left - 1))
            return bool(done.rowcount)

        return await self._database.run(write)

    async def used_up(self, person: str) -> None:
        """The platform says that no more may be sent; it counts better than we do."""
        await self._database.run(lambda connection: connection.execute(delete(QUOTA).where(QUOTA.c.person == person)))


def purge(connection: Connection, now: float) -> None:
    """Forgets counts that have ended."""
    connection.execute(delete(QUOTA).where(QUOTA.c.until < now))


def _kind(by_message: bool) -> tuple[str, int, float]:
    return ("message", AFTER_MESSAGE, MESSAGE_SECONDS) if by_message else ("tap", AFTER_TAP, TAP_SECONDS)
