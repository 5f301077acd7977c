"""Who follows the account, as far as we must know: that they were told what is kept of them (P-01), and that they have left (W-14)."""

from collections.abc import Callable

from sqlalchemy import Column, Float, String, Table, insert, select
from sqlalchemy.engine import Connection

from assistant.records import Database
from channels.wechat import tables

PEOPLE = Table(
    "wechat_people",
    tables.TABLES,
    Column("person", String(32), primary_key=True),
    Column("told", Float, nullable=False),
)


class People:
    """The people of the account, by a name that does not tell who they are."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    async def first_met(self, person: str) -> bool:
        """Whether the person has to be told what is kept of them; from now on they count as told."""

        def write(connection: Connection) -> bool:
            if connection.scalar(select(PEOPLE.c.told).where(PEOPLE.c.person == person)) is not None:
                return False
            connection.execute(insert(PEOPLE).values(person=person, told=self._clock()))
            return True

        return await self._database.run(write)

    async def forget(self, person: str) -> None:
        """Deletes everything that is kept of a person in this channel."""
        await self._database.run(lambda connection: tables.forget(connection, person))
