"""Tones that old ears hear (V-16)."""

import numpy as np
import pytest

from voice.earcons import NOTES, earcon


@pytest.mark.parametrize("name", sorted(NOTES))
def test_a_tone_lies_where_old_ears_hear(name: str) -> None:
    """99.9 % of the power between 500 and 2000 Hz, short, quieter than speech, no click at either end."""
    clip = earcon(name)
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    hertz = np.fft.rfftfreq(len(clip.samples), 1 / clip.rate)
    assert power[(hertz >= 500) & (hertz <= 2000)].sum() > 0.999 * power.sum()
    assert clip.seconds <= 0.5
    assert 0.1 < clip.peak < 0.5
    assert abs(clip.samples[0]) < 0.001
    assert abs(clip.samples[-1]) < 0.001


def test_tones_are_told_apart() -> None:
    """No two are the same."""
    assert len({earcon(name).to_pcm() for name in NOTES}) == len(NOTES)
