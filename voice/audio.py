"""Sound as a value: clips, the formats they come in, and what they tell. Nothing is written to disk (P-08)."""

import io
import math
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from assistant.errors import RecordingTooLong, UnreadableAudio

HEARING_RATE = 16_000
"""Hertz; what both recognisers were trained on."""
MAX_SECONDS = 60.0
"""Longest utterance taken in one go (P-08; WeChat's voice messages end there too)."""
MAX_BYTES = 12_000_000
"""60 s of stereo 48 kHz 16-bit WAV is 11.5 MB; a larger body is refused unread."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AudioClip:
    """A piece of mono sound."""

    samples: Samples
    """Shape (n,), float32, -1 to 1."""
    rate: int
    """Hertz."""

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate

    @property
    def peak(self) -> float:
        """Largest absolute sample, 0 to 1; 0 for an empty clip."""
        return float(np.abs(self.samples).max(initial=0.0))

    @property
    def rms_dbfs(self) -> float:
        """Root mean square in dB below full scale; -inf for digital silence and the empty clip."""
        power = float(np.mean(np.square(self.samples))) if len(self.samples) else 0.0
        return 10 * math.log10(power) if power > 0 else -math.inf

    def to_pcm(self) -> bytes:
        """Return signed 16-bit little-endian samples, as the voice socket carries them."""
        return (np.clip(self.samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()

    def to_wav(self) -> bytes:
        """Return a 16-bit mono WAV file."""
        body = io.BytesIO()
        with wave.open(body, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.to_pcm())
        return body.getvalue()


def from_pcm(pcm: bytes, rate: int = HEARING_RATE) -> AudioClip:
    """Take signed 16-bit little-endian mono samples; an odd last byte is dropped."""
    whole = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")
    return AudioClip(whole.astype(np.float32) / 32768.0, rate)


def silence(seconds: float, rate: int = HEARING_RATE) -> AudioClip:
    """Return a clip of digital silence."""
    return AudioClip(np.zeros(round(seconds * rate), dtype=np.float32), rate)


def joined(clips: list[AudioClip]) -> AudioClip:
    """Put clips of one rate end to end. Raises ValueError for none or for different rates."""
    rates = {clip.rate for clip in clips}
    if len(rates) != 1:
        raise ValueError(f"clips of one rate are needed, not of {sorted(rates)}")
    return AudioClip(np.concatenate([clip.samples for clip in clips]), rates.pop())


def resampled(clip: AudioClip, rate: int) -> AudioClip:
    """Return the clip at another rate, filtered so that nothing folds back."""
    if clip.rate == rate or not len(clip.samples):
        return AudioClip(clip.samples, rate) if not len(clip.samples) else clip
    frame = AudioFrame.from_ndarray(clip.samples.reshape(1, -1), format="flt", layout="mono")
    frame.rate = clip.rate
    resampler = AudioResampler(format="flt", layout="mono", rate=rate)
    return AudioClip(_concatenated([*resampler.resample(frame), *resampler.resample(None)]), rate)


def labelled(wav: bytes, comment: str) -> bytes:
    """Return a WAV file with a comment in its metadata (RIFF INFO, UTF-8); the sound stays where it was."""
    text = comment.encode() + b"\0"
    text += b"\0" * (len(text) % 2)
    info = b"INFOICMT" + struct.pack("<I", len(text)) + text
    chunk = b"LIST" + struct.pack("<I", len(info)) + info
    padded = wav + b"\0" * (len(wav) % 2)
    return padded[:4] + struct.pack("<I", len(padded) + len(chunk) - 8) + padded[8:] + chunk


class StreamResampler:
    """Brings sound that is still coming to another rate, without a click where two pieces meet."""

    def __init__(self, rate: int, to: int = HEARING_RATE) -> None:
        self._rate, self._to = rate, to
        self._resampler = AudioResampler(format="flt", layout="mono", rate=to)

    def feed(self, samples: Samples) -> Samples:
        """Return what is ready; the rest comes with the next piece."""
        if self._rate == self._to or not len(samples):
            return samples
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.rate = self._rate
        pieces = [one.to_ndarray().reshape(-1) for one in self._resampler.resample(frame)]
        return np.concatenate(pieces).astype(np.float32) if pieces else np.zeros(0, np.float32)


def decode(
    body: bytes, *, rate: int = HEARING_RATE, max_seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES
) -> AudioClip:
    """Decode a WAV, MP3, AMR, Opus, WebM or OGG body to mono at `rate`.

    Raises RecordingTooLong as soon as `max_seconds` are passed, without decoding the rest, or where the body is larger
    than `max_bytes`; UnreadableAudio for anything that holds no samples.
    """
    if len(body) > max_bytes:
        raise RecordingTooLong(f"the recording has {len(body)} bytes, more than {max_bytes}")
    try:
        return AudioClip(_concatenated(list(_frames(body, rate, max_seconds))), rate)
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableAudio(f"no sound could be decoded from {len(body)} bytes: {error}") from error


def _frames(body: bytes, rate: int, max_seconds: float) -> Iterator[AudioFrame]:
    with av.open(io.BytesIO(body), mode="r") as container:
        if not container.streams.audio:
            raise UnreadableAudio("the body holds no sound track")
        resampler = AudioResampler(format="flt", layout="mono", rate=rate)
        budget = max_seconds * rate
        for decoded in container.decode(container.streams.audio[0]):
            for frame in resampler.resample(decoded):
                budget -= frame.samples
                if budget < 0:
                    raise RecordingTooLong(f"the recording is longer than {max_seconds:g} s")
                yield frame
        yield from resampler.resample(None)


def _concatenated(frames: list[AudioFrame]) -> Samples:
    pieces = [frame.to_ndarray().reshape(-1) for frame in frames]
    if not sum(map(len, pieces)):
        raise UnreadableAudio("the recording holds no samples")
    return np.asarray(np.concatenate(pieces), dtype=np.float32)
