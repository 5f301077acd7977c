"""Trains the dialogue model when something it is made of has changed, and only then."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from assistant.errors import DialogueError
from assistant.settings import ROOT, Settings

_INGREDIENTS = ("config.yml", "domain", "nlu", "rules", "stories", "components")
_MAKERS = ("rasa", "scikit-learn")
"""What is learnt by one version of these need not be readable by another."""
_LOOK_SECONDS = 5.0
_PIECE = 1 << 20
_UNFINISHED = "training-"
_ABANDONED_SECONDS = 86_400

Progress = Callable[[str], None]


class TrainingFailed(DialogueError):
    """The model could not be trained; the message names the log."""

    code = "training_failed"


def model_path(settings: Settings) -> Path:
    """Where the model for the dialogues as they are now lies, or will lie."""
    return settings.models / f"linban-{_fingerprint()}.tar.gz"


def train(settings: Settings, progress: Progress, force: bool = False) -> Path:
    """The trained model for the dialogues as they are now; trains it where it is not there yet, or not whole.

    Says what it is doing every few seconds. A model is put in its place only when it is finished, so a start that is
    broken off leaves none. Raises TrainingFailed.
    """
    path = model_path(settings)
    if not force and is_whole(path):
        return path
    settings.models.mkdir(parents=True, exist_ok=True)
    log = settings.home / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress("training the dialogue model (once; it takes some minutes on 2 cores)")
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=settings.models) as folder:
        trained = Path(folder) / path.name
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                _command(trained), cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=_environment(settings)
            )
            _wait(process, progress)
        if process.returncode != 0 or not is_whole(trained):
            raise TrainingFailed(f"training did not finish: see {log.name} in the logs folder")
        trained.replace(path)
    _remove_older(path)
    return path


def is_whole(path: Path) -> bool:
    """Whether a model is there to its last byte: a power cut may leave half of one. Takes a fifth of a second."""
    try:
        with gzip.open(path) as archive:
            size = sum(map(len, iter(lambda: archive.read(_PIECE), b"")))
    except (OSError, EOFError, zlib.error):
        return False
    return size > 0


def command(model: str, out: Path) -> list[str]:
    """The `rasa train` call; what a person would type, with our folders filled in."""
    dialogues = ROOT / "dialogues"
    data = [str(dialogues / name) for name in ("nlu", "rules", "stories")]
    return [
        *(sys.executable, "-m", "rasa", "train", "--skip-validation"),
        *("--config", str(dialogues / "config.yml"), "--domain", str(dialogues / "domain")),
        *("--data", *data, "--out", str(out), "--fixed-model-name", model),
    ]


def _command(path: Path) -> list[str]:
    return command(path.name.removesuffix(".tar.gz"), path.parent)


def _environment(settings: Settings) -> dict[str, str]:
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false"}
    return {**os.environ, **quiet, "LINBAN_HOME": str(settings.home), "LINBAN_DATA": str(settings.data)}


def _wait(process: "subprocess.Popen[bytes]", progress: Progress) -> None:
    started = time.monotonic()
    while True:
        try:
            process.wait(timeout=_LOOK_SECONDS)
            return
        except subprocess.TimeoutExpired:
            progress(f"  still training, {time.monotonic() - started:.0f} s")


def _remove_older(path: Path) -> None:
    for other in path.parent.glob("linban-*.tar.gz"):
        if other != path:
            other.unlink(missing_ok=True)
    for folder in path.parent.glob(f"{_UNFINISHED}*"):
        # What is younger may be another worker's, which is still training.
        if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=8)
    digest.update(" ".join(f"{maker} {version(maker)}" for maker in _MAKERS).encode())
    for file in _files():
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in _INGREDIENTS:
        path = ROOT / "dialogues" / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.suffix in (".yml", ".py"))
