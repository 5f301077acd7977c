"""Sound as a file to send: MP3, as small as a phone on a slow line wants it. Nothing is written to disk (P-08)."""

import io

import av
import numpy as np
from av.audio.frame import AudioFrame

from voice.audio import AudioClip

BITS_PER_SECOND = 32_000
"""A minute takes 240 kB; speech loses nothing that an old ear hears."""
_FRAME = 1152
"""Samples an MP3 frame holds."""


def to_mp3(clip: AudioClip, note: str = "") -> bytes:
    """The clip as a mono MP3; `note` goes into its comment tag, where machines read what made it."""
    body = io.BytesIO()
    with av.open(body, mode="w", format="mp3") as file:
        if note:
            file.metadata["comment"] = note
        stream = file.add_stream("mp3", rate=clip.rate)
        stream.bit_rate = BITS_PER_SECOND
        stream.layout = "mono"
        for start in range(0, len(clip.samples), _FRAME):
            piece = np.ascontiguousarray(clip.samples[start : start + _FRAME].reshape(1, -1))
            frame = AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
            frame.rate = clip.rate
            frame.pts = start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return body.getvalue()
