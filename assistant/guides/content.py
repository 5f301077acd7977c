"""The small YAML files of data/: all read in one way, and again when one changes."""

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import yaml

from assistant.guides.catalogue import data_folder

Made = TypeVar("Made")

log = logging.getLogger("linban.content")


def content(*where: str) -> Callable[[Callable[[Any], Made]], Callable[[], Made]]:
    """Makes of a function over the data of a file a function of the file as it is now: `@content("lexicon", "wrong.yml")`.

    It is called anew when the file has changed. A file that cannot be used any more is named in the log, and what was
    made of it before stays in service; one that never could be used raises what reading it raises.
    """

    def of_a_file(make: Callable[[Any], Made]) -> Callable[[], Made]:
        kept: dict[Path, tuple[int, Made]] = {}

        @wraps(make)
        def as_it_is_now() -> Made:
            path = data_folder().joinpath(*where)
            stamp, before = _stamp(path), kept.get(path)
            if before is None or before[0] != stamp:
                kept[path] = before = (stamp, _made(make, path, before))
            return before[1]

        return as_it_is_now

    return of_a_file


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _made(make: Callable[[Any], Made], path: Path, before: tuple[int, Made] | None) -> Made:
    try:
        return make(yaml.safe_load(path.read_text(encoding="utf-8")))
    except Exception as error:
        if before is None:
            raise
        log.warning(
            "%s cannot be used as it is now and stays as it was: %s: %s", path.name, type(error).__name__, error
        )
        return before[1]
