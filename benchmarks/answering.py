"""From the end of speech to the first sound of the answer, over the real socket: on a new kiosk, and on one in use."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from pathlib import Path
from statistics import median
from typing import Any

from assistant.app import mouth
from assistant.guides.catalogue import catalogue
from assistant.phrases import phrases
from assistant.prompts import prompts
from assistant.settings import Settings
from benchmarks import socket_turns, speech
from benchmarks.socket_turns import Turn
from voice.audio import HEARING_RATE, AudioClip, joined, resampled, silence
from voice.lexicon import read_lexicon
from voice.pace import Pace
from voice.prompts import in_order
from voice.reading import Reader
from voice.speakers import Speaker
from voice.speakers.kept import KeptSpeaker

DECODED_TO_SOUND = 0.150
"""Seconds from the end of decoding to the first sound of the answer: the goal for p95."""
_SHARED = ("models", "cache/meanings.npz")
"""Of LINBAN_HOME, on every kiosk."""
_SPOKEN = "cache/speech"


@dataclass(frozen=True)
class Round:
    """The turns of one kiosk."""

    alone: tuple[Turn, ...]
    cued: tuple[Turn, ...]
    both: tuple[Turn, ...]
    memory: float
    """MB."""


async def measured(settings: Settings, speaker: Speaker, turns: int, say: Callable[[str], None]) -> dict[str, Round]:
    """A round on a kiosk that has rendered nothing ahead, and one where what begins an answer is kept."""
    clips = [resampled(speaker.speak("".join(one), Pace.NORMAL), HEARING_RATE) for one in speech.SENTENCES]
    with _home(settings, _SHARED) as apart:
        new = await _round(apart, clips, turns)
    say("rendering ahead what begins an answer, once for a machine; it takes some minutes")
    _render(settings)
    with _home(settings, (*_SHARED, _SPOKEN)) as apart:
        return {"a new kiosk": new, "a kiosk in use": await _round(apart, clips, turns)}


@contextmanager
def _home(settings: Settings, shared: Sequence[str]) -> Iterator[Settings]:
    """A state folder of its own that shares some of what is in the usual one."""
    with tempfile.TemporaryDirectory() as folder:
        for name in shared:
            link = Path(folder) / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((settings.home / name).resolve())
        yield replace(settings, home=Path(folder))


def _render(settings: Settings) -> None:
    kept = next(one for one in mouth(settings).speakers if isinstance(one, KeptSpeaker))
    said = prompts(phrases(), catalogue(settings.data / "guides"))
    every = in_order(said, Reader(read_lexicon(settings.data / "lexicon").spellings))
    for prompt in takewhile(lambda one: one.pace is Pace.NORMAL, every):
        kept.keep(prompt.text)


async def _round(settings: Settings, clips: Sequence[AudioClip], turns: int) -> Round:
    with socket_turns.served(settings) as (url, pid):
        alone = [await _said(url, f"bench-{n}", clips[n % len(clips)]) for n in range(turns)]
        cued = [await _said(url, f"cued-{n}", clips[n % len(clips)], cues=True) for n in range(turns)]
        pairs = [await _at_once(url, clips, n) for n in range(turns)]
        return Round(tuple(alone), tuple(cued), tuple(chain.from_iterable(pairs)), socket_turns.memory(pid))


async def _said(url: str, session: str, clip: AudioClip, **start: Any) -> Turn:
    return await socket_turns.turn(url, session, joined([silence(0.3), clip]), **start)


async def _at_once(url: str, clips: Sequence[AudioClip], number: int) -> list[Turn]:
    """Two kiosks, spoken to in the same moment."""
    talks = (_said(url, f"both-{number}-{n}", clips[(number + n) % len(clips)]) for n in range(2))
    return list(await asyncio.gather(*talks))


def figures(one: Round, decode: float) -> dict[str, Any]:
    """The figures of a round; `decode` is the recogniser's median in seconds, 0 where it was not measured."""
    sound = median(turn.sound for turn in one.alone)
    return {
        **{name: spread([getattr(turn, name) for turn in one.alone]) for name in ("heard", "reply", "sound")},
        "end of decoding to sound": spread([turn.decoded_to_sound for turn in one.alone]),
        "cue": _cues(one.cued),
        "two at once, sound": spread([turn.sound for turn in one.both]),
        "two at once, end of decoding to sound": spread([turn.decoded_to_sound for turn in one.both]),
        "sound median in decodes": round(sound / decode, 2) if decode else None,
        "memory MB": round(one.memory),
    }


def _cues(turns: Sequence[Turn]) -> dict[str, float]:
    """How often the wait was filled with a word, and when it sounded after the end of speech."""
    said = [one.cue for one in turns if one.cue is not None]
    return {"share": round(len(said) / len(turns), 2), **(spread(said) if said else {})}


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in seconds."""
    ordered = sorted(values)
    return {
        "median": round(median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
    }
