"""Whether somebody speaks while the assistant does, and whether they mean it.

How easily the assistant lets itself be interrupted has its own figures here; how long it waits for somebody who pauses
stands in `voice.endpointing`.
"""

from collections import deque
from enum import StrEnum

import numpy as np

from voice.audio import Samples, StreamResampler, from_pcm
from voice.detector import FRAME_SECONDS, SpeechMeter
from voice.lexicon import Lexicon
from voice.likeness import contains, match, only_listening

_SPEECH = 0.6
_ONSET_SECONDS = 0.35
"""Fans and knocks stay under it, and do not even make the assistant pause. So do three of four 嗯, which last 0.03 to
0.38 s above `_SPEECH` (150 renderings of our voice); for the rest, their words decide. 停, which has to work, reaches
0.35 s in 146 of 150 renderings, and 0.40 s in 98 only."""
_GAP_SECONDS = 0.1
_KEPT_SECONDS = 1.2
"""Sound from before it was clear that somebody speaks; their first word is in it."""


class Meaning(StrEnum):
    """What an interruption turned out to be."""

    WORDS = "words"
    LISTENING = "listening"
    """嗯, 哦, a cough, or no words at all."""
    ECHO = "echo"
    """What the assistant was saying itself."""


class Interruption:
    """Watches the sound that comes while the assistant speaks. One stream, one thread at a time."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resampler, self._meter = StreamResampler(rate), SpeechMeter()
        self._run = self._gap = 0.0
        self._kept: deque[Samples] = deque()

    def hear(self, pcm: bytes) -> bool:
        """Take signed 16-bit little-endian samples; say whether somebody is speaking for good."""
        sound = from_pcm(pcm, self._rate).samples
        self._keep(sound)
        for frame in self._meter.feed(self._resampler.feed(sound)):
            if frame.speech >= _SPEECH:
                self._run, self._gap = self._run + FRAME_SECONDS, 0.0
            else:
                self._gap += FRAME_SECONDS
            if self._gap > _GAP_SECONDS:
                self._run = 0.0
            if self._run >= _ONSET_SECONDS:
                return True
        return False

    def sound(self) -> bytes:
        """Return the last second, as it came."""
        kept = np.concatenate(self._kept) if self._kept else np.zeros(0, np.float32)
        return (kept * 32768).astype("<i2").tobytes()

    def _keep(self, sound: Samples) -> None:
        self._kept.append(sound)
        held = sum(map(len, self._kept))
        while self._kept and held - len(self._kept[0]) >= _KEPT_SECONDS * self._rate:
            held -= len(self._kept.popleft())


def meaning(words: str, own: str, expected: tuple[str, ...], lexicon: Lexicon) -> Meaning:
    """Say what somebody meant who said `words` while the assistant was saying `own`.

    An answer on offer or a command is meant, even where it stands in the question itself.
    """
    if only_listening(words, lexicon):
        return Meaning.LISTENING
    if match(words, (*expected, *lexicon.commands)):
        return Meaning.WORDS
    return Meaning.ECHO if contains(own, words) else Meaning.WORDS
