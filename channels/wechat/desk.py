"""One message from the call to the answer: in time as the answer to the call, else another way, and never twice (W-06, W-08)."""

import asyncio
from collections.abc import Callable

import structlog

from assistant.errors import AssistantError
from assistant.records import Seal
from channels.wechat.answers import Answers
from channels.wechat.delivery import Delivery
from channels.wechat.incoming import Incoming
from channels.wechat.rendering import Answer, in_pieces, numbered
from channels.wechat.waiting import Waiting
from channels.wechat.words import Words

_LOOK_SECONDS = 0.1
_MARGIN_SECONDS = 0.2
"""For what is written down before the answer leaves."""
CLOSING_SECONDS = 5.0

log = structlog.get_logger("linban.wechat")

Clock = Callable[[], float]


class Desk:
    """Answers messages. The words it gives back are the answer to the call; empty words are a bare `success`."""

    def __init__(
        self, answers: Answers, delivery: Delivery, waiting: Waiting, words: Words, seal: Seal, calls: bool
    ) -> None:
        self._answers, self._delivery, self._waiting = answers, delivery, waiting
        self._words, self._seal, self._calls = words, seal, calls
        self._after: set[asyncio.Task[None]] = set()

    async def words_for(self, incoming: Incoming, seconds: float) -> str:
        """The words that answer the call within so many seconds. What takes longer goes on, and is handed over another way."""
        ends = _now() + seconds
        person = self._seal.name(incoming.person)
        if incoming.kind == "text" and self._words.fetches(incoming.text):
            fetched = await self._fetched(person, ends)
            if fetched:
                return fetched
        work = asyncio.create_task(self._answer(incoming, person))
        done, _ = await asyncio.wait({work}, timeout=max(0.0, ends - _now()))
        if not done:
            return await self._later(incoming, person, work)
        answer = work.result()
        return "" if answer is None else await self._in_time(incoming, person, answer, ends)

    async def resume(self, incoming: Incoming) -> None:
        """Answers a message whose late answer was lost with the worker that made it, and hands it over."""
        person = self._seal.name(incoming.person)
        await self._hand_over(incoming, person, asyncio.create_task(self._answer(incoming, person)))

    async def close(self) -> None:
        """Waits a moment for what is being handed over; the rest is taken up again after the restart."""
        if self._after:
            await asyncio.wait(self._after, timeout=CLOSING_SECONDS)

    async def _answer(self, incoming: Incoming, person: str) -> Answer | None:
        try:
            answer = await self._answers.to(incoming, person)
        except AssistantError as error:
            log.warning("wechat_failed", code=error.code, kind=incoming.kind)
            return None
        except Exception as error:
            # Its text may hold what a person said, so only its kind is written down.
            log.error("wechat_failed", kind=incoming.kind, error=type(error).__name__)
            return None
        return answer.after(await self._held(person)) if answer is not None and incoming.kind != "event" else answer

    async def _held(self, person: str) -> str:
        """What waited for the person, to be handed over before anything new."""
        pieces = []
        while True:
            taken = await self._waiting.take(person)
            if taken.piece:
                pieces.append(taken.piece)
            if not taken.left:
                return "\n\n".join(pieces)

    async def _in_time(self, incoming: Incoming, person: str, answer: Answer, ends: float) -> str:
        if self._delivery.by_service_possible and answer.choices and len(in_pieces(answer.words)) == 1:
            sending = asyncio.create_task(self._delivery.with_choices(incoming.person, person, answer))
            done, _ = await asyncio.wait({sending}, timeout=max(0.0, ends - _now()))
            if not done:
                await self._waiting.begin(incoming, person)
                self._keep(self._sent_or_waiting(incoming, sending, answer))
                return ""
            if sending.result():
                self._keep(self._delivery.besides(incoming.person, person, answer))
                return ""
        first, *rest = numbered(answer, self._words) or ("",)
        if rest and not self._calls:
            first = f"{first}\n\n{self._words.say('more')}"
        self._keep(self._besides(incoming.person, person, answer, tuple(rest)))
        return first

    async def _besides(self, openid: str, person: str, answer: Answer, rest: tuple[str, ...]) -> None:
        if rest:
            await self._delivery.rest(openid, person, rest)
        await self._delivery.besides(openid, person, answer)

    async def _sent_or_waiting(self, incoming: Incoming, sending: "asyncio.Task[bool]", answer: Answer) -> None:
        await self._waiting.finish(incoming, () if await sending else numbered(answer, self._words))

    async def _later(self, incoming: Incoming, person: str, work: "asyncio.Task[Answer | None]") -> str:
        await self._waiting.begin(incoming, person)
        self._keep(self._hand_over(incoming, person, work))
        # Who has left reads nothing any more.
        may_fetch = not self._calls and incoming.event != "unsubscribe"
        return self._words.say("late") if may_fetch else ""

    async def _hand_over(self, incoming: Incoming, person: str, work: "asyncio.Task[Answer | None]") -> None:
        answer = await work
        if answer is None:
            await self._waiting.finish(incoming)
        else:
            await self._delivery.late(incoming, person, answer)

    async def _fetched(self, person: str, ends: float) -> str:
        """What waits for the person; empty where nothing does, and nothing is being worked on."""
        while True:
            taken = await self._waiting.take(person)
            if taken.piece:
                return f"{taken.piece}\n\n{self._words.say('more')}" if taken.left else taken.piece
            if not taken.underway:
                return ""
            if _now() > ends - _MARGIN_SECONDS:
                return self._words.say("still_late")
            await asyncio.sleep(_LOOK_SECONDS)

    def _keep(self, work: "asyncio.Future[None] | object") -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    async def _guarded(self, work: object) -> None:
        try:
            await work  # type: ignore[misc]
        except AssistantError as error:
            log.warning("wechat_after", code=error.code)
        except Exception as error:
            log.error("wechat_after", error=type(error).__name__)


def _now() -> float:
    return asyncio.get_running_loop().time()
