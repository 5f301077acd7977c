"""Speaking without holding up anyone else: a voice runs in threads of its own, one clause at a time.

Two threads: what is in a cache does not wait for what is being rendered.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from assistant.errors import SpeakingError
from voice.audio import AudioClip, joined, resampled, silence
from voice.engine import EngineHealth
from voice.loudness import TARGET_LUFS, normalised
from voice.pace import Pace
from voice.phrasing import in_clauses
from voice.reading import Reader
from voice.speakers import Speaker

VOLUMES = {"soft": TARGET_LUFS - 6.0, "normal": TARGET_LUFS, "loud": TARGET_LUFS + 3.0}
"""LUFS of each volume of a reply; louder by 3 dB (V-04), with the peaks held."""


STANDARD = "standard"
"""The name of a voice that has no other."""


class UnknownVoice(SpeakingError):
    """There is no voice of this name."""

    code = "unknown_voice"
    phrase = "error_request"
    status = 422
    retryable = False


class Speaking:
    """The mouth of a running service."""

    def __init__(
        self,
        speaker: Speaker,
        reader: Reader | None = None,
        others: Mapping[str, Speaker] | None = None,
        name: str = STANDARD,
    ) -> None:
        """`speaker`, called `name`, speaks where nobody has asked for one of the `others` by name.

        `reader` is that of the voices: text is cut into clauses as it is said, so that 8:30 stays in one piece.
        """
        self._speaker, self._name = speaker, name
        self._others = others or {}
        self._last_use = -math.inf
        self._reader = reader or Reader()
        self._thread = ThreadPoolExecutor(max_workers=2, thread_name_prefix="speaking")

    async def warm(self) -> None:
        """Load the voice, so that the first person does not wait for it. Raises SpeakerAbsent."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._speaker.load)

    async def speak(self, text: str, pace: Pace = Pace.NORMAL, voice: str = "", volume: str = "normal") -> AudioClip:
        """Return all of `text` as one clip, empty where there is nothing to say; others get their turn in between.

        Raises SpeakerAbsent, UnknownVoice or SpeakingError.
        """
        self._chosen(voice)
        clips = [clip async for clip in self.clauses(text, pace, volume, voice)]
        return joined(clips) if clips else silence(0.0)

    async def clauses(
        self, text: str, pace: Pace, volume: str = "normal", voice: str = "", skip: int = 0
    ) -> AsyncIterator[AudioClip]:
        """Yield `text` clause by clause, each with the pause after it (V-03): the first is there soonest.

        All have the rate of the first, whichever voice speaks. The first `skip` are left out: they have been heard.
        Raises SpeakerAbsent, UnknownVoice or SpeakingError.
        """
        speaker, rate = self._chosen(voice), 0
        clauses = in_clauses(self._reader.read(text))[skip:]
        for at, clause in enumerate(clauses, 1):
            clip = await self._rendered(speaker, clause.text, pace, volume)
            rate = rate or clip.rate
            rest = clause.pause_seconds(pace) if at < len(clauses) else 0.0
            yield joined([resampled(clip, rate), silence(rest, rate)])

    def health(self) -> EngineHealth:
        """Say what state the voice is in."""
        return self._speaker.health()

    def idle_seconds(self) -> float:
        """Return for how long nobody has been spoken to."""
        return time.monotonic() - self._last_use

    def voices(self) -> tuple[tuple[str, EngineHealth], ...]:
        """Return what voices there are, the usual one first, each with its engine's state."""
        every = ((self._name, self._speaker), *self._others.items())
        return tuple((name, speaker.health()) for name, speaker in every)

    async def _rendered(self, speaker: Speaker, clause: str, pace: Pace, volume: str) -> AudioClip:
        def render() -> AudioClip:
            clip = speaker.speak(clause, pace)
            return clip if volume == "normal" else normalised(clip, VOLUMES[volume])

        self._last_use = time.monotonic()
        return await asyncio.get_running_loop().run_in_executor(self._thread, render)

    def _chosen(self, voice: str) -> Speaker:
        if voice in ("", self._name):
            return self._speaker
        if voice not in self._others:
            raise UnknownVoice(f"there is no such voice; there are {', '.join((self._name, *self._others))}")
        return self._others[voice]

    def close(self) -> None:
        """Let the thread end; what waits is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
