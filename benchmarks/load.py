"""The client: says a line to a server over HTTP on loopback, and how long the answer took.

One reply has the same content on every side, because the same actions make it; only the envelope differs.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp

from benchmarks.workload import TAP, Line

_GIVE_UP_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """One reply and how it came."""

    seconds: float
    """From sending to the last byte."""
    came: float
    """The clock when it had come."""
    payload: dict[str, Any]
    """The reply of our actions; empty where none came."""

    @property
    def lost(self) -> bool:
        """Whether there was no reply in it."""
        return not self.payload

    @property
    def button(self) -> str | None:
        """What the first button sends."""
        choices = self.payload.get("choices") or ()
        return str(choices[0]["send"]) if choices else None

    @property
    def step(self) -> int | None:
        """The step of the guide the person is at now."""
        guide = self.payload.get("guide")
        return int(guide["step"]) if guide else None


class Edge(Protocol):
    """How a server is spoken to."""

    path: str

    def body(self, session: str, text: str, tapped: bool) -> dict[str, Any]:
        """The request."""
        ...

    def payload(self, answer: Any) -> dict[str, Any]:
        """Our actions' reply in the answer; empty where there is none."""
        ...


class ChatEdge:
    """Ours: POST /api/chat."""

    path = "/api/chat"

    def body(self, session: str, text: str, tapped: bool) -> dict[str, Any]:
        return {"session": session, "text": text, "source": "button" if tapped else "typed"}

    def payload(self, answer: Any) -> dict[str, Any]:
        return answer if answer.get("say") else {}


class RestEdge:
    """Stock Rasa's REST channel. A tap sends Rasa's own kind of button payload, which skips its NLU.

    Sent as plain words, "卡丢了" on a button would go through the NLU and might be taken for something else.
    """

    path = "/webhooks/rest/webhook"

    def body(self, session: str, text: str, tapped: bool) -> dict[str, Any]:
        message = "/choose" + json.dumps({"offer": text}, ensure_ascii=False) if tapped else text
        return {"sender": session, "message": message}

    def payload(self, answer: Any) -> dict[str, Any]:
        return next((dict(part["custom"]) for part in answer if "custom" in part), {})


class Client:
    """Connections to one server, kept open as a channel keeps them."""

    def __init__(self, url: str, edge: Edge) -> None:
        self._url, self._edge = url, edge

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(self._url, timeout=aiohttp.ClientTimeout(_GIVE_UP_SECONDS))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def say(self, session: str, text: str, tapped: bool = False) -> Answer:
        """Says one line. An error is an answer that was lost."""
        body = self._edge.body(session, text, tapped)
        started = time.perf_counter()
        try:
            async with self._http.post(self._edge.path, json=body) as response:
                answer = await response.read()
                came = time.perf_counter()
            payload = self._edge.payload(json.loads(answer)) if response.status == 200 else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            came, payload = time.perf_counter(), {}
        return Answer(came - started, came, payload)

    async def talk(self, session: str, lines: Sequence[Line]) -> list[Answer]:
        """One conversation, line after line. Where there is no button to tap, the person says "next"."""
        answers: list[Answer] = []
        for line in lines:
            button = answers[-1].button if answers and line is TAP else None
            answers.append(await self.say(session, line or button or "下一步", tapped=button is not None))
        return answers

    async def crowd(self, sessions: Sequence[tuple[str, Sequence[Line]]]) -> tuple[list[Answer], float]:
        """Several conversations at once; every answer, and the seconds until the last had come."""
        started = time.perf_counter()
        talks = await asyncio.gather(*(self.talk(session, lines) for session, lines in sessions))
        return [answer for talk in talks for answer in talk], time.perf_counter() - started

    async def burst(self, session: str, text: str, times: int, apart_seconds: float) -> list[Answer]:
        """The same line several times, sent without waiting for the answers."""

        async def later(number: int) -> Answer:
            await asyncio.sleep(number * apart_seconds)
            return await self.say(session, text, tapped=True)

        return list(await asyncio.gather(*(later(number) for number in range(times))))

    async def parse(self, text: str) -> dict[str, Any]:
        """What a stock server's pipeline makes of a text."""
        async with self._http.post("/model/parse", json={"text": text}, raise_for_status=True) as response:
            return dict(await response.json())
