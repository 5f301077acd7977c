"""Speech for the benchmarks: human recordings where they are present, and our own voices slowed, paused and in noise."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np

from assistant.settings import ROOT
from voice.audio import HEARING_RATE, AudioClip, decode, joined, resampled, silence
from voice.likeness import bare
from voice.pace import Pace
from voice.reading import Reader
from voice.speakers import Speaker

RECORDINGS = ROOT.parent / "shared" / "speech"
"""Human speech, for measuring only; not part of the project."""
SENTENCES = (
    ("我想问一下社保卡", "丢了到哪里去补"),
    ("我今年六十五岁了", "养老金怎么领"),
    ("我家老头子", "腿脚不好能不能上门办"),
    ("那个高龄补贴", "一个月有多少钱"),
    ("我要给孙子", "交今年的医保"),
    ("上个月住院花的钱", "能不能报销"),
    ("我的身份证", "下个月就到期了"),
    ("村里发的那个补贴", "还没有打到卡上"),
)
"""Each with the place where a person would stop to think."""
SPEEDS = (0.6, 0.8, 1.0, 1.2)
"""Against the voice's own speed, about 260 syllables a minute."""
PAUSES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Seconds inside the sentence."""
_FAST_IS = 1 / 1.21
"""The fast pace against the voice's own speed."""
_BABBLE = ("今天下午村口放电影大家都去看", "昨天赶集买了两斤肉回来包饺子", "他家的牛跑到山上去了找了半天")


@dataclass(frozen=True)
class Recording:
    """A clip whose words are known."""

    kind: str
    clip: AudioClip
    words: str


def recordings(most: int | None = None) -> Iterator[Recording]:
    """Yield the human recordings by accent; nothing where the folder is not there."""
    table = RECORDINGS / "clips.tsv"
    if not table.exists():
        return
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows[:: max(1, len(rows) // most)] if most else rows:
        clip = decode((RECORDINGS / "clips" / row["file"]).read_bytes())
        yield Recording(_kind(row["accent"]), clip, row["transcript"])


def own_speech(speaker: Speaker, noises: dict[str, AudioClip], most: int | None = None) -> Iterator[Recording]:
    """Yield our own voice: plain, slowed, and at 10 dB over each noise."""
    for halves in SENTENCES[:most]:
        words = "".join(halves)
        plain = resampled(speaker.speak(words, Pace.FAST), HEARING_RATE)
        yield Recording("own voice", plain, words)
        yield Recording("own voice, slow", at_speed(plain, 0.7 / _FAST_IS), words)
        for name, noise in noises.items():
            yield Recording(f"own voice, {name} 10 dB", mixed(plain, noise, 10.0), words)


def paused(speaker: Speaker, halves: tuple[str, str], speed: float, pause: float) -> tuple[AudioClip, float]:
    """Return a sentence with a pause inside and time after it, and where its words end in seconds."""
    parts = [at_speed(resampled(speaker.speak(half, Pace.FAST), HEARING_RATE), speed / _FAST_IS) for half in halves]
    said = joined([silence(0.5), parts[0], silence(pause), parts[1]])
    return joined([said, silence(4.0)]), said.seconds


def fan() -> AudioClip:
    """Return ten seconds of a fan: noise that falls with the pitch, the same every time."""
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(10 * HEARING_RATE))
    hertz = np.fft.rfftfreq(10 * HEARING_RATE, 1 / HEARING_RATE)
    sound = np.fft.irfft(spectrum / np.maximum(hertz, 50.0))
    return AudioClip((sound / np.abs(sound).max()).astype(np.float32), HEARING_RATE)


def babble(speaker: Speaker) -> AudioClip:
    """Return people talking behind: three sentences of our own voice at once, over and over."""
    clips = [resampled(speaker.speak(text * 3, Pace.FAST), HEARING_RATE).samples for text in _BABBLE]
    length = 10 * HEARING_RATE
    sound = sum((np.resize(clip, length) for clip in clips), np.zeros(length, np.float32))
    return AudioClip(np.asarray(sound, np.float32), HEARING_RATE)


def mixed(clip: AudioClip, noise: AudioClip, decibels: float) -> AudioClip:
    """Return the clip in a noise that many decibels under it."""
    under = np.resize(noise.samples, len(clip.samples))
    wanted = clip.rms_dbfs - decibels
    have = AudioClip(under, noise.rate).rms_dbfs
    return AudioClip(clip.samples + under * np.float32(10 ** ((wanted - have) / 20)), clip.rate)


def at_speed(clip: AudioClip, factor: float) -> AudioClip:
    """Return the clip that many times as fast, at the same pitch (ffmpeg's atempo)."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=clip.rate, format="flt", layout="mono")
    tempo, sink = graph.add("atempo", f"tempo={min(2.0, max(0.5, factor)):.4f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(clip.samples.reshape(1, -1), format="flt", layout="mono")
    frame.rate = clip.rate
    graph.push(frame)
    graph.push(None)
    pieces = []
    while True:
        try:
            pieces.append(graph.pull().to_ndarray().reshape(-1))
        except (av.BlockingIOError, av.EOFError):
            return AudioClip(np.concatenate(pieces).astype(np.float32), clip.rate)


def character_errors(said: str, heard: str, reader: Reader) -> tuple[int, int]:
    """Return wrong characters and characters, numbers as words, without punctuation."""
    truth, guess = bare(reader.read(said)), bare(reader.read(heard))
    row = list(range(len(guess) + 1))
    for at, one in enumerate(truth, 1):
        above, row[0] = row[0], at
        for to, other in enumerate(guess, 1):
            above, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, above + (one != other))
    return row[-1], len(truth)


def _kind(accent: str) -> str:
    name = accent.split(",")[0].split(" (")[0]
    if name in ("Mandarin", "standard Mandarin"):
        return "human, Mandarin"
    return f"human, {name}" if name in ("Taiwan Mandarin", "Cantonese") else "human, accented"
