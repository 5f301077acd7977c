"""Taking turns over one voice socket: listening, answering, speaking; each may be cut short, none waits for another."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog

from assistant.errors import AssistantError, ChannelError, RecordingTooLong
from channels.api import frames
from channels.api.answering import Answering
from channels.api.line import Gone, Line
from channels.api.mouth import Mouth
from channels.api.parts import Parts
from voice.endpointing import Ending, Patience
from voice.interruption import Interruption
from voice.listening import Listening
from voice.recognizers import Hints

_GARBAGE = 20
"""Frames that are none before the socket is closed."""
_NO_SOUND_SECONDS = 5.0
"""A microphone that sends nothing for so long has stopped, or never worked."""
_SECOND_FIRST_WORD = 12.0
"""V-12: more time after an utterance without words."""
_NOTHING_MEANT_SECONDS = 0.6
"""So much quiet after a 嗯, and the assistant goes on."""

log = structlog.get_logger("linban.voice")


class Talk:
    """One connection. Listening belongs to the reader, answering and speaking to tasks of their own."""

    def __init__(self, line: Line, house: Parts, session: str) -> None:
        self._line, self._house, self._session = line, house, session
        self._mouth = Mouth(line, house.speaks)
        self._answering = Answering(line, house, session, self._mouth)
        self._start = frames.Start(type="start")
        self._listening: Listening | None = None
        self._over = False
        """Whether what is listened to was said over the assistant."""
        self._interruption: Interruption | None = None
        self._bytes = self._garbage = 0
        self._words = ""
        self._last_sound = 0.0
        """When sound came last, or has to come at first, in the loop's time."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve until the other end is gone."""
        reading, gone = asyncio.create_task(self._read()), asyncio.create_task(self._line.gone.wait())
        try:
            await asyncio.wait({reading, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._forget_sound()
            tasks = (reading, gone, *self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        while self._garbage < _GARBAGE and (frame := await self._next()) is not None:
            await self._guarded(self._sound(frame) if isinstance(frame, bytes) else self._control(frame))

    async def _next(self) -> str | bytes | None:
        """The next frame; None where there is nobody any more, or nobody has talked for long."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._house.idle_seconds):
                    return await self._line.receive()
            if self._listening is None and not self._tasks:
                return None

    async def _control(self, text: str) -> None:
        try:
            frame = frames.read(text)
        except ValueError as error:
            self._garbage += 1
            raise ChannelError("a frame that is none of start, end and interrupt") from error
        if isinstance(frame, frames.Start):
            await self._hush()
            self._start = frame
            first_word = _SECOND_FIRST_WORD if self._answering.unheard else Patience().first_word
            await self._listen(first_word)
            await self._line.tell("listening")
        elif isinstance(frame, frames.End):
            self._finish(None)
        else:
            await self._hush()

    async def _listen(self, first_word: float) -> None:
        self._bytes, self._words, self._over, self._interruption = 0, "", False, None
        patience = Patience(pause=self._house.fits.of(self._session).pause, first_word=first_word)
        hints = Hints(expected=self._answering.expected)
        self._listening = await self._house.hears.listen(self._start.rate, patience, hints)
        self._last_sound = asyncio.get_running_loop().time() + first_word
        self._watching = asyncio.create_task(self._watch())

    async def _sound(self, pcm: bytes) -> None:
        if self._listening is not None:
            return await self._hear(self._listening, pcm)
        if self._start.duplex and self._mouth.interruptible:
            return await self._watch_for_interruption(pcm)
        # Outside listening sound is dropped: what the assistant says itself never becomes input.
        return None

    async def _hear(self, listening: Listening, pcm: bytes) -> None:
        self._bytes += len(pcm)
        if self._bytes > min(frames.BYTES, frames.SECONDS * self._start.rate * 2):
            self._forget_sound()
            raise RecordingTooLong("the utterance is longer than a minute or 2 MB")
        self._last_sound = asyncio.get_running_loop().time()
        ending = await listening.accept(pcm)
        if listening.words != self._words:
            self._words = listening.words
            await self._line.tell("partial", text=self._words)
        if ending is not None:
            self._finish(ending)
        elif (
            self._over
            and listening.quiet_seconds >= _NOTHING_MEANT_SECONDS
            and self._answering.meant_nothing(listening)
        ):
            self._forget_sound()
            self._spawn(self._mouth.resume())

    async def _watch_for_interruption(self, pcm: bytes) -> None:
        """Fall silent as soon as somebody speaks, and hear them out before anything of the answer is thrown away."""
        watching = self._interruption or Interruption(self._start.rate)
        self._interruption = watching
        somebody: list[bool] = []
        await self._house.hears.run(lambda: somebody.append(watching.hear(pcm)))
        if not somebody[0] or not self._mouth.interruptible:
            return
        self._mouth.stop()
        await self._listen(Patience().pause)
        self._over = True
        await self._line.tell("listening", interrupted=True, utterance=self._mouth.number)
        if self._listening is not None:
            await self._hear(self._listening, watching.sound())

    def _finish(self, ending: Ending | None) -> None:
        """Stop listening, and answer in a task, so that an interruption is heard meanwhile."""
        listening, self._listening, self._interruption = self._listening, None, None
        self._stop_watching()
        if listening is not None:
            answer = self._answering.spoken_over if self._over else self._answering.answer
            self._spawn(answer(listening, ending, self._start))

    async def _hush(self) -> None:
        """Be quiet at once, and let go of what was half heard. A reply that is being thought about comes unspoken."""
        self._answering.turn += 1
        self._forget_sound()
        self._mouth.stop()
        await self._mouth.let_go()

    async def _watch(self) -> None:
        """End listening where no sound comes any more: nobody is left waiting for an answer."""
        loop = asyncio.get_running_loop()
        while (rest := self._last_sound + _NO_SOUND_SECONDS - loop.time()) > 0:  # noqa: ASYNC110  each sound moves it
            await asyncio.sleep(rest)
        self._watching = None
        self._finish(None)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AssistantError as error:
            await self._error(error)
        except Gone:
            return
        except Exception as error:
            # The text of a foreign error may hold what a person said, so only its kind is written down.
            log.error("unexpected", kind=type(error).__name__, path="/api/voice")
            await self._error(AssistantError("unexpected"))

    async def _error(self, error: AssistantError) -> None:
        if error.status >= 500:
            log.warning("part_failed", code=error.code, path="/api/voice")
        try:
            await self._line.tell("error", code=error.code, say=list(self._house.say(error.phrase)))
        except Gone:
            return

    def _forget_sound(self) -> None:
        self._stop_watching()
        if self._listening is not None:
            self._listening.drop()
        self._listening = self._interruption = None

    def _stop_watching(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
