"""Where in a clip somebody speaks: Silero's voice detector, which faster-whisper brings with it.

About 10 ms for 3 s of sound on 2 cores. It keeps silence, fans, knocks and music from being taken for words.
"""

from dataclasses import dataclass

from voice.audio import HEARING_RATE, Samples

_THRESHOLD = 0.35
"""Silero's default of 0.5 misses quiet, breathy voices."""
_PADDING_MILLISECONDS = 300


@dataclass(frozen=True)
class Span:
    """A stretch of speech, in samples at 16 kHz."""

    start: int
    end: int


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
