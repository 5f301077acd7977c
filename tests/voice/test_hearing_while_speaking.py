"""Vosk hears while a person speaks. Proven with the packaged Korean model; the Chinese one is the same code."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import RecognizerAbsent
from voice.audio import AudioClip, silence
from voice.engine import EngineState
from voice.recognizers import Hints, StreamingRecognizer
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.wording import cleaned, without_gaps

pytestmark = pytest.mark.audio

Speak = Callable[[str], AudioClip]
ANSWERS = Hints(expected=("안녕하세요", "감사합니다", "물"))


def pieces(clip: AudioClip, seconds: float = 0.2) -> list[AudioClip]:
    """Cut a clip as a microphone delivers it."""
    step = round(seconds * clip.rate)
    return [AudioClip(clip.samples[at : at + step], clip.rate) for at in range(0, len(clip.samples), step)]


def test_words_appear_while_the_person_still_speaks(korean_ears: VoskRecognizer, korean: Speak) -> None:
    """There are partial words before the end, and a final result after it."""
    session = korean_ears.start()
    partials = [session.accept(piece) for piece in pieces(korean("감사합니다"))]
    heard = session.finish()
    assert any(partials[:-1])
    assert heard.text
    assert not heard.text.startswith(" ")
    assert heard.audio_seconds > 1.0


@pytest.mark.parametrize("said", ["안녕하세요", "감사합니다", "물"])
def test_with_a_grammar_only_the_expected_is_heard(korean_ears: VoskRecognizer, korean: Speak, said: str) -> None:
    """Told what may be said now, Vosk picks the right one of the three."""
    assert korean_ears.transcribe(korean(said), ANSWERS).text == said


def test_a_phrase_outside_the_model_is_left_out_of_the_grammar(korean_ears: VoskRecognizer, korean: Speak) -> None:
    """Vosk would drop single unknown words and hear a mutilated phrase."""
    hints = Hints(expected=("你好", "감사합니다", "안녕하세요감사합니다"))
    assert korean_ears.transcribe(korean("감사합니다"), hints).text == "감사합니다"
    assert korean_ears.transcribe(korean("감사합니다"), Hints(expected=("你好",))).text != ""


def test_other_ways_to_hear_it_come_best_first(korean_ears: VoskRecognizer, korean: Speak) -> None:
    """Shares of the probability fall, add up to no more than one, and the texts differ."""
    heard = korean_ears.transcribe(korean("안녕하세요"))
    shares = [heard.confidence, *(one.confidence for one in heard.alternatives)]
    assert heard.alternatives
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.0 + 1e-9
    assert heard.text not in [one.text for one in heard.alternatives]


def test_silence_and_noise_are_heard_as_nothing(korean_ears: VoskRecognizer, noise: AudioClip) -> None:
    """Vosk alone hears words in noise; the voice detector has the last word."""
    for clip in (silence(1.0), AudioClip(noise.samples[:16_000], noise.rate), silence(0.0)):
        heard = korean_ears.transcribe(clip)
        assert heard.heard_nothing
        assert heard.confidence == 0.0


def test_any_rate_is_taken(korean_ears: VoskRecognizer, korean: Speak) -> None:
    """espeak's 22 050 Hz are brought to the model's 16 000."""
    assert korean("물").rate == 22_050
    assert korean_ears.transcribe(korean("물"), ANSWERS).text == "물"


def test_sessions_do_not_disturb_each_other(korean_ears: VoskRecognizer, korean: Speak) -> None:
    """Two people at two kiosks of one machine are each heard for themselves."""
    one, other = korean_ears.start(ANSWERS), korean_ears.start(ANSWERS)
    for left, right in zip(pieces(korean("안녕하세요")), pieces(korean("감사합니다")), strict=False):
        one.accept(left)
        other.accept(right)
    assert (one.finish().text[:2], other.finish().text[:2]) == ("안녕", "감사")


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    """Vosk itself would print to stderr and fail without a reason."""
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"not a model")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RecognizerAbsent, match="linban models fetch"):
            VoskRecognizer(folder).load()
    assert VoskRecognizer(tmp_path / "nowhere").health().state is EngineState.ABSENT


def test_vosk_can_be_asked_to_stream(korean_ears: VoskRecognizer) -> None:
    """A channel finds out from the type whether it may show words as they come."""
    streaming: StreamingRecognizer = korean_ears
    assert isinstance(streaming, StreamingRecognizer)


def test_chinese_words_are_joined_and_other_words_are_not() -> None:
    """Vosk puts a space after each word of its lexicon."""
    assert without_gaps("我 要 办 养老金 资格 认证") == "我要办养老金资格认证"
    assert without_gaps("打开 WiFi 网络") == "打开WiFi网络"
    assert without_gaps("good morning") == "good morning"


def test_recognised_text_is_tidied() -> None:
    """Full-width digits, stray marks and echoes do not reach the understanding."""
    assert cleaned(" １２３３３ 怎么 打, ") == "12333怎么打"
    assert cleaned("养老金、认证。") == "养老金认证"
    assert cleaned("请打123-45") == "请打12345"
    assert cleaned("不对。不对。") == "不对"
    assert cleaned("[音乐]") == ""
