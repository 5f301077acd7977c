"""Hands an answer over: as the answer to the call, as customer-service messages, or by letting it wait to be fetched."""

from collections.abc import Callable

import structlog

from assistant.errors import AssistantError
from assistant.records import despite_failure
from channels.wechat.errors import CountUsedUp, NotPermitted, PlatformError, PlatformUnreachable, WindowClosed
from channels.wechat.incoming import Incoming
from channels.wechat.pictures import Pictures
from channels.wechat.platform import Platform
from channels.wechat.quota import Quota
from channels.wechat.rendering import Answer, in_pieces, numbered
from channels.wechat.voice_messages import VoiceMessages
from channels.wechat.waiting import Waiting
from channels.wechat.words import Words

SHY_SECONDS = 30.0
"""After the platform could not be reached it is left alone for a while, so that nobody waits for it in vain."""

log = structlog.get_logger("linban.wechat")


class Delivery:
    """The ways to a person, in the order they are tried. `calls` says whether the account may call the platform at all."""

    def __init__(
        self,
        platform: Platform,
        voice: VoiceMessages,
        pictures: Pictures,
        quota: Quota,
        waiting: Waiting,
        words: Words,
        calls: bool,
        clock: Callable[[], float],
    ) -> None:
        self._platform, self._voice, self._quota, self._waiting = platform, voice, quota, waiting
        self._pictures, self._words, self._calls, self._clock = pictures, words, calls, clock
        self._shy_until = 0.0

    @property
    def by_service_possible(self) -> bool:
        """Whether customer-service messages are worth trying now."""
        return self._calls and self._clock() >= self._shy_until

    async def with_choices(self, openid: str, person: str, answer: Answer) -> bool:
        """Sends a short answer with choices to tap as one message. False where it was not sent, and may be handed over otherwise."""
        pieces = in_pieces(answer.words)
        if not answer.choices or len(pieces) != 1 or not self.by_service_possible:
            return False
        try:
            return await self._menu(openid, person, answer, pieces[0])
        except PlatformError as error:
            # An answer that came late may have been sent all the same; twice is better than never.
            await self._learnt(person, error)
            return False

    async def late(self, incoming: Incoming, person: str, answer: Answer) -> None:
        """Hands over an answer whose call has been answered already."""
        rest = numbered(answer, self._words)
        if self._calls:
            rest = await self._by_service(incoming.person, person, answer)
        log.info("wechat_late", way="waiting" if rest else "service")
        await self._waiting.finish(incoming, rest)

    async def rest(self, openid: str, person: str, pieces: tuple[str, ...]) -> None:
        """Hands over what did not fit into the answer to the call."""
        left = await self._texts(openid, person, pieces) if self._calls else pieces
        await self._waiting.put(person, left)

    async def besides(self, openid: str, person: str, answer: Answer) -> None:
        """What comes on top of the words, where the account and the quota allow it: a card at the start of a guide, a picture, and speech."""
        if not self.by_service_possible:
            return
        try:
            if answer.opens_guide and answer.page and answer.guide and await self._may_send(person):
                await self._platform.send_card(openid, answer.guide.name, self._words.say("card"), answer.page)
            if answer.things and await self._may_send(person):
                await self._pictures.send(openid, answer.things)
            if answer.speech and await self._may_send(person):
                await self._voice.send(openid, answer)
        except PlatformError as error:
            await self._learnt(person, error)
        except AssistantError as error:
            log.warning("wechat_besides", code=error.code)

    async def _by_service(self, openid: str, person: str, answer: Answer) -> tuple[str, ...]:
        """Sends all of an answer; what could not be sent is returned."""
        if await self.with_choices(openid, person, answer):
            await self.besides(openid, person, answer)
            return ()
        left = await self._texts(openid, person, numbered(answer, self._words))
        if not left:
            await self.besides(openid, person, answer)
        return left

    async def _texts(self, openid: str, person: str, pieces: tuple[str, ...]) -> tuple[str, ...]:
        for number, piece in enumerate(pieces):
            if not self.by_service_possible or not await self._may_send(person):
                return pieces[number:]
            try:
                await self._platform.send_text(openid, piece)
            except PlatformError as error:
                await self._learnt(person, error)
                return pieces[number:]
        return ()

    async def _menu(self, openid: str, person: str, answer: Answer, head: str) -> bool:
        if not await self._may_send(person):
            return False
        items = [(str(number), choice.title) for number, choice in enumerate(answer.choices, start=1)]
        await self._platform.send_menu(openid, head, items, self._words.say("choose"))
        return True

    async def _may_send(self, person: str) -> bool:
        """Takes one message from the count. Without the records nobody knows the count, and the other ways are left."""
        return await despite_failure(self._quota.take(person), False)

    async def _learnt(self, person: str, error: PlatformError) -> None:
        log.warning("wechat_platform", code=error.code, number=error.number)
        if isinstance(error, CountUsedUp | WindowClosed):
            await despite_failure(self._quota.used_up(person), None)
        elif isinstance(error, PlatformUnreachable | NotPermitted):
            self._shy_until = self._clock() + SHY_SECONDS
