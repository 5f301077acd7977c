"""A request that comes twice, because its answer was lost on the way, is one turn: the second gets the reply of the first."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from assistant.models import Reply

SESSIONS_KEPT = 2000
"""Those that have been silent longest go first."""
REQUESTS_KEPT = 4
"""The last of each session: a page asks one thing at a time."""


class Repeats:
    """The last requests of each session with their replies, in memory."""

    def __init__(self, sessions: int = SESSIONS_KEPT, requests: int = REQUESTS_KEPT) -> None:
        self._sessions, self._requests = sessions, requests
        self._kept: OrderedDict[str, OrderedDict[str, asyncio.Task[Reply]]] = OrderedDict()

    async def once(self, session: str, request: str | None, turn: Callable[[], Coroutine[Any, Any, Reply]]) -> Reply:
        """The reply to a request: that of `turn`, or of the turn that the same request began before, also where it is
        still under way. A turn that failed may be tried again; a request without an id is always a turn of its own."""
        if request is None:
            return await turn()
        known = self._kept.setdefault(session, OrderedDict())
        self._kept.move_to_end(session)
        task = known.get(request)
        if task is None or _failed(task):
            task = known[request] = asyncio.create_task(turn())
            self._bound(known)
        # Whoever hangs up ends the waiting, not the turn.
        return await asyncio.shield(task)

    def forget(self, session: str) -> None:
        """Forgets the replies of a session."""
        self._kept.pop(session, None)

    def _bound(self, known: OrderedDict[str, "asyncio.Task[Reply]"]) -> None:
        while len(known) > self._requests:
            known.popitem(last=False)
        while len(self._kept) > self._sessions:
            self._kept.popitem(last=False)


def _failed(task: "asyncio.Task[Reply]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
