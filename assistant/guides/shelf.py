"""The guide files of one folder as they come, change and go while the service runs."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

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


class Shelf:
    """Reads a file again only when it has changed. Safe to ask from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._files: dict[str, _File] = {}
        self._standing: Standing | None = None

    def standing(self) -> Standing:
        """The guides as the files are now; the same object until a file changes.

        Raises GuideError where there never was a usable guide. A folder that is emptied later leaves all guides in
        service: it is being copied anew, or its disk is gone.
        """
        with self._lock:
            stamps = self._stamps()
            if self._standing is None or stamps != {name: file.stamp for name, file in self._files.items()}:
                self._files = {name: self._looked_at(name, stamp) for name, stamp in stamps.items()}
                self._standing = self._arranged()
            return self._standing

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

    def _looked_at(self, name: str, stamp: tuple[int, int]) -> _File:
        before = self._files.get(name)
        if before is not None and before.stamp == stamp:
            return before
        try:
            return _File(stamp, read_guide(self._folder / name))
        except GuideFilesInvalid as error:
            return _File(stamp, before.guide if before else None, error.faults)

    def _arranged(self) -> Standing:
        files = self._files.values()
        guides = {file.guide.id: file.guide for file in files if file.guide is not None}
        faults = tuple(fault for file in files for fault in file.faults)
        if guides:
            return Standing(guides, faults)
        none = f"no guide in {self._folder}: put at least one .yml file there"
        if self._standing is not None:
            return Standing(self._standing.guides, (*faults, Fault(self._folder.name, 1, "", none)))
        raise GuideFilesInvalid(faults) if faults else GuideError(none)
