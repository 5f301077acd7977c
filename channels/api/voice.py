"""The voice socket of the contract: sound in, words, reply and sound out, while both sides may speak."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, WebSocket

from channels.api.line import Line
from channels.api.parts import Parts
from channels.api.schemas import Session
from channels.api.talk import Talk

router = APIRouter()

_REFUSED, _BUSY = 1008, 1013
LINES = 16
"""Sockets at once; on two cores more would only wait for each other (15.2.2)."""


@router.websocket("/api/voice")
async def voice(socket: WebSocket, session: Annotated[Session, Query()]) -> None:
    """One person at one microphone, for as long as the socket is open. Nothing is kept of the sound (P-08)."""
    house: Parts = socket.app.state.parts
    if not allowed(socket.headers.get("origin"), socket.headers.get("host", ""), house.origins):
        await socket.close(_REFUSED)
    elif house.lines.locked():
        await socket.close(_BUSY)
    else:
        async with house.lines:
            await socket.accept()
            await Talk(Line(socket), house, session).run()


def allowed(origin: str | None, host: str, others: frozenset[str]) -> bool:
    """Say whether a page of `origin` may open the socket: our own pages, those listed, and what is no browser (4.4.2)."""
    return origin is None or urlsplit(origin).netloc == host or origin in others
