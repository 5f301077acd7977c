"""A client of the voice socket, as a page would be one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets

from voice.audio import HEARING_RATE, silence

FRAME = HEARING_RATE // 10 * 2
"""100 ms of sound in bytes."""
PATIENT = 120
"""Seconds until a test gives up; nothing is measured."""
AFTERWARDS = silence(3.0).to_pcm()


class Client:
    """A page that speaks and listens."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.sound = b""
        self.frames: list[dict[str, Any]] = []

    async def start(self, **more: Any) -> None:
        """Begins to speak and waits until it is listened to."""
        await self.tell("start", **{"rate": HEARING_RATE, **more})
        await self.until("listening")

    async def tell(self, kind: str, **more: Any) -> None:
        """Sends a JSON frame."""
        await self.socket.send(json.dumps({"type": kind, **more}))

    async def speak(self, pcm: bytes) -> None:
        """Sends sound as a microphone delivers it, only faster."""
        for at in range(0, len(pcm), FRAME):
            await self.socket.send(pcm[at : at + FRAME])

    async def until(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these kinds; sound on the way there is kept."""
        while True:
            frame = await asyncio.wait_for(self.socket.recv(), PATIENT)
            if isinstance(frame, bytes):
                self.sound += frame
                continue
            self.frames.append(json.loads(frame))
            if self.frames[-1]["type"] in kinds:
                return self.frames[-1]

    async def next_sound(self) -> bytes:
        """The next piece of sound; frames on the way there are kept."""
        while True:
            frame = await asyncio.wait_for(self.socket.recv(), PATIENT)
            if isinstance(frame, bytes):
                return frame
            self.frames.append(json.loads(frame))

    def last_said(self) -> int:
        """Number of the last utterance that is no cue; 0 where there is none yet."""
        said = [one["utterance"] for one in self.frames if one["type"] == "speaking" and not one.get("cue")]
        return int(said[-1]) if said else 0


@asynccontextmanager
async def connected(server: Any, session: str, **more: Any) -> AsyncIterator[Client]:
    """A socket of its own."""
    url = f"{server.url.replace('http', 'ws')}/api/voice?session={session}"
    async with websockets.connect(url, max_size=None, **more) as socket:  # type: ignore[attr-defined]
        yield Client(socket)
