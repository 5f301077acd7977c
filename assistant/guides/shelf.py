"""The guide files of one folder as they come, change and go while the service runs."""

import asyncio
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from assistant.errors import GuideError
from assistant.guides.document import Fault, GuideFilesInvalid
from assistant.guides.loader import read_guide
from assistant.guides.model import Guide


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands on the shelf between two changes."""

    guides: Mapping[str, Guide]
    """The usable guides by id, in the order of their file names."""
    faults: tuple[Fault, ...]
    """What is wrong in files that cannot be used; a guide that was good before stands as it was."""


@dataclass(frozen=True)
class _File:
    stamp: tuple[int, int]
    guide: Guide | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class _Taken:
    """What was last taken in; replaced as a whole, so that everybody sees either the old or the new."""

    files: Mapping[str, _File]
    standing: Standing

    @property
    def stamps(self) -> Mapping[str, tuple[int, int]]:
        return {name: file.stamp for name, file in self.files.items()}


class Shelf:
    """Reads a file again only when it has changed. Safe to ask from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = Lock()
        self._taken: _Taken | None = None

    def standing(self) -> Standing:
        """The guides as the files are now; the same object until a file changes.

        An event loop is never held up: asked from one, changed files are read beside it, and the guides stand as they
        were until that is done. Raises GuideError where there never was a usable guide. A folder that is emptied later
        leaves all guides in service: it is being copied anew, or its disk is gone.
        """
        taken, stamps = self._taken, self._stamps()
        if taken is not None and stamps == taken.stamps:
            return taken.standing
        if taken is None or not _on_an_event_loop():
            with self._reading:
                return self._take_in()
        if self._reading.acquire(blocking=False):
            return self._take_in_beside(taken, stamps)
        return taken.standing

    def _take_in(self) -> Standing:
        stamps = self._stamps()
        before = self._taken.files if self._taken is not None else {}
        files = {name: self._looked_at(before.get(name), name, stamp) for name, stamp in stamps.items()}
        taken = self._taken = _Taken(files, self._arranged(files.values()))
        return taken.standing

    def _take_in_beside(self, taken: _Taken, stamps: Mapping[str, tuple[int, int]]) -> Standing:
        """Takes over the lock, and gives it back when all is read."""
        if stamps.items() <= taken.stamps.items():
            # Files went, none came: there is nothing to read.
            try:
                return self._take_in()
            finally:
                self._reading.release()

        def read() -> None:
            try:
                self._take_in()
            finally:
                self._reading.release()

        Thread(target=read, name="guides", daemon=True).start()
        return taken.standing

    def _stamps(self) -> dict[str, tuple[int, int]]:
        found = {}
        # Every turn asks several times, and a listing that is walked takes a fifth of globbing.
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):  # gone since the folder was listed
                    if entry.name.endswith(".yml"):
                        state = entry.stat()
                        found[entry.name] = (state.st_mtime_ns, state.st_size)
        return dict(sorted(found.items()))

    def _looked_at(self, before: _File | None, name: str, stamp: tuple[int, int]) -> _File:
        if before is not None and before.stamp == stamp:
            return before
        try:
            return _File(stamp, read_guide(self._folder / name))
        except GuideFilesInvalid as error:
            return _File(stamp, before.guide if before else None, error.faults)

    def _arranged(self, files: Collection[_File]) -> Standing:
        guides = {file.guide.id: file.guide for file in files if file.guide is not None}
        faults = tuple(fault for file in files for fault in file.faults)
        if guides:
            return Standing(guides, faults)
        none = f"no guide in {self._folder}: put at least one .yml file there"
        if self._taken is not None:
            return Standing(self._taken.standing.guides, (*faults, Fault(self._folder.name, 1, "", none)))
        raise GuideFilesInvalid(faults) if faults else GuideError(none)


def _on_an_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
