"""How long a voice takes to its first sound: of a prompt that is kept, and of a sentence nobody has said before."""

import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from assistant.app import mouth
from assistant.settings import Settings
from benchmarks import speech
from voice.lexicon import read_lexicon
from voice.pace import Pace
from voice.prompts import in_order
from voice.reading import Reader
from voice.speakers.cache import CachedSpeaker
from voice.speakers.kept import KeptSpeaker
from voice.speaking import Speaking

GOALS = {"kept on disk": 0.030, "kept in memory": 0.030, "new sentence": 0.250}
"""Seconds."""


async def measured(settings: Settings, sentences: int) -> dict[str, list[float]]:
    """Seconds to the first clip for that many sentences of each kind."""
    reader = Reader(read_lexicon(settings.data / "lexicon").spellings)
    with tempfile.TemporaryDirectory() as home:
        voices = mouth(replace(settings, home=Path(home)))
        speaking = Speaking(CachedSpeaker(voices), reader)
        await speaking.warm()
        known = ["，".join(speech.SENTENCES[at % len(speech.SENTENCES)]) + "。" for at in range(sentences)]
        new = [f"第{number}个人说，{text}" for number, text in enumerate(known, 1)]
        kept = next(one for one in voices.speakers if isinstance(one, KeptSpeaker))
        for prompt in in_order([(text,) for text in known], reader):
            kept.keep(prompt.text, prompt.pace)
        # A memory of its own for each, so that every sentence is read from disk.
        fresh = [Speaking(CachedSpeaker(voices), reader) for _ in known]
        found = {
            "kept on disk": [await _first(one, text) for one, text in zip(fresh, known, strict=True)],
            "new sentence": [await _first(speaking, text) for text in new],
        }
        await _all(speaking, known)
        found["kept in memory"] = [await _first(speaking, text) for text in known]
        for one in (speaking, *fresh):
            one.close()
    return found


async def _first(speaking: Speaking, text: str) -> float:
    started = time.perf_counter()
    clips = speaking.clauses(text, Pace.NORMAL)
    await anext(clips)
    spent = time.perf_counter() - started
    await clips.aclose()  # type: ignore[attr-defined]
    return spent


async def _all(speaking: Speaking, texts: Iterable[str]) -> None:
    for text in texts:
        await speaking.speak(text)
