"""Puts the parts of this channel together over the parts of the house it is given."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from fastapi import FastAPI

from assistant.records import Database, Seal
from assistant.settings import WeChatAccount
from channels.wechat import callback, links, media, quota, reception, reminders, tables, waiting
from channels.wechat.adapter.crypto import Key
from channels.wechat.answers import Answers, Talks
from channels.wechat.callback import Callback
from channels.wechat.delivery import Delivery
from channels.wechat.desk import Desk
from channels.wechat.links import Links, Resumes
from channels.wechat.media import Media
from channels.wechat.people import People
from channels.wechat.pictures import Pictures, Tiles
from channels.wechat.platform import Platform
from channels.wechat.quota import Quota
from channels.wechat.reception import Reception
from channels.wechat.reminders import Reminders
from channels.wechat.upkeep import Upkeep
from channels.wechat.voice_messages import Hears, Speaks, VoiceMessages
from channels.wechat.waiting import Waiting
from channels.wechat.words import Words


class Converses(Talks, Resumes, Protocol):
    """The conversation of the house."""


class WeChat:
    """One account, from the callback to the last late answer."""

    def __init__(
        self,
        account: WeChatAccount,
        database: Database,
        seal: Seal,
        data: Path,
        talks: Converses,
        hears: Hears,
        speaks: Speaks,
        service_name: Callable[[str], str],
        to_bring: Callable[[str], tuple[str, ...]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        database.create(tables.TABLES)
        words = Words.read(data)
        self._account = account
        self.platform = Platform(account, database, seal, clock)
        self._waiting = Waiting(database, seal, clock)
        counts = Quota(database, clock)
        media_ids = Media(database, seal, clock)
        voice = VoiceMessages(self.platform, hears, speaks, words, media_ids)
        pictures = Pictures(Tiles(data), self.platform, media_ids)
        self.links = Links(account.pages, talks, seal, words.say("page_begins_with"), clock)
        kept = Reminders(account, self.platform, counts, database, seal, data, service_name, clock)
        answers = Answers(
            talks,
            voice,
            People(database, clock),
            self._waiting,
            kept,
            counts,
            self.links,
            words,
            account.can_call,
            service_name,
            lambda service: pictures.of(to_bring(service)),
        )
        delivery = Delivery(self.platform, voice, pictures, counts, self._waiting, words, account.can_call, clock)
        self.desk = Desk(answers, delivery, self._waiting, words, seal, account.can_call)
        self._callback = Callback(account, _keys(account), Reception(database, seal, clock), self.desk, clock)
        purges = (reception.purge, quota.purge, waiting.purge, media.purge, reminders.purge)
        errands = (self._waiting.write_down, self._orphans, kept.send_due)
        self.upkeep = Upkeep(database, purges, errands, clock)

    def install(self, app: FastAPI) -> None:
        """Gives the app its routes."""
        app.state.wechat, app.state.wechat_links, app.state.wechat_upkeep = self._callback, self.links, self.upkeep
        app.include_router(callback.router)
        app.include_router(links.router)

    def start(self) -> None:
        """Begins what goes on in the background."""
        self.upkeep.start()

    async def close(self) -> None:
        """Finishes what is being handed over, for a moment; then ends."""
        self.upkeep.close()
        await self.desk.close()
        self.platform.close()

    def health(self) -> dict[str, Any]:
        """How the account is set up, for /api/health."""
        return {"state": "ready", "kind": self._account.kind, "mode": self._account.mode}

    async def _orphans(self) -> None:
        for incoming in await self._waiting.orphans():
            await self.desk.resume(incoming)


def _keys(account: WeChatAccount) -> tuple[Key, ...]:
    return tuple(Key(account.token, key, account.app_id) for key in (account.aes_key, account.previous_aes_key) if key)
