"""Hearing without holding up anyone else: recognisers run in threads of their own, one whole utterance at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol, runtime_checkable

from assistant.errors import RecognizerAbsent
from assistant.models import Transcript
from voice.audio import HEARING_RATE, AudioClip
from voice.detector import warm
from voice.endpointing import Patience
from voice.engine import EngineHealth, EngineState
from voice.interruption import Meaning, meaning
from voice.lexicon import NO_WORDS, Lexicon
from voice.listening import Listening
from voice.recognizers import NO_HINTS, HearingSession, Hints, Recognizer, StreamingRecognizer


@runtime_checkable
class SeveralEars(Protocol):
    """A recogniser made of others."""

    def streaming(self) -> StreamingRecognizer | None:
        """The engine that hears along, where it would be asked first. Raises RecognizerAbsent."""

    def second(self) -> Recognizer | None:
        """The engine to ask where the first is in doubt."""


class Hearing:
    """The ears of a running service.

    Whole utterances go through one thread: on two cores, two decodes at once are slower than in turn. Streamed sound
    has two threads of its own, so that nobody's words wait for somebody else's decode.
    """

    def __init__(self, recognizer: Recognizer, hints: Hints = NO_HINTS, lexicon: Lexicon = NO_WORDS) -> None:
        self._recognizer = recognizer
        self._hints = hints
        self._lexicon = lexicon
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hearing")
        self._stream_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="listening")

    async def warm(self) -> None:
        """Load engine and voice detector, so that the first person does not wait. Raises RecognizerAbsent."""
        await self.run(warm)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._recognizer.load)

    async def hear(self, clip: AudioClip, hints: Hints | None = None) -> Transcript:
        """Return the words of `clip`. Raises RecognizerAbsent or HearingError."""
        return await self._heard_by(self._recognizer, clip, self._hints if hints is None else hints)

    async def hear_again(self, clip: AudioClip, hints: Hints) -> Transcript | None:
        """Return the words of `clip` by the second engine, None where there is none. Raises HearingError."""
        several = self._recognizer if isinstance(self._recognizer, SeveralEars) else None
        second = several.second() if several is not None else None
        return await self._heard_by(second, clip, hints) if second is not None else None

    async def listen(
        self, rate: int = HEARING_RATE, patience: Patience | None = None, hints: Hints = NO_HINTS
    ) -> Listening:
        """Begin an utterance whose sound, at `rate` Hertz, is still to come. Raises RecognizerAbsent."""
        health = self._recognizer.health()
        if health.state is EngineState.ABSENT:
            raise RecognizerAbsent(health.detail or "no recogniser is configured")
        begin = partial(Listening, self, rate, patience or Patience(), hints, self._lexicon)
        return await asyncio.get_running_loop().run_in_executor(self._stream_threads, begin)

    def sessions(self, hints: Hints) -> tuple[HearingSession, HearingSession | None] | None:
        """Begin open hearing, and hearing for what is expected; None where no engine streams. Raises RecognizerAbsent."""
        engine = self._recognizer
        streaming = engine.streaming() if isinstance(engine, SeveralEars) else engine
        if not isinstance(streaming, StreamingRecognizer):
            return None
        narrow = streaming.start(hints) if hints.expected else None
        return streaming.start(Hints(words=hints.words)), narrow

    async def run(self, work: Callable[[], None]) -> None:
        """Do a piece of work on streamed sound."""
        await asyncio.get_running_loop().run_in_executor(self._stream_threads, work)

    def meaning(self, words: str, own: str, expected: tuple[str, ...]) -> Meaning:
        """Say what somebody meant who said `words` while the assistant was saying `own`."""
        return meaning(words, own, expected, self._lexicon)

    def health(self) -> EngineHealth:
        """Say what state the ears are in."""
        return self._recognizer.health()

    def close(self) -> None:
        """Let the threads end; what waits is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._stream_threads.shutdown(wait=False, cancel_futures=True)

    async def _heard_by(self, recognizer: Recognizer, clip: AudioClip, hints: Hints) -> Transcript:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, recognizer.transcribe, clip, hints)
