"""The wire of one voice socket: whoever does not read in time is let go, so that nobody's memory fills up."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

SEND_SECONDS = 10.0
"""A client that has taken nothing for so long is gone, or might as well be."""


class Gone(Exception):
    """Nobody is at the other end any more."""


class Line:
    """Sends frames one at a time."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._lock = asyncio.Lock()
        self.gone = asyncio.Event()

    async def tell(self, kind: str, **fields: object) -> None:
        """Send a JSON frame. Raises Gone."""
        await self._sent(lambda: self._socket.send_json({"type": kind, **fields}))

    async def play(self, sound: bytes) -> None:
        """Send a piece of sound. Raises Gone."""
        await self._sent(lambda: self._socket.send_bytes(sound))

    async def receive(self) -> str | bytes | None:
        """Return the next frame, None where there is nobody any more."""
        if self._socket.client_state is WebSocketState.DISCONNECTED:
            return None
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return text if text is not None else message.get("bytes", b"")

    async def _sent(self, send: Callable[[], Awaitable[None]]) -> None:
        if self.gone.is_set():
            raise Gone
        try:
            # Not wait_for: in Python 3.11 it loses a cancellation, and the voice would speak on after it was stopped.
            async with self._lock, asyncio.timeout(SEND_SECONDS):
                await send()
        except (TimeoutError, RuntimeError, WebSocketDisconnect, OSError) as error:
            self.gone.set()
            raise Gone from error
