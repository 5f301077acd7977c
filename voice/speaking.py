"""Speaking without holding up anyone else: a voice runs in a thread of its own, one sentence at a time."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from voice.audio import AudioClip
from voice.engine import EngineHealth
from voice.pace import Pace
from voice.phrasing import in_sentences
from voice.speakers import Speaker


class Speaking:
    """The mouth of a running service."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speaking")

    async def warm(self) -> None:
        """Load the voice, so that the first person does not wait for it. Raises SpeakerAbsent."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._speaker.load)

    async def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """Return all of `text` as one clip. Raises SpeakerAbsent or SpeakingError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._speaker.speak, text, pace)

    async def stream(self, text: str, pace: Pace = Pace.NORMAL) -> AsyncIterator[AudioClip]:
        """Yield `text` sentence by sentence; the next one is rendered only when it is asked for."""
        for sentence in in_sentences(text):
            yield await self.speak(sentence, pace)

    def health(self) -> EngineHealth:
        """Say what state the voice is in."""
        return self._speaker.health()

    def close(self) -> None:
        """Let the thread end; what waits is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
