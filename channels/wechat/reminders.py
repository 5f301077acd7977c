"""Reminders a person asked for, handed over as the platform allows: in the two open days, by a notice, or when they write again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Column, Float, Integer, String, Table, Text, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.errors import GuideError
from assistant.records import Database, Seal
from assistant.settings import WeChatAccount
from channels.wechat.content import content
from channels.wechat.errors import PlatformError
from channels.wechat.platform import Platform
from channels.wechat.quota import Quota
from channels.wechat.tables import TABLES

DAY = 24 * 3600.0
SENT_DAYS = 7
"""Whom nothing reached in a week has left or does not want it; they are reminded when they write."""
KEPT_DAYS = 60
"""The month in which the thing is still to be done, and one more (P-07)."""
_KEYS = {"services", "taken", "by_notice", "by_asking", "no_time", "not_taken", "due", "notice"}
log = structlog.get_logger("linban.wechat")

REMINDERS = Table(
    "wechat_reminders",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("openid", Text, nullable=False),
    Column("service", String(64), nullable=False),
    Column("due", Float, nullable=False, index=True),
    Column("tried", Float, nullable=False),
)


@dataclass(frozen=True)
class Due:
    """What a person has to be reminded of now."""

    words: str = ""
    """Empty where there is nothing."""
    numbers: tuple[int, ...] = ()


NOTHING_DUE = Due()


class Reminders:
    """Who is to be reminded of what, and when. A reminder is gone when it was handed over."""

    def __init__(
        self,
        account: WeChatAccount,
        platform: Platform,
        quota: Quota,
        database: Database,
        seal: Seal,
        data: Path,
        service_name: Callable[[str], str],
        clock: Callable[[], float],
    ) -> None:
        self._account, self._platform, self._quota = account, platform, quota
        self._database, self._seal, self._clock, self._service_name = database, seal, clock, service_name
        self._words = _read(data)

    async def ask(self, openid: str, person: str, service: str | None) -> str:
        """Takes a reminder; what is said about it. A second one of the same service takes the place of the first."""
        rule = self._words["services"].get(service)
        name = self._service_name(service or "")
        if rule is None or not name:
            return str(self._words["no_time"])
        now = self._clock()
        row = {
            "person": person,
            "openid": self._seal.sealed(openid, now),
            "service": service,
            "due": now + rule["days"] * DAY,
            "tried": 0.0,
        }

        def write(connection: Connection) -> None:
            same = (REMINDERS.c.person == person, REMINDERS.c.service == service)
            connection.execute(delete(REMINDERS).where(*same))
            connection.execute(insert(REMINDERS).values(row))

        # What was promised for next year outlives a power cut.
        await self._database.run(write, durable=True)
        way = self._words["by_notice" if self._by_notice else "by_asking"]
        return str(self._words["taken"]).format(when=rule["when"], name=name) + str(way)

    @property
    def not_taken(self) -> str:
        """What is said where a reminder could not be written down."""
        return str(self._words["not_taken"])

    async def due_for(self, person: str) -> Due:
        """What a person who writes now has to be reminded of; kept until it is `handed_over`."""
        theirs = (REMINDERS.c.person == person, REMINDERS.c.due <= self._clock())
        rows = await self._database.run(lambda connection: list(connection.execute(select(REMINDERS).where(*theirs))))
        return Due("\n".join(self._said(row.service) for row in rows), tuple(row.number for row in rows))

    async def handed_over(self, due: Due) -> None:
        """The person is told: nothing of it is kept."""
        if due.numbers:
            # Asked for anew meanwhile, it is not due, whatever its number.
            gone = delete(REMINDERS).where(REMINDERS.c.number.in_(due.numbers), REMINDERS.c.due <= self._clock())
            await self._database.run(lambda connection: connection.execute(gone))

    async def send_due(self) -> None:
        """Sends what is due to those who may be sent something; the others are reminded when they write. Tried once a day for a week."""
        if not self._account.can_call:
            return
        for row in await self._database.run(self._taken):
            openid = self._seal.opened(row.openid, self._clock())
            if openid and await self._sent(openid, row.person, row.service):
                await self.handed_over(Due(numbers=(row.number,)))

    @property
    def _by_notice(self) -> bool:
        return self._account.kind == "service" and bool(self._account.notice_template)

    async def _sent(self, openid: str, person: str, service: str) -> bool:
        try:
            if await self._quota.take(person):
                await self._platform.send_text(openid, self._said(service))
                return True
            if self._by_notice:
                await self._notice(openid, service)
                return True
        except PlatformError as error:
            # The person may have left, or never have subscribed to notices.
            log.warning("wechat_reminder", code=error.code, number=error.number)
        return False

    async def _notice(self, openid: str, service: str) -> None:
        name = self._service_name(service)
        fields = {key: {"value": str(value).format(name=name)} for key, value in self._words["notice"].items()}
        await self._platform.send_notice(openid, self._account.notice_template, self._account.pages, fields)

    def _said(self, service: str) -> str:
        return str(self._words["due"]).format(name=self._service_name(service))

    def _taken(self, connection: Connection) -> list[Any]:
        """The reminders that are due, taken by this worker for a day."""
        now = self._clock()
        due = (REMINDERS.c.due <= now, REMINDERS.c.due > now - SENT_DAYS * DAY, REMINDERS.c.tried < now - DAY)
        rows = list(connection.execute(select(REMINDERS).where(*due)))
        connection.execute(update(REMINDERS).where(*due).values(tried=now))
        return rows


def purge(connection: Connection, now: float) -> None:
    """Forgets reminders whose time is long over."""
    connection.execute(delete(REMINDERS).where(REMINDERS.c.due < now - KEPT_DAYS * DAY))


def _read(data: Path) -> Mapping[str, Any]:
    path = data / "wechat" / "reminders.yml"
    words = content(path)
    missing = _KEYS - set(words or {})
    if missing:
        raise GuideError(f"{path}: {', '.join(sorted(missing))} is missing")
    return dict(words)
