"""One utterance, heard while it is spoken: the words so far, the end of it, and what was said in all.

Where a streaming recogniser is there it hears along. Where only the packaged one is, the words are worked out in the
first pause that may be the end, while the person is still given time to go on: when nothing more comes, they are ready.
Nothing of the sound outlives the object (P-08).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.models import Transcript
from voice.audio import HEARING_RATE, AudioClip, Samples, StreamResampler, from_pcm
from voice.detector import SpeechMeter
from voice.endpointing import Ending, Endpointing, Manner, Patience
from voice.lexicon import NO_WORDS, Lexicon
from voice.likeness import shape_of
from voice.recognizers import HearingSession, Hints
from voice.recognizers.fusion import doubtful, fused, of_two

_LOOK_AHEAD_SECONDS = 0.35
"""After so much quiet the packaged ears begin to work out the words."""
_NOTHING = Transcript("", 0.0, "none")


class Ears(Protocol):
    """What listening needs of the ears of the house; each call waits its turn without holding up the loop."""

    async def run(self, work: Callable[[], None]) -> None:
        """Do a piece of work on streamed sound, in a thread."""

    def sessions(self, hints: Hints) -> "tuple[HearingSession, HearingSession | None] | None":
        """Open hearing, and hearing for what is expected; None where no engine streams."""

    async def hear(self, clip: AudioClip, hints: Hints | None = None) -> Transcript:
        """The words of a whole clip by the first engine."""

    async def hear_again(self, clip: AudioClip, hints: Hints) -> Transcript | None:
        """The words by the second engine; None where there is none."""


@dataclass(frozen=True)
class Heard:
    """What became of listening."""

    ending: Ending
    transcript: Transcript
    manner: Manner


class Listening:
    """Takes sound until the person has finished. For one utterance and one task."""

    def __init__(self, ears: Ears, rate: int, patience: Patience, hints: Hints, lexicon: Lexicon = NO_WORDS) -> None:
        """`rate` is that of the sound that will come, in Hertz. Raises RecognizerAbsent."""
        self._ears, self._hints, self._lexicon = ears, hints, lexicon
        self._resampler = StreamResampler(rate)
        self._rate = rate
        self._meter, self._endpointing = SpeechMeter(), Endpointing(patience)
        self._sessions = ears.sessions(hints)
        self._pieces: list[Samples] = []
        self._words = ""
        self._ending: Ending | None = None
        self._heard: Heard | None = None
        self._ahead: asyncio.Task[Transcript] | None = None
        self._ahead_voiced = 0.0

    @property
    def words(self) -> str:
        """The words so far."""
        return self._words

    @property
    def up_to_date(self) -> bool:
        """True where `words` holds all that was said so far."""
        if self._sessions is not None:
            return True
        return not self._ahead_running and self._ahead_voiced >= self.manner.voiced_seconds

    @property
    def spoke(self) -> bool:
        """True once somebody has said something."""
        return self._endpointing.spoke

    @property
    def quiet_seconds(self) -> float:
        """How long it has been quiet since the last word."""
        return self._endpointing.quiet_seconds

    @property
    def manner(self) -> Manner:
        """How the person has spoken so far."""
        return self._endpointing.manner

    async def accept(self, pcm: bytes) -> Ending | None:
        """Take signed 16-bit little-endian samples; say how listening has ended. Raises HearingError."""
        await self._ears.run(lambda: self._take(pcm))
        self._look_ahead()
        self._endpointing.shape = shape_of(self._words, self._hints.expected, self._lexicon)
        return self._ending

    async def finish(self, ending: Ending | None = None) -> Heard:
        """Work out the words, once. `ending` is how it ended where the person, not the sound, said so.

        Raises HearingError.
        """
        if self._heard is None:
            self._heard = await self._finished(ending)
        return self._heard

    async def _finished(self, ending: Ending | None) -> Heard:
        how = ending or self._ending or Ending.SAID
        if how is not Ending.SAID:
            return Heard(how, _NOTHING, self.manner)
        # A word too soft or short for the detector may still be heard by the engine: somebody pressed the button for it.
        said = await self._said()
        if said.heard_nothing:
            how = Ending.MUMBLE if self.spoke else self._endpointing.gave_up()
        return Heard(how, said, self.manner)

    def drop(self) -> None:
        """Forget the sound and stop working on it."""
        if self._ahead is not None:
            self._ahead.cancel()
        self._pieces.clear()
        self._sessions = None

    def _take(self, pcm: bytes) -> None:
        samples = self._resampler.feed(from_pcm(pcm, self._rate).samples)
        self._pieces.append(samples)
        for frame in self._meter.feed(samples):
            self._ending = self._ending or self._endpointing.hear(frame)
        if self._sessions is not None:
            open_session, narrow = self._sessions
            chunk = AudioClip(samples, HEARING_RATE)
            self._words = open_session.accept(chunk)
            if narrow is not None:
                narrow.accept(chunk)

    def _look_ahead(self) -> None:
        """Begin on the words in a pause; one piece of work at a time, and only on what is new."""
        if self._sessions is not None or self._ahead_running:
            return
        if self._ahead is not None and not self._ahead.cancelled() and not self._ahead.exception():
            self._words = self._ahead.result().text
        voiced = self.manner.voiced_seconds
        if self.quiet_seconds >= _LOOK_AHEAD_SECONDS and voiced > self._ahead_voiced:
            self._ahead_voiced = voiced
            self._ahead = asyncio.ensure_future(self._ears.hear(self._clip(), self._hints))

    @property
    def _ahead_running(self) -> bool:
        return self._ahead is not None and not self._ahead.done()

    async def _said(self) -> Transcript:
        if self._sessions is None:
            return await self._worked_out()
        open_session, narrow = self._sessions
        results: list[Transcript] = []
        await self._ears.run(lambda: results.extend(one.finish() for one in (open_session, narrow) if one is not None))
        heard = fused(results[0], results[1] if len(results) > 1 else None)
        if not doubtful(heard, self._hints.expected):
            return heard
        second = await self._ears.hear_again(self._clip(), self._hints)
        return of_two(heard, second, self._hints.expected) if second is not None else heard

    async def _worked_out(self) -> Transcript:
        """The words from the pause, where nothing was said after it; else those of the whole."""
        if self._ahead is not None and self._ahead_voiced >= self.manner.voiced_seconds:
            return await self._ahead
        if self._ahead is not None:
            self._ahead.cancel()
        return await self._ears.hear(self._clip(), self._hints)

    def _clip(self) -> AudioClip:
        return AudioClip(np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.float32), HEARING_RATE)
