"""What is answered to each kind of message and event: a turn of the conversation, or a few fixed words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from assistant.errors import HearingError
from assistant.models import Reply, Source, Transcript, Utterance
from assistant.records import despite_failure
from channels.wechat.errors import PlatformError
from channels.wechat.incoming import Incoming
from channels.wechat.links import Links
from channels.wechat.people import People
from channels.wechat.quota import Quota
from channels.wechat.reminders import NOTHING_DUE, Reminders
from channels.wechat.rendering import Answer, of_reply, plain
from channels.wechat.voice_messages import VoiceMessages
from channels.wechat.waiting import Waiting
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
        waiting: Waiting,
        reminders: Reminders,
        quota: Quota,
        links: Links,
        words: Words,
        calls: bool,
        service_name: Callable[[str], str],
        things: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._talks, self._voice, self._people, self._quota = talks, voice, people, quota
        self._reminders, self._waiting = reminders, waiting
        self._links, self._words, self._calls = links, words, calls
        self._service_name, self._things = service_name, things

    async def to(self, incoming: Incoming, person: str) -> Answer | None:
        """The answer to a message or event. Raises DialogueError."""
        if incoming.kind == "event":
            return await self._event(incoming, person)
        await despite_failure(self._quota.opened(person, by_message=True), None)
        new = await self._is_new(person)
        due = await despite_failure(self._reminders.due_for(person), NOTHING_DUE)
        answer = (await self._message(incoming, person)).after(due.words)
        # Only now: had the answer failed, nobody would have been reminded.
        await despite_failure(self._reminders.handed_over(due), None)
        return self._told(answer) if new else answer

    async def _is_new(self, person: str) -> bool:
        """Whether the person is still to be told what is kept of them. Asked first, so that a wish to be deleted leaves nothing."""
        return await despite_failure(self._people.first_met(person), True)

    def _told(self, answer: Answer) -> Answer:
        return answer.after(self._words.say("privacy"))

    async def _message(self, incoming: Incoming, person: str) -> Answer:
        if incoming.kind == "text":
            return await self._turn(incoming, person, incoming.text, Source.BUTTON if incoming.tapped else Source.TYPED)
        if incoming.kind == "voice":
            return await self._spoken(incoming, person)
        return Answer(self._words.say("kinds", incoming.kind))

    async def _spoken(self, incoming: Incoming, person: str) -> Answer:
        if incoming.text:
            return await self._heard(incoming, person, Transcript(incoming.text, 1.0, "platform"))
        if not self._calls:
            title = self._words.say("voice_on_page") if self._links.front else ""
            return Answer(self._words.say("voice_not_here"), page=self._links.front, page_title=title)
        try:
            transcript = await self._voice.heard(incoming.media)
        except (PlatformError, HearingError):
            return Answer(self._words.say("voice_failed"))
        return await self._heard(incoming, person, transcript)

    async def _heard(self, incoming: Incoming, person: str, heard: Transcript) -> Answer:
        """The answer to spoken words, with what was heard before it (W-29)."""
        text, session = heard.text, session_of(person)
        said = Utterance(session, text, Source.SPOKEN, CHANNEL, heard.confidence, written=heard.written)
        reply = await self._talks.reply(said)
        answer = replace(await self._of(incoming, person, reply), speech=reply.say)
        return answer.after(self._words.say("heard").format(text=plain(text))) if text else answer

    async def _turn(self, incoming: Incoming, person: str, text: str, source: Source) -> Answer:
        reply = await self._talks.reply(Utterance(session_of(person), text, source, CHANNEL))
        return await self._of(incoming, person, reply)

    async def _of(self, incoming: Incoming, person: str, reply: Reply) -> Answer:
        if reply.understood.act == "delete_my_data":
            await self.forget(person)
        answer = of_reply(reply)
        if reply.understood.aspect == "materials" and reply.understood.service:
            answer = replace(answer, things=self._things(reply.understood.service))
        if reply.reminder:
            service = reply.understood.service or (reply.guide.service if reply.guide else None)
            taken = self._reminders.ask(incoming.person, person, service)
            answer = answer.after(await despite_failure(taken, self._reminders.not_taken))
        return replace(answer, page=await self._links.to(session_of(person))) if answer.guide else answer

    async def _event(self, incoming: Incoming, person: str) -> Answer | None:
        if incoming.event == "unsubscribe":
            await self.forget(person)
            return None
        if incoming.event not in ("subscribe", "scan", "click"):
            return None
        await despite_failure(self._quota.opened(person, by_message=False), None)
        if incoming.event == "click":
            new = await self._is_new(person)
            answer = await self._turn(incoming, person, incoming.event_key, Source.BUTTON)
            return self._told(answer) if new else answer
        return await self._arrived(incoming, person)

    async def _arrived(self, incoming: Incoming, person: str) -> Answer | None:
        """Somebody follows, or scans a QR code; a code may lead straight to a guide by its id (W-13)."""
        asked = self._service_name(incoming.event_key)
        if incoming.event == "scan":
            return await self._turn(incoming, person, asked, Source.BUTTON) if asked else None
        await self._is_new(person)
        begin = await self._turn(incoming, person, asked or self._words.say("begin"), Source.BUTTON)
        told = f"{self._words.say('welcome')}\n{self._words.say('privacy')}"
        return begin.after(told) if asked else replace(begin, words=told)

    async def forget(self, person: str) -> None:
        """Deletes everything kept of a person: the conversation and every row (W-14, P-04)."""
        await self._talks.forget(session_of(person))
        self._waiting.forget(person)
        await self._people.forget(person)
