"""Trains the dialogue model when something it is made of has changed, and only then."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.errors import DialogueError
from assistant.settings import ROOT, Settings

_INGREDIENTS = ("config.yml", "domain", "nlu", "rules", "stories", "components")
_LOOK_SECONDS = 5.0

Progress = Callable[[str], None]


class TrainingFailed(DialogueError):
    """The model could not be trained; the message names the log."""

    code = "training_failed"


def model_path(settings: Settings) -> Path:
    """Where the model for the dialogues as they are now lies, or will lie."""
    return settings.models / f"linban-{_fingerprint()}.tar.gz"


def train(settings: Settings, progress: Progress, force: bool = False) -> Path:
    """The trained model for the dialogues as they are now; trains it where it is not there yet.

    Says what it is doing every few seconds. Raises TrainingFailed.
    """
    path = model_path(settings)
    if path.exists() and not force:
        return path
    settings.models.mkdir(parents=True, exist_ok=True)
    log = settings.home / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress("training the dialogue model (once; about five minutes on 2 cores)")
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            _command(path), cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=_environment(settings)
        )
        _wait(process, progress)
    if process.returncode != 0 or not path.exists():
        raise TrainingFailed(f"training did not finish: see {log.name} in the logs folder")
    _remove_older(path)
    return path


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


def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for file in _files():
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in _INGREDIENTS:
        path = ROOT / "dialogues" / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.suffix in (".yml", ".py"))
