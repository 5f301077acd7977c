"""Sees to it that every message is answered once, however often it is delivered and by whichever worker (W-02, W-08)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import Column, Float, String, Table, Text, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from assistant.errors import RecordsError
from assistant.records import Database, Seal, despite_failure
from channels.wechat.tables import TABLES

KEPT_SECONDS = 600.0
"""W-08; the platform tries three times within half a minute."""
LEASE_SECONDS = 4.0
"""Whoever has not answered by then has died; the platform's next try comes after 5 s (W-06)."""
_LOOK_SECONDS = 0.05

DELIVERIES = Table(
    "wechat_deliveries",
    TABLES,
    Column("key", String(32), primary_key=True),
    Column("person", String(32), index=True),
    Column("claimed", Float, nullable=False, index=True),
    Column("answer", Text),
    info={"unlinked": True},
)
NONCES = Table(
    "wechat_nonces",
    TABLES,
    Column("nonce", String(32), primary_key=True),
    Column("key", String(32), nullable=False),
    Column("seen", Float, nullable=False, index=True),
)


class Standing(Enum):
    """What is to be done with a delivery."""

    NEW = auto()
    """It is ours to answer."""
    UNDERWAY = auto()
    """Somebody is answering it."""
    ANSWERED = auto()
    """It was answered; the same answer again."""
    REPLAYED = auto()
    """An earlier call's nonce around another message."""


@dataclass(frozen=True)
class Claim:
    """The standing of a delivery, with the words it was answered with; empty words are a bare `success`."""

    standing: Standing
    answer: str = ""


class Reception:
    """Who answers which delivery. The records hold it, so that it is the same after a restart and for every worker."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], float]) -> None:
        self._database, self._seal, self._clock = database, seal, clock
        self._ours: set[str] = set()
        """What this worker is answering: however slow it is, it has not died."""

    def name(self, openid: str) -> str:
        """The name of a person in the records, which does not tell who they are."""
        return self._seal.name(openid)

    async def claim(self, key: str, nonce: str, person: str | None) -> Claim:
        """Takes a delivery, unless it is taken. Where the records are away it is answered all the same."""
        try:
            return await self._database.run(lambda connection: self._claim(connection, key, nonce, person))
        except RecordsError:
            return Claim(Standing.NEW)

    async def settle(self, key: str, answer: str) -> None:
        """Says with which words a delivery was answered; empty for a bare `success`."""
        now = self._clock()
        sealed = self._seal.sealed(answer, now) if answer else ""
        rows = update(DELIVERIES).where(DELIVERIES.c.key == self._seal.name(key)).values(answer=sealed)
        await despite_failure(self._database.run(lambda connection: connection.execute(rows)), None)
        self._ours.discard(self._seal.name(key))

    async def settled(self, key: str, seconds: float) -> str:
        """The words with which somebody else answers a delivery; empty where none come within `seconds`."""
        name = self._seal.name(key)
        for _ in range(max(1, int(seconds / _LOOK_SECONDS))):
            await asyncio.sleep(_LOOK_SECONDS)
            answer = await self._database.run(
                lambda connection: connection.scalar(select(DELIVERIES.c.answer).where(DELIVERIES.c.key == name))
            )
            if answer is not None:
                return self._words(answer)
        return ""

    def _claim(self, connection: Connection, key: str, nonce: str, person: str | None) -> Claim:
        name, now = self._seal.name(key), self._clock()
        if not _first_or_same(connection, self._seal.name(nonce), name, now):
            return Claim(Standing.REPLAYED)
        known = connection.execute(select(DELIVERIES).where(DELIVERIES.c.key == name)).first()
        if known is None:
            return self._taken(connection, name, person, now)
        if known.answer is not None:
            return Claim(Standing.ANSWERED, self._words(known.answer))
        if known.claimed > now - LEASE_SECONDS or name in self._ours:
            return Claim(Standing.UNDERWAY)
        self._ours.add(name)
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.key == name).values(claimed=now))
        return Claim(Standing.NEW)

    def _taken(self, connection: Connection, name: str, person: str | None, now: float) -> Claim:
        row = insert(DELIVERIES).values(key=name, person=person, claimed=now)
        try:
            with connection.begin_nested():
                connection.execute(row)
        except IntegrityError:
            # Two workers of a database with several writers.
            return Claim(Standing.UNDERWAY)
        self._ours.add(name)
        return Claim(Standing.NEW)

    def _words(self, answer: str) -> str:
        return (self._seal.opened(answer, self._clock()) or "") if answer else ""


def purge(connection: Connection, now: float) -> None:
    """Forgets deliveries nobody will repeat."""
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.claimed < now - KEPT_SECONDS))
    connection.execute(delete(NONCES).where(NONCES.c.seen < now - KEPT_SECONDS))


def _first_or_same(connection: Connection, nonce: str, key: str, now: float) -> bool:
    known = connection.scalar(select(NONCES.c.key).where(NONCES.c.nonce == nonce))
    if known is not None:
        # WeChat's own retry may carry the same nonce; an attacker's call carries another message.
        return bool(known == key)
    try:
        with connection.begin_nested():
            connection.execute(insert(NONCES).values(nonce=nonce, key=key, seen=now))
    except IntegrityError:
        return False
    return True
