"""From an utterance to its answer: the words, the reply, and the speaking of it."""

import asyncio
import contextlib

from assistant.errors import SpeakingError
from assistant.models import Reply, Source, Utterance
from channels.api.frames import Start
from channels.api.line import Line
from channels.api.mouth import Mouth
from channels.api.parts import Parts
from channels.api.schemas import ChatReply
from channels.api.suiting import answered
from voice.endpointing import Ending
from voice.interruption import Meaning
from voice.listening import Listening
from voice.pace import Pace
from voice.phrasing import all_said

CUE_SECONDS = 0.55
"""After the end of a turn has been found; with a word in reach this is under the 1.8 s of V-10."""


class Answering:
    """Answers what is heard on one line, one utterance after another."""

    def __init__(self, line: Line, house: Parts, session: str, mouth: Mouth) -> None:
        self._line, self._house, self._session, self._mouth = line, house, session, mouth
        self.expected: tuple[str, ...] = ()
        """What may be said now: the answers on offer."""
        self.unheard = False
        """Whether the last utterance held no words."""
        self.turn = 0
        """Counts what was begun and hushed: a reply of an earlier count is shown, but no longer spoken."""

    async def answer(self, listening: Listening, ending: Ending | None, start: Start) -> None:
        """Work out the words, tell them, and give the reply. Raises AssistantError or Gone."""
        try:
            turn = self.turn
            working = asyncio.create_task(self._reply(listening, ending, start))
            try:
                if start.cues:
                    await self._cue(working, turn, start)
                reply = await working
            finally:
                working.cancel()
        finally:
            listening.drop()
        if turn == self.turn:
            await self._mouth.say(all_said(reply.say), Pace(reply.pace), reply.volume, start.voice)

    async def spoken_over(self, listening: Listening, ending: Ending | None, start: Start) -> None:
        """Answer somebody who spoke over the assistant; where they meant nothing by it, go on speaking."""
        try:
            heard = await listening.finish(ending)
        except BaseException:
            listening.drop()
            raise
        if self._meaning(heard.transcript.text) is not Meaning.WORDS:
            listening.drop()
            return await self._mouth.resume()
        await self._mouth.let_go()
        return await self.answer(listening, ending, start)

    def meant_nothing(self, listening: Listening) -> bool:
        """Say, while they may still go on, whether what they said over the assistant was no more than 嗯 or an echo."""
        return listening.up_to_date and self._meaning(listening.words) is not Meaning.WORDS

    def _meaning(self, words: str) -> Meaning:
        return self._house.hears.meaning(words, self._mouth.words, self.expected)

    async def _reply(self, listening: Listening, ending: Ending | None, start: Start) -> Reply:
        heard = await listening.finish(ending)
        said = heard.transcript
        await self._line.tell("heard", text=said.text, confidence=round(said.confidence, 3), ending=heard.ending)
        self.unheard = said.heard_nothing
        confidence = 1.0 if said.heard_nothing else said.confidence
        utterance = Utterance(
            self._session, said.text, Source.SPOKEN, start.channel, confidence, heard.ending, written=said.written
        )
        reply = await answered(utterance, self._house.talks, self._house.fits, heard.manner)
        if reply.understood.act == "delete_my_data":
            self._house.repeats.forget(self._session)
        patience = self._house.fits.of(self._session).pause
        self.expected = tuple(dict.fromkeys(text for one in reply.choices for text in (one.title, one.send)))
        await self._line.tell("reply", **ChatReply.of(reply).model_dump(), patience=round(patience, 2))
        return reply

    async def _cue(self, working: "asyncio.Task[Reply]", turn: int, start: Start) -> None:
        """Say 听到了 where the answer is not there soon (V-10). A voice that fails does not cost the answer."""
        done, _ = await asyncio.wait({working}, timeout=CUE_SECONDS)
        if not done and turn == self.turn:
            pace = self._house.fits.of(self._session).pace
            with contextlib.suppress(SpeakingError):
                await self._mouth.say("".join(self._house.say("cue")), pace, "normal", start.voice, cue=True)
