"""Where somebody speaks: Silero's voice detector, which faster-whisper brings with it.

About 10 ms for 3 s of sound on 2 cores. It keeps silence, fans, knocks and music from being taken for words.
`speech_spans` looks at a whole clip, `SpeechMeter` at sound as it comes.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from voice.audio import HEARING_RATE, Samples

FRAME_SAMPLES = 512
FRAME_SECONDS = FRAME_SAMPLES / HEARING_RATE
"""32 ms: what the detector looks at in one go."""
_CONTEXT_SAMPLES = 64
_SILENT_DBFS = -120.0
_THRESHOLD = 0.35
"""Silero's default of 0.5 misses quiet, breathy voices."""
_PADDING_MILLISECONDS = 300


@dataclass(frozen=True)
class Span:
    """A stretch of speech, in samples at 16 kHz."""

    start: int
    end: int


@dataclass(frozen=True)
class Frame:
    """32 ms of sound."""

    speech: float
    """How likely somebody speaks in it, 0 to 1."""
    level: float
    """Loudness in dB below full scale; -120 for digital silence."""


class SpeechMeter:
    """Tells frame by frame whether somebody speaks in sound that is still coming. One stream, one thread at a time."""

    def __init__(self) -> None:
        self._memory = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._rest = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> list[Frame]:
        """Take the next samples (16 kHz) and return the frames that are complete now."""
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // FRAME_SAMPLES
        self._rest = sound[whole * FRAME_SAMPLES :]
        if not whole:
            return []
        frames = sound[: whole * FRAME_SAMPLES].reshape(whole, FRAME_SAMPLES)
        tails = np.vstack([self._context, frames[:-1, -_CONTEXT_SAMPLES:]])
        self._context = frames[-1, -_CONTEXT_SAMPLES:].copy()
        speech, *memory = _detector().run(
            None, {"input": np.hstack([tails, frames]), "h": self._memory[0], "c": self._memory[1]}
        )
        self._memory = (memory[0], memory[1])
        return [Frame(float(one), _level(frame)) for one, frame in zip(speech.reshape(-1), frames, strict=True)]


def speech_spans(samples: Samples, longest_seconds: float = float("inf")) -> list[Span]:
    """Return the stretches of speech in `samples` (16 kHz), none longer than `longest_seconds`."""
    from faster_whisper.vad import (
        VadOptions,
        get_speech_timestamps,
    )

    if not len(samples):
        return []
    options = VadOptions(
        threshold=_THRESHOLD, max_speech_duration_s=longest_seconds, speech_pad_ms=_PADDING_MILLISECONDS
    )
    return [Span(one["start"], one["end"]) for one in get_speech_timestamps(samples, options, HEARING_RATE)]


def windows(samples: Samples, longest_seconds: float) -> list[Samples]:
    """Cut the speech out of `samples`: neighbouring stretches together, as long as they fit into `longest_seconds`."""
    joined: list[Span] = []
    for span in speech_spans(samples, longest_seconds):
        if joined and span.end - joined[-1].start <= longest_seconds * HEARING_RATE:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return [samples[span.start : span.end] for span in joined]


def warm() -> None:
    """Load the detector; does nothing the second time."""
    SpeechMeter().feed(np.zeros(FRAME_SAMPLES, np.float32))


@lru_cache(maxsize=1)
def _detector() -> Any:
    """Return the session that all streams share: it keeps nothing between two runs, each stream keeps its own memory."""
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session


def _level(frame: Samples) -> float:
    power = float(np.mean(np.square(frame)))
    return max(_SILENT_DBFS, 10 * math.log10(power)) if power > 0 else _SILENT_DBFS
