"""Every spoken sentence at the same loudness: -16 LUFS with peaks under -1 dBFS (V-18).

Loudness follows ITU-R BS.1770-4 for one channel: K-weighted blocks of 400 ms with three quarters overlap, an absolute
gate at -70 LUFS and a relative one 10 LU under the mean. The weighting is applied to each block's spectrum, and peaks
are sample peaks, not inter-sample ones.
"""

import math

import numpy as np
from numpy.typing import NDArray

from voice.audio import AudioClip, Samples

TARGET_LUFS = -16.0
PEAK_DBFS = -1.0
_BLOCK_SECONDS = 0.4
_HOP_SECONDS = 0.1
_LEAST_SECONDS = 4.0
_LOOKAHEAD_SECONDS = 0.005
"""Short enough not to be heard as pumping, long enough not to click."""


def loudness(clip: AudioClip) -> float:
    """Return the integrated loudness in LUFS; -inf for silence."""
    powers = _block_powers(_repeated(clip))
    powers = powers[powers > _power(-70.0)]
    if not len(powers):
        return -math.inf
    gated = powers[powers > _power(_lufs(float(powers.mean())) - 10.0)]
    return _lufs(float(gated.mean()))


def normalised(clip: AudioClip, target: float = TARGET_LUFS) -> AudioClip:
    """Return the clip at `target` LUFS with its peaks held under -1 dBFS; silence stays as it is."""
    measured = loudness(clip)
    if math.isinf(measured):
        return clip
    gain = 10 ** ((target - measured) / 20)
    return AudioClip(_limited(clip.samples * np.float32(gain), clip.rate), clip.rate)


def _limited(samples: Samples, rate: int) -> Samples:
    ceiling = 10 ** (PEAK_DBFS / 20)
    needed = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), 1e-9))
    if needed.min(initial=1.0) >= 1.0:
        return samples
    half = max(1, round(_LOOKAHEAD_SECONDS * rate / 2))
    width = 2 * half + 1
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * half, mode="edge"), width).min(axis=1)
    smooth = np.convolve(lowest, np.full(width, 1 / width), mode="valid")
    return (samples * smooth).astype(np.float32)


def _repeated(clip: AudioClip) -> AudioClip:
    """Play a short clip over and over: one word has too few blocks for the window to see all of it."""
    times = max(1, math.ceil(_LEAST_SECONDS / clip.seconds)) if clip.seconds else 1
    return AudioClip(np.tile(clip.samples, times), clip.rate)


def _block_powers(clip: AudioClip) -> NDArray[np.float64]:
    block, hop = round(_BLOCK_SECONDS * clip.rate), round(_HOP_SECONDS * clip.rate)
    samples = clip.samples if len(clip.samples) >= block else np.pad(clip.samples, (0, block - len(clip.samples)))
    blocks = np.lib.stride_tricks.sliding_window_view(samples, block)[::hop]
    # A Hann window keeps a block's edges from leaking into bands that the weighting lifts; 8/3 restores its power.
    spectra = np.abs(np.fft.rfft(blocks * np.hanning(block), axis=1)) ** 2 * _k_weight(clip.rate, block)
    spectra[:, 1:] *= 2
    return np.asarray(spectra.sum(axis=1) / block**2 * 8 / 3, dtype=np.float64)


def _k_weight(rate: int, size: int) -> NDArray[np.float64]:
    """Power response of the two K filters at each bin: +4 dB over 1.7 kHz, and 38 Hz high-pass."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1.0))
    gain, shelf_tan = 10 ** (3.99984385397 / 20), math.tan(math.pi * 1681.97445095553 / rate)
    band, q = gain**0.499666774155, 0.7071752369554193
    t2, tq = shelf_tan**2, shelf_tan / q
    shelf = (gain + band * tq + t2 + 2 * (t2 - gain) * z + (gain - band * tq + t2) * z**2) / (
        1 + tq + t2 + 2 * (t2 - 1) * z + (1 - tq + t2) * z**2
    )
    low = math.tan(math.pi * 38.13547087613982 / rate)
    lq, l2 = low / 0.5003270373238773, low**2
    # BS.1770 leaves this numerator unscaled.
    high_pass = (1 - 2 * z + z**2) / (1 + 2 * (l2 - 1) / (1 + lq + l2) * z + (1 - lq + l2) / (1 + lq + l2) * z**2)
    return np.asarray(np.abs(shelf * high_pass) ** 2, dtype=np.float64)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
