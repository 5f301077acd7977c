"""Any recording a phone or WeChat sends becomes a clip; anything else is refused with one clear error."""

from collections.abc import Callable

import numpy as np
import pytest

from assistant.errors import RecordingTooLong, UnreadableAudio
from voice.audio import AudioClip, decode, from_pcm, joined, resampled, silence

Encode = Callable[[AudioClip, str, str], bytes]


def tone(seconds: float, rate: int = 16_000) -> AudioClip:
    """A 440 Hz tone at half of full scale."""
    return AudioClip((0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.float32), rate)


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 44_100),
        ("mp3", "libmp3lame", 44_100),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("amr", "libopencore_amrnb", 8_000),
    ],
)
def test_each_format_is_decoded_to_16_khz_mono(encoded: Encode, container: str, codec: str, rate: int) -> None:
    """A one-second tone comes back as about one second at its loudness, whatever it was packed in."""
    clip = decode(encoded(tone(1.0, rate), container, codec))
    assert clip.rate == 16_000
    assert clip.samples.dtype == np.float32
    assert clip.seconds == pytest.approx(1.0, abs=0.12)
    assert clip.rms_dbfs == pytest.approx(-9.0, abs=2.0)


def test_a_wav_comes_back_as_it_went_out() -> None:
    """Writing and reading a WAV changes a sample by at most one step of 16 bits."""
    clip = tone(0.5)
    assert np.abs(decode(clip.to_wav()).samples - clip.samples).max() <= 2 / 32768


def test_pcm_of_the_voice_socket_is_taken_as_it_is() -> None:
    """Signed 16-bit samples go in and out; a torn last byte does no harm."""
    clip = from_pcm(tone(0.1).to_pcm() + b"\x01")
    assert clip.seconds == pytest.approx(0.1)


@pytest.mark.parametrize(
    "body",
    [b"", b"RIFF", b"not a sound at all" * 100, bytes(5000), silence(0.0).to_wav(), b"#!AMR\n", b"OggS" + bytes(100)],
    ids=["empty", "torn header", "text", "zeros", "WAV without samples", "AMR without frames", "torn OGG"],
)
def test_what_is_no_recording_is_refused(body: bytes) -> None:
    """The error is UnreadableAudio, never one of the decoder's own."""
    with pytest.raises(UnreadableAudio):
        decode(body)


def test_a_cut_off_recording_keeps_what_arrived(encoded: Encode) -> None:
    """Half of an MP3 is heard as far as it goes."""
    body = encoded(tone(4.0, 44_100), "mp3", "libmp3lame")
    assert 1.0 < decode(body[: len(body) // 2]).seconds < 3.0


def test_ten_minutes_are_refused_at_once(encoded: Encode) -> None:
    """Decoding stops after a minute of sound; what comes later is never looked at, or its damage would be found."""
    body = encoded(tone(600.0, 8_000), "flac", "flac")
    with pytest.raises(UnreadableAudio):
        decode(damaged_from(body, second=30))
    with pytest.raises(RecordingTooLong):
        decode(damaged_from(body, second=90))


def damaged_from(body: bytes, second: int) -> bytes:
    """Ten minutes of which nothing can be decoded from a second on."""
    at = len(body) * second // 600
    return body[:at] + bytes(len(body) - at)


def test_a_body_over_the_cap_is_not_even_opened() -> None:
    """What is larger than a minute can be is refused by its size."""
    with pytest.raises(RecordingTooLong):
        decode(bytes(13_000_000))


def test_a_whole_minute_is_taken() -> None:
    """The limit itself is still allowed."""
    assert decode(silence(60.0).to_wav()).seconds == pytest.approx(60.0)


def test_resampling_keeps_length_and_pitch() -> None:
    """A tone at 24 kHz is the same tone at 16 kHz."""
    clip = resampled(tone(1.0, 24_000), 16_000)
    spectrum = np.abs(np.fft.rfft(clip.samples))
    assert clip.seconds == pytest.approx(1.0, abs=0.01)
    assert np.argmax(spectrum) * clip.rate / len(clip.samples) == pytest.approx(440, abs=2)


def test_clips_of_different_rates_are_not_mixed() -> None:
    """Joining them would change somebody's voice."""
    with pytest.raises(ValueError, match="one rate"):
        joined([tone(0.1, 8_000), tone(0.1, 16_000)])
