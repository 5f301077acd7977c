"""Three beeps with pauses between: a sound whose shape is known, so that what comes out of a codec can be held against it.

`recordings/` holds it as AMR-WB (libvo-amrwbenc 0.1.3) and as Speex in Ogg (speexenc 1.2.1, narrow and wide): PyAV reads
these kinds and cannot write them. `python -m tests.wechat.beeps FILE.wav RATE` writes the sound again.
"""

import sys
from pathlib import Path

import numpy as np

from voice.audio import AudioClip

SECONDS = 2.0
BEEPS = ((0.2, 0.5), (0.8, 1.4), (1.6, 1.8))
"""Begin and end of each, in seconds."""
_HERTZ = 180.0
_STEP_SECONDS = 0.02


def beeps(rate: int) -> AudioClip:
    """The sound: a voice's pitch with its overtones, which codecs of speech keep."""
    time = np.arange(int(SECONDS * rate)) / rate
    tone = sum(np.sin(2 * np.pi * _HERTZ * number * time) / number for number in range(1, 12))
    on = np.any([(begin <= time) & (time < end) for begin, end in BEEPS], axis=0)
    return AudioClip((0.2 * tone * on).astype(np.float32), rate)


def loudness(clip: AudioClip) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How loud it is, step by step of a fiftieth of a second."""
    step = int(_STEP_SECONDS * clip.rate)
    whole = clip.samples[: len(clip.samples) // step * step].astype(np.float64).reshape(-1, step)
    return np.sqrt(np.mean(whole**2, axis=1))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(beeps(int(sys.argv[2])).to_wav())
