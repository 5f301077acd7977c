"""Short tones that say what the machine is doing, where words would take too long (V-16).

Between 500 and 2000 Hz, which old ears keep longest; soft at both ends, and quieter than speech. Each goes with
something on the screen.
"""

from functools import lru_cache

import numpy as np

from voice.audio import AudioClip, Samples, joined, silence

RATE = 24_000
NOTES = {
    "ready": ((660, 0.12), (880, 0.16)),
    "heard": ((880, 0.14),),
    "working": ((587, 0.10), (587, 0.10)),
    "trouble": ((784, 0.14), (587, 0.20)),
}
"""Name to notes: Hertz and seconds. Rising asks, falling regrets."""
_PEAK = 0.25
_SOFT_SECONDS = 0.03
_BETWEEN_SECONDS = 0.04


@lru_cache(maxsize=len(NOTES))
def earcon(name: str) -> AudioClip:
    """Return the tones of a name. Raises KeyError."""
    clips: list[AudioClip] = []
    for hertz, seconds in NOTES[name]:
        clips += [AudioClip(_note(hertz, seconds), RATE), silence(_BETWEEN_SECONDS, RATE)]
    return joined(clips)


def _note(hertz: float, seconds: float) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    soft = np.minimum(1.0, np.minimum(at, at[::-1]) / _SOFT_SECONDS)
    # A raised cosine at each end keeps the clicks out, which would reach far over 2000 Hz.
    shape = 0.5 - 0.5 * np.cos(np.pi * soft)
    return np.asarray(_PEAK * shape * np.sin(2 * np.pi * hertz * at), dtype=np.float32)
