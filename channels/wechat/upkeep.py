"""What is done every few seconds beside the answering: forgetting what has ended, and taking up what a dead worker left."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy.engine import Connection

from assistant.errors import AssistantError
from assistant.records import Database

EVERY_SECONDS = 15.0

log = structlog.get_logger("linban.wechat")

Purge = Callable[[Connection, float], None]
Errand = Callable[[], Awaitable[None]]


class Upkeep:
    """Runs until it is closed. An errand that fails is tried again the next time; one that takes long holds up no other."""

    def __init__(
        self, database: Database, purges: Sequence[Purge], errands: Sequence[Errand], clock: Callable[[], float]
    ) -> None:
        self._database, self._purges, self._clock = database, purges, clock
        self._errands = (self._purge, *errands)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins, once."""
        self._tasks = [asyncio.create_task(self._forever(errand)) for errand in self._errands]

    def close(self) -> None:
        """Ends."""
        for task in self._tasks:
            task.cancel()

    async def once(self) -> None:
        """Everything once, in order."""
        for errand in self._errands:
            await self._guarded(errand)

    async def _forever(self, errand: Errand) -> None:
        while True:
            await self._guarded(errand)
            await asyncio.sleep(EVERY_SECONDS)

    async def _guarded(self, errand: Errand) -> None:
        try:
            await errand()
        except AssistantError as error:
            log.warning("wechat_upkeep", code=error.code)
        except Exception as error:
            log.error("wechat_upkeep", error=type(error).__name__)

    async def _purge(self) -> None:
        now = self._clock()

        def write(connection: Connection) -> None:
            for purge in self._purges:
                purge(connection, now)

        await self._database.run(write)
