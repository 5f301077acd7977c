"""Speaking over a voice socket: clause by clause, a little ahead of what is being heard, stopped at a word."""

import asyncio
from dataclasses import dataclass, field

from assistant.errors import SpeakingError
from channels.api.frames import streamed_wav_header
from channels.api.line import Line
from channels.api.parts import Speaks
from voice.audio import AudioClip
from voice.pace import Pace

_LEAD_SECONDS = 1.5
"""Sent ahead of what the person hears: enough for a line that stutters, little enough to stop soon."""
_PIECE_SECONDS = 0.25


@dataclass
class _Saying:
    """One utterance on its way."""

    number: int
    text: str
    pace: Pace
    volume: str
    voice: str
    cue: bool
    resumed: bool = False
    heard: int = 0
    """Clauses the person has heard to their end."""
    sent: list[float] = field(default_factory=list)
    """When each clause sent will have been heard, in the loop's time."""


class Mouth:
    """Says one thing at a time."""

    def __init__(self, line: Line, speaks: Speaks) -> None:
        self._line, self._speaks = line, speaks
        self._number = 0
        self._saying: _Saying | None = None
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    @property
    def speaking(self) -> bool:
        """True while something is being said."""
        return self._task is not None and not self._task.done()

    @property
    def interruptible(self) -> bool:
        """True while something is being said that a person may want to answer."""
        return self.speaking and self._saying is not None and not self._saying.cue

    @property
    def words(self) -> str:
        """What is being said, or was broken off."""
        return self._saying.text if self._saying is not None else ""

    @property
    def number(self) -> int:
        """Which utterance that is, counted from 1."""
        return self._number

    async def say(self, text: str, pace: Pace, volume: str, voice: str, cue: bool = False) -> None:
        """Speak until the person has heard the end, or it is stopped. Raises SpeakingError or Gone.

        Whatever was begun is ended towards the page, also where the voice fails.
        """
        self._number += 1
        self._saying = _Saying(self._number, text, pace, volume, voice, cue)
        await self._run(self._saying)

    def stop(self) -> None:
        """Send nothing more. What was broken off can be resumed or let go."""
        if self.speaking and self._task is not None:
            self._stopped = True
            self._task.cancel()

    async def resume(self) -> None:
        """Go on with what was broken off, from the beginning of its clause. Raises SpeakingError or Gone."""
        if self._saying is not None:
            self._saying.resumed = True
            await self._run(self._saying)

    async def let_go(self) -> None:
        """Give up what was broken off. Raises Gone."""
        saying, self._saying = self._saying, None
        if saying is not None:
            await self._line.tell("spoken", utterance=saying.number, interrupted=True)

    async def _run(self, saying: _Saying) -> None:
        self._stopped = False
        self._task = asyncio.create_task(self._say(saying))
        try:
            await self._task
            self._saying = None
        except SpeakingError:
            await self.let_go()
            raise
        except asyncio.CancelledError:
            if not self._stopped:
                self._task.cancel()
                raise
            now = asyncio.get_running_loop().time()
            saying.heard += sum(end <= now for end in saying.sent)

    async def _say(self, saying: _Saying) -> None:
        more = {"cue": True} if saying.cue else {}
        more |= {"resumed": True} if saying.resumed else {}
        await self._line.tell("speaking", utterance=saying.number, **more)
        loop, opened = asyncio.get_running_loop(), False
        heard_until = loop.time()
        saying.sent = []
        async for clip in self._speaks.clauses(saying.text, saying.pace, saying.volume, saying.voice, saying.heard):
            if not opened:
                await self._line.play(streamed_wav_header(clip.rate))
                opened, heard_until = True, loop.time()
            saying.sent.append(max(heard_until, loop.time()) + clip.seconds)
            for piece in _pieces(clip):
                await self._line.play(piece.to_pcm())
                heard_until = max(heard_until, loop.time()) + piece.seconds
                await asyncio.sleep(max(0.0, heard_until - loop.time() - _LEAD_SECONDS))
        await asyncio.sleep(max(0.0, heard_until - loop.time()))
        await self._line.tell("spoken", utterance=saying.number)


def _pieces(clip: AudioClip) -> list[AudioClip]:
    step = round(_PIECE_SECONDS * clip.rate)
    return [AudioClip(clip.samples[at : at + step], clip.rate) for at in range(0, len(clip.samples), step)]
