"""Rendering the fixed prompts ahead, while nobody needs the machine."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from assistant.errors import SpeakingError
from voice.pace import Pace
from voice.phrasing import in_clauses
from voice.reading import Reader

_BUSY_SECONDS = 20.0
"""So long after somebody was last spoken to, nothing is rendered ahead."""
_LOW_PRIORITY = 15

_T = TypeVar("_T")


@dataclass(frozen=True)
class Prompt:
    """A clause as the voice is asked for it."""

    text: str
    pace: Pace = Pace.NORMAL


class Keeps(Protocol):
    """A voice that keeps what it is told to keep."""

    def keep(self, text: str, pace: Pace = Pace.NORMAL) -> bool:
        """Render and keep; False where it is there already."""

    def forget_others(self, prompts: Iterable[Prompt]) -> int:
        """Delete the prompts that are none of these."""


def in_order(said: Iterable[Sequence[str]], reader: Reader) -> tuple[Prompt, ...]:
    """Return each clause of what is said together, once, in the order of its worth; clauses with a {slot} are left out.

    Whoever asked waits for the first clause only, the others are rendered while it sounds. So the first ones go first,
    at normal pace, then at the slow pace that suits many who are old, and then all the others.
    """
    every = [tuple(_clauses(texts, reader)) for texts in said]
    first = [clause for clauses in every for clause in islice(clauses, 1)]
    prompts = [Prompt(text, pace) for pace in (Pace.NORMAL, Pace.SLOW) for text in first]
    return tuple(dict.fromkeys([*prompts, *(Prompt(text) for clauses in every for text in clauses)]))


def _clauses(texts: Iterable[str], reader: Reader) -> Iterable[str]:
    clauses = (clause.text for text in texts for clause in in_clauses(reader.read(text)))
    return (clause for clause in clauses if not set("{}") & set(clause))


def render_ahead(
    voice: Keeps, prompts: Iterable[Prompt], idle_seconds: Callable[[], float], stop: threading.Event
) -> int:
    """Keep each prompt, pausing while the machine is needed; return how many were new. Ends early at `stop`.

    Works half of the time; see `at_low_priority`. A voice or disk that fails ends it: the prompts are then rendered
    when they are needed, as without it.
    """
    every, new = tuple(prompts), 0
    with contextlib.suppress(SpeakingError, OSError):
        voice.forget_others(every)
        for prompt in every:
            while idle_seconds() < _BUSY_SECONDS and not stop.wait(1.0):
                pass
            if stop.is_set():
                break
            started = time.monotonic()
            if voice.keep(prompt.text, prompt.pace):
                new += 1
                stop.wait(time.monotonic() - started)
    return new


def at_low_priority(work: Callable[[], _T]) -> "Future[_T]":
    """Do work that can wait, in a thread of its own that ends with it: a thread once slowed down stays slow."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead", initializer=_slow_down)
    try:
        return thread.submit(work)
    finally:
        thread.shutdown(wait=False)


def _slow_down() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)
