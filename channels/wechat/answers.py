"""What is answered to each kind of message and event: a turn of the conversation, or a few fixed words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from assistant.errors import HearingError
from assistant.models import Reply, Source, Utterance
from channels.wechat.errors import PlatformError
from channels.wechat.incoming import Incoming
from channels.wechat.links import Links
from channels.wechat.people import People
from channels.wechat.quota import Quota
from channels.wechat.rendering import Answer, of_reply, plain
from channels.wechat.voice_messages import VoiceMessages
from channels.wechat.words import Words

CHANNEL = "wechat"


class Talks(Protocol):
    """Answers an utterance."""

    async def reply(self, utterance: Utterance) -> Reply:
        """The reply to one utterance. Raises DialogueError."""

    async def forget(self, session: str) -> bool:
        """Deletes everything kept of a session."""


def session_of(person: str) -> str:
    """The conversation of a person."""
    return f"{CHANNEL}-{person}"


class Answers:
    """Answers one message. `person` is a name that does not tell who they are; None as an answer means that nothing is said."""

    def __init__(
        self,
        talks: Talks,
        voice: VoiceMessages,
        people: People,
        quota: Quota,
        links: Links,
        words: Words,
        calls: bool,
        service_name: Callable[[str], str],
    ) -> None:
        self._talks, self._voice, self._people, self._quota = talks, voice, people, quota
        self._links, self._words, self._calls, self._service_name = links, words, calls, service_name

    async def to(self, incoming: Incoming, person: str) -> Answer | None:
        """The answer to a message or event. Raises DialogueError."""
        if incoming.kind == "event":
            return await self._event(incoming, person)
        await self._quota.opened(person, by_message=True)
        answer = await self._message(incoming, person)
        return answer.after(self._words.say("privacy")) if await self._people.first_met(person) else answer

    async def _message(self, incoming: Incoming, person: str) -> Answer:
        if incoming.kind == "text":
            return await self._turn(person, incoming.text, Source.BUTTON if incoming.tapped else Source.TYPED)
        if incoming.kind == "voice":
            return await self._spoken(incoming, person)
        return Answer(self._words.say("kinds", incoming.kind))

    async def _spoken(self, incoming: Incoming, person: str) -> Answer:
        if incoming.text:
            return await self._heard(person, incoming.text, 1.0)
        if not self._calls:
            title = self._words.say("voice_on_page") if self._links.front else ""
            return Answer(self._words.say("voice_not_here"), page=self._links.front, page_title=title)
        try:
            transcript = await self._voice.heard(incoming.media)
        except (PlatformError, HearingError):
            return Answer(self._words.say("voice_failed"))
        return await self._heard(person, transcript.text, transcript.confidence)

    async def _heard(self, person: str, text: str, confidence: float) -> Answer:
        """The answer to spoken words, with what was heard before it (W-29)."""
        reply = await self._talks.reply(Utterance(session_of(person), text, Source.SPOKEN, CHANNEL, confidence))
        answer = replace(await self._of(person, reply), speech=reply.say)
        return answer.after(self._words.say("heard").format(text=plain(text))) if text else answer

    async def _turn(self, person: str, text: str, source: Source) -> Answer:
        return await self._of(person, await self._talks.reply(Utterance(session_of(person), text, source, CHANNEL)))

    async def _of(self, person: str, reply: Reply) -> Answer:
        if reply.understood.act == "delete_my_data":
            await self.forget(person)
        answer = of_reply(reply)
        return replace(answer, page=await self._links.to(session_of(person))) if answer.guide else answer

    async def _event(self, incoming: Incoming, person: str) -> Answer | None:
        if incoming.event == "unsubscribe":
            await self.forget(person)
            return None
        if incoming.event not in ("subscribe", "scan", "click"):
            return None
        await self._quota.opened(person, by_message=False)
        if incoming.event == "click":
            return await self._turn(person, incoming.event_key, Source.BUTTON)
        return await self._arrived(incoming, person)

    async def _arrived(self, incoming: Incoming, person: str) -> Answer | None:
        """Somebody follows, or scans a QR code; a code may lead straight to a guide by its id (W-13)."""
        asked = self._service_name(incoming.event_key)
        if incoming.event == "scan":
            return await self._turn(person, asked, Source.BUTTON) if asked else None
        await self._people.first_met(person)
        begin = await self._turn(person, asked or self._words.say("begin"), Source.BUTTON)
        told = f"{self._words.say('welcome')}\n{self._words.say('privacy')}"
        return begin.after(told) if asked else replace(begin, words=told)

    async def forget(self, person: str) -> None:
        """Deletes everything kept of a person: the conversation and every row (W-14, P-04)."""
        await self._talks.forget(session_of(person))
        await self._people.forget(person)
