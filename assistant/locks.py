"""One turn at a time in each conversation, in the order they came.

Rasa's own store asks again once a second, so three quick taps are answered after 29, 1035 and 2048 ms. Impatient
fingers press twice: here the next one starts the moment the one before is done.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore


class PromptLockStore(InMemoryLockStore):  # type: ignore[misc]  # Rasa has no types here
    """A lock for each conversation that is handed on at once, first come first served."""

    def __init__(self, host: str | None = None, **_: Any) -> None:
        super().__init__()
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 0,
    ) -> AsyncIterator[TicketLock]:
        """Waits for every earlier turn of the conversation, then holds it."""
        queue, waiting = self._queues.get(conversation_id, (asyncio.Lock(), 0))
        self._queues[conversation_id] = (queue, waiting + 1)
        try:
            async with queue:
                yield TicketLock(conversation_id)
        finally:
            _, waiting = self._queues[conversation_id]
            if waiting == 1:
                del self._queues[conversation_id]
            else:
                self._queues[conversation_id] = (queue, waiting - 1)
