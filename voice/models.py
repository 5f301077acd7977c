"""The store of speech models under LINBAN_HOME/models: what is there, fetching what is not, and proving it whole."""

import hashlib
import json
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from voice.download import FetchFailed, Progress, Report, client, download
from voice.recognizers import vosk_recognizer, whisper_weights

PUBLISHER = "https://alphacephei.com/vosk/models"
"""Where Vosk's author publishes the models, and their checksums in model-list.json."""
VOSK_CHINESE = "vosk-model-small-cn-0.22"
"""42 MB, Apache-2.0."""
WHISPER = "whisper-base"
_RECORD = ".installed.json"
_MOST_BYTES = 4 << 30
"""An archive that unpacks to more is no model of ours; the large Chinese one has 2 GB."""


class ModelState(StrEnum):
    """What is known about a model on disk."""

    READY = "ready"
    PACKAGED = "packaged"
    """Comes with the installed packages and is put together on first use."""
    ABSENT = "absent"
    DAMAGED = "damaged"
    """A file is missing or differs from what was installed."""


@dataclass(frozen=True)
class StoredModel:
    """One line of `linban models list`."""

    name: str
    state: ModelState
    folder: Path
    detail: str = ""


class ModelStore:
    """The models of one installation."""

    def __init__(self, home: Path, publisher: str = PUBLISHER) -> None:
        """`home` is LINBAN_HOME; `publisher` another address with the same layout, such as a county's mirror."""
        self._home = home
        self._publisher = publisher.rstrip("/")

    def folder(self, name: str) -> Path:
        """Return where the model is, or would be."""
        return self._home / "models" / name

    def list(self) -> tuple[StoredModel, ...]:
        """Say what is there, without reading the large files."""
        return (self._whisper(whole=False), self._vosk(VOSK_CHINESE, whole=False))

    def verify(self) -> tuple[StoredModel, ...]:
        """Say what is there after reading every file and comparing it with what was installed."""
        return (self._whisper(whole=True), self._vosk(VOSK_CHINESE, whole=True))

    def fetch(self, name: str = VOSK_CHINESE, report: Report = lambda _: None) -> Path:
        """Download, check and install a Vosk model, and return its folder; one that is whole is left alone.

        Blocks. Raises FetchFailed with one plain line and leaves nothing half-installed.
        """
        folder = self.folder(name)
        if self._vosk(name, whole=True).state is ModelState.READY:
            return folder
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with client() as http:
                md5 = self._checksum(http, name)
                archive = folder.parent / f".{name}-{md5[:8]}.part"
                download(http, f"{self._publisher}/{name}.zip", archive, md5, report)
            _install(archive, folder, name)
            archive.unlink()
        except OSError as error:
            raise FetchFailed(
                f"the model {name} cannot be written to {folder.parent}: {error.strerror or error}"
            ) from error
        return folder

    def _checksum(self, http: httpx.Client, name: str) -> str:
        url = f"{self._publisher}/model-list.json"
        try:
            published = http.get(url).raise_for_status().json()
            return next(str(one["md5"]) for one in published if one["name"] == name)
        except httpx.HTTPError as error:
            raise FetchFailed(
                f"the model's publisher cannot be reached at {url}: {error or type(error).__name__}"
            ) from error
        except (StopIteration, ValueError, KeyError, TypeError) as error:
            raise FetchFailed(f"{url} does not list {name} with a checksum") from error

    def _whisper(self, *, whole: bool) -> StoredModel:
        folder = self.folder(WHISPER)
        if not folder.exists():
            state = ModelState.PACKAGED if whisper_weights.packaged() else ModelState.ABSENT
            return StoredModel(
                WHISPER, state, folder, "" if state is ModelState.PACKAGED else "install the project again"
            )
        good = whisper_weights.unchanged(folder) if whole else whisper_weights.complete(folder)
        return StoredModel(WHISPER, ModelState.READY if good else ModelState.DAMAGED, folder)

    def _vosk(self, name: str, *, whole: bool) -> StoredModel:
        folder = self.folder(name)
        if not folder.exists():
            return StoredModel(name, ModelState.ABSENT, folder, "run `linban models fetch`")
        if not vosk_recognizer.is_model(folder):
            return StoredModel(name, ModelState.DAMAGED, folder, "no Vosk model is in this folder")
        wrong = _differences(folder) if whole else []
        if whole and not (folder / _RECORD).exists() and not vosk_recognizer.loads(folder):
            wrong = ["it does not load"]
        return StoredModel(name, ModelState.DAMAGED if wrong else ModelState.READY, folder, ", ".join(wrong[:3]))


def _install(archive: Path, folder: Path, name: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".installing-") as scratch:
        _unpack(archive, Path(scratch))
        fresh = Path(scratch) / name
        if not vosk_recognizer.is_model(fresh):
            raise FetchFailed(f"the archive holds no Vosk model named {name}")
        files = {str(path.relative_to(fresh)): _sha256(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
        (fresh / _RECORD).write_text(json.dumps({"model": name, "sha256": files}, indent=1), encoding="utf-8")
        if folder.exists():
            folder.replace(Path(scratch) / "old")
        fresh.replace(folder)


def _unpack(archive: Path, target: Path) -> None:
    """Unpack an archive whose members stay inside `target` and are plain files and folders. Raises FetchFailed."""
    try:
        with zipfile.ZipFile(archive) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > _MOST_BYTES or not all(map(_harmless, members)):
                raise FetchFailed("the archive does not look like a model; it was not unpacked")
            for member in members:
                packed.extract(member, target)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise FetchFailed(f"the archive cannot be unpacked: {error}") from error


def _harmless(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    linked = stat.S_ISLNK(member.external_attr >> 16)
    return not (path.is_absolute() or ".." in path.parts or ":" in member.filename or linked)


def _differences(folder: Path) -> list[str]:
    """Name the files that are missing or changed. A folder put there by hand has no record of what they were."""
    record = folder / _RECORD
    if not record.exists():
        return []
    try:
        installed: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))["sha256"]
    except (ValueError, KeyError, TypeError):
        return [_RECORD]
    return [
        name for name, digest in installed.items() if not (folder / name).is_file() or _sha256(folder / name) != digest
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["PUBLISHER", "VOSK_CHINESE", "WHISPER", "FetchFailed", "ModelState", "ModelStore", "Progress", "StoredModel"]
