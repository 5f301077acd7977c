"""Hearing without holding up anyone else: a recogniser runs in a thread of its own, one utterance at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from assistant.models import Transcript
from voice.audio import AudioClip
from voice.engine import EngineHealth
from voice.recognizers import NO_HINTS, Hints, Recognizer


class Hearing:
    """The ears of a running service. One thread: on two cores, two decodes at once are slower than in turn."""

    def __init__(self, recognizer: Recognizer, hints: Hints = NO_HINTS) -> None:
        self._recognizer = recognizer
        self._hints = hints
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hearing")

    async def warm(self) -> None:
        """Load the engine, so that the first person does not wait for it. Raises RecognizerAbsent."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._recognizer.load)

    async def hear(self, clip: AudioClip, hints: Hints | None = None) -> Transcript:
        """Return the words of `clip`. Raises RecognizerAbsent or HearingError."""
        loop = asyncio.get_running_loop()
        chosen = self._hints if hints is None else hints
        return await loop.run_in_executor(self._thread, self._recognizer.transcribe, clip, chosen)

    def health(self) -> EngineHealth:
        """Say what state the ears are in."""
        return self._recognizer.health()

    def close(self) -> None:
        """Let the thread end; what waits is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
