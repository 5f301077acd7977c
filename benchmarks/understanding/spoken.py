"""The same sentences spoken: by two voices, in quiet and in noise, heard by the recogniser of the service.

The noise is made here, from a fixed seed: babble is six other sentences of the other voice at once, fan is brown noise
with a hum at 100 Hz. Both are mixed at 10 dB below the speech.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from voice.audio import HEARING_RATE, AudioClip, Samples, resampled
from voice.pace import Pace

T = TypeVar("T")
SNR_DB = 10.0
_BABBLE = (
    "今天赶集买了两斤肉",
    "他二婶你吃了没有",
    "明天要下雨了吧",
    "把那个凳子搬过来",
    "娃放学了没得",
    "电视声音关小点",
)


class Voice(Protocol):
    """Speaks a sentence."""

    def speak(self, text: str, pace: Pace = Pace.NORMAL) -> AudioClip:
        """The sound of it."""
        ...


@dataclass(frozen=True)
class Condition:
    """Who speaks, and in what surroundings."""

    voice: str
    noise: str | None = None

    @property
    def name(self) -> str:
        """As it stands in the table."""
        return f"{self.voice}, {self.noise} at {SNR_DB:.0f} dB" if self.noise else f"{self.voice}, clean"


CONDITIONS = (
    Condition("neural"),
    Condition("espeak"),
    Condition("neural", "babble"),
    Condition("neural", "fan"),
    Condition("espeak", "babble"),
    Condition("espeak", "fan"),
)


class Stage:
    """Makes the sound of a sentence under a condition, the same every time."""

    def __init__(self, voices: dict[str, Voice]) -> None:
        self._voices = voices
        self._noises: dict[str, Samples] = {}
        # Said once for all its noises: a voice does not say a sentence twice in quite the same time.
        self._said: dict[tuple[str, str], AudioClip] = {}

    def sound(self, text: str, condition: Condition) -> AudioClip:
        """16 kHz mono, with a fifth of a second of silence or noise around it."""
        clip = self._spoken(text, condition.voice)
        rest = np.zeros(HEARING_RATE // 5, np.float32)
        samples = np.concatenate([rest, clip.samples, rest])
        return AudioClip(self._mixed(samples, clip, condition), HEARING_RATE)

    def _spoken(self, text: str, voice: str) -> AudioClip:
        if (text, voice) not in self._said:
            self._said[text, voice] = resampled(self._voices[voice].speak(text), HEARING_RATE)
        return self._said[text, voice]

    def _mixed(self, samples: Samples, clip: AudioClip, condition: Condition) -> Samples:
        if condition.noise is None:
            return samples
        noise = np.resize(self._noise(condition.noise), len(samples))
        level = 10 ** ((clip.rms_dbfs - SNR_DB - _dbfs(noise)) / 20)
        mixed = samples + noise * level
        return np.asarray(mixed / max(1.0, float(np.abs(mixed).max())), dtype=np.float32)

    def _noise(self, kind: str) -> Samples:
        if kind not in self._noises:
            self._noises[kind] = self._babble() if kind == "babble" else _fan()
        return self._noises[kind]

    def _babble(self) -> Samples:
        talks = [resampled(self._voices["espeak"].speak(text), HEARING_RATE).samples for text in _BABBLE]
        length = max(map(len, talks))
        return np.sum([np.roll(np.resize(talk, length), 1600 * n) for n, talk in enumerate(talks)], axis=0)


def _fan() -> Samples:
    chance = np.random.default_rng(20)
    count = HEARING_RATE * 5
    brown = np.cumsum(chance.standard_normal(count))
    brown -= np.convolve(brown, np.ones(4000) / 4000, mode="same")
    hum = np.sin(2 * np.pi * 100 * np.arange(count) / HEARING_RATE)
    return np.asarray(brown / np.abs(brown).max() + 0.2 * hum, dtype=np.float32)


def _dbfs(samples: Samples) -> float:
    return 10 * math.log10(float(np.mean(np.square(samples))))


def character_errors(said: str, heard: str) -> int:
    """Insertions, deletions and replacements between two texts."""
    row = list(range(len(heard) + 1))
    for i, left in enumerate(said, start=1):
        row, before = [i], row
        for j, right in enumerate(heard, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right)))
    return row[-1]


def sampled(sentences: Sequence[T], count: int) -> list[T]:
    """So many, evenly over the list."""
    step = max(1, len(sentences) // count)
    return list(sentences[::step][:count])
