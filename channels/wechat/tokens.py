"""The one access token of the account: fetched by one worker, used by all, renewed before it ends (W-20, L-05)."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import Column, Float, String, Table, Text, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from assistant.records import Database, Seal
from channels.wechat.errors import PlatformUnreachable
from channels.wechat.tables import TABLES

RENEWED_BEFORE_SECONDS = 300.0
"""From then on the platform gives out the next one, and the old one stays good."""
LEASE_SECONDS = 10.0
"""How long one worker is left to fetch; longer than the time-outs of the call."""
APART_SECONDS = 30.0
"""A token that was refused is not asked for again sooner."""
_LOOK_SECONDS = 0.1

TOKENS = Table(
    "wechat_tokens",
    TABLES,
    Column("app_id", String(64), primary_key=True),
    Column("token", Text, nullable=False),
    Column("until", Float, nullable=False),
    Column("fetched", Float, nullable=False),
    Column("fetching_until", Float, nullable=False),
)

Fetch = Callable[[], Awaitable[tuple[str, float]]]


class Tokens:
    """Gives out the token. `fetch` asks the platform for (token, seconds it is good for)."""

    def __init__(self, database: Database, seal: Seal, app_id: str, fetch: Fetch, clock: Callable[[], float]) -> None:
        self._database, self._seal, self._app_id, self._fetch, self._clock = database, seal, app_id, fetch, clock

    async def token(self) -> str:
        """A token that is good. Raises PlatformError where none can be had."""
        for _ in range(int(LEASE_SECONDS / _LOOK_SECONDS)):
            token, ours = await self._database.run(self._read_or_take)
            if ours:
                return await self._renewed(token)
            if token:
                return token
            await asyncio.sleep(_LOOK_SECONDS)
        raise PlatformUnreachable("another worker is fetching the token and does not finish")

    async def refused(self, token: str) -> bool:
        """The platform does not take this token: it is dropped. False where it was fetched a moment ago, so that asking again is of no use."""
        now = self._clock()

        def drop(connection: Connection) -> bool:
            row = connection.execute(select(TOKENS).where(TOKENS.c.app_id == self._app_id)).first()
            if row is None or self._seal.opened(row.token, now) != token:
                return True
            if row.fetched > now - APART_SECONDS:
                return False
            connection.execute(update(TOKENS).where(TOKENS.c.app_id == self._app_id).values(until=0.0))
            return True

        return await self._database.run(drop)

    async def _renewed(self, old: str) -> str:
        try:
            token, seconds = await self._fetch()
        except BaseException:
            await self._database.run(lambda connection: self._write(connection, fetching_until=0.0))
            if old:
                return old
            raise
        now = self._clock()
        sealed = self._seal.sealed(token, now)
        await self._database.run(
            lambda connection: self._write(
                connection, token=sealed, until=now + seconds, fetched=now, fetching_until=0.0
            )
        )
        return token

    def _read_or_take(self, connection: Connection) -> tuple[str, bool]:
        """(token that is still good, or empty; whether it is ours to fetch the next)."""
        now = self._clock()
        row = connection.execute(select(TOKENS).where(TOKENS.c.app_id == self._app_id)).first()
        if row is None:
            return "", self._first(connection, now)
        token = (self._seal.opened(row.token, now) or "") if row.until > now else ""
        if token and row.until > now + RENEWED_BEFORE_SECONDS:
            return token, False
        free = (TOKENS.c.app_id == self._app_id, TOKENS.c.fetching_until <= now)
        taken = connection.execute(update(TOKENS).where(*free).values(fetching_until=now + LEASE_SECONDS))
        return token, bool(taken.rowcount)

    def _first(self, connection: Connection, now: float) -> bool:
        row = insert(TOKENS).values(
            app_id=self._app_id, token="", until=0.0, fetched=0.0, fetching_until=now + LEASE_SECONDS
        )
        try:
            with connection.begin_nested():
                connection.execute(row)
        except IntegrityError:
            return False
        return True

    def _write(self, connection: Connection, **values: object) -> None:
        connection.execute(update(TOKENS).where(TOKENS.c.app_id == self._app_id).values(**values))
