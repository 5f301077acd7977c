"""Rendering the fixed prompts ahead, while nobody needs the machine."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from assistant.errors import SpeakingError
from voice.phrasing import in_clauses
from voice.reading import Reader

_BUSY_SECONDS = 20.0
"""So long after somebody was last spoken to, nothing is rendered ahead."""
_LOW_PRIORITY = 15

_T = TypeVar("_T")


class Keeps(Protocol):
    """A voice that keeps what it is told to keep."""

    def keep(self, text: str) -> bool:
        """Render and keep; False where it is there already."""

    def forget_others(self, texts: Iterable[str]) -> int:
        """Delete the prompts that are none of `texts`."""


def clauses_of(texts: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """Return each clause once, as the voice is asked for it; texts with a {slot} are left out."""
    fixed = (text for text in texts if "{" not in text)
    return tuple(dict.fromkeys(clause.text for text in fixed for clause in in_clauses(reader.read(text))))


def render_ahead(voice: Keeps, clauses: Iterable[str], idle_seconds: Callable[[], float], stop: threading.Event) -> int:
    """Keep each clause, pausing while the machine is needed; return how many were new. Ends early at `stop`.

    Works half of the time; see `at_low_priority`. A voice or disk that fails ends it: the prompts are then rendered
    when they are needed, as without it.
    """
    every, new = tuple(clauses), 0
    with contextlib.suppress(SpeakingError, OSError):
        voice.forget_others(every)
        for clause in every:
            while idle_seconds() < _BUSY_SECONDS and not stop.wait(1.0):
                pass
            if stop.is_set():
                break
            started = time.monotonic()
            if voice.keep(clause):
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
