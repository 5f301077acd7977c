"""What was uploaded to the platform, so that the same is not uploaded twice in three days (W-19)."""

from collections.abc import Awaitable, Callable

from sqlalchemy import Column, Float, String, Table, Text, delete, insert, select
from sqlalchemy.engine import Connection

from assistant.records import Database, Seal
from channels.wechat.tables import TABLES

REUSED_SECONDS = 70 * 3600.0
"""What is uploaded lives three days (W-19)."""

MEDIA = Table(
    "wechat_media",
    TABLES,
    Column("name", String(32), primary_key=True),
    Column("media", Text, nullable=False),
    Column("since", Float, nullable=False, index=True),
)


class Media:
    """Media ids by what they hold, for all workers."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], float]) -> None:
        self._database, self._seal, self._clock = database, seal, clock

    async def of(self, content: str, upload: Callable[[], Awaitable[str]]) -> str:
        """The media id of some content; `upload` is asked where none is good any more. Raises what it raises."""
        name = self._seal.name(content)
        known = await self._database.run(lambda connection: self._known(connection, name))
        if known:
            return known
        media = await upload()
        await self._database.run(lambda connection: self._keep(connection, name, media))
        return media

    def _known(self, connection: Connection, name: str) -> str | None:
        fresh = MEDIA.c.since > self._clock() - REUSED_SECONDS
        return connection.scalar(select(MEDIA.c.media).where(MEDIA.c.name == name, fresh))  # type: ignore[no-any-return]

    def _keep(self, connection: Connection, name: str, media: str) -> None:
        connection.execute(delete(MEDIA).where(MEDIA.c.name == name))
        connection.execute(insert(MEDIA).values(name=name, media=media, since=self._clock()))


def purge(connection: Connection, now: float) -> None:
    """Forgets media the platform no longer has."""
    connection.execute(delete(MEDIA).where(MEDIA.c.since < now - REUSED_SECONDS))
