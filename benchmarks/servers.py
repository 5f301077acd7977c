"""The three sides, started as processes of their own on free ports of loopback, and stopped again.

ours    `linban serve`, without voice unless asked for
same    stock `rasa run --enable-api` with `rasa run actions`, serving our model
stock   the same with the pipeline and policies that Rasa recommends (stock_pipeline.yml), trained on our data
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psutil
import yaml

from assistant.settings import ROOT, Settings
from benchmarks.load import ChatEdge, Edge, RestEdge

SIDES = ("ours", "same", "stock")
_START_SECONDS = 180.0
_LOOK_SECONDS = 0.1
_STOCK_DATA = ("nlu", "rules", "stories")
_HERE = Path(__file__).parent


class SideFailed(RuntimeError):
    """A side did not start, or stock Rasa could not be trained; the message holds the end of its log."""


@dataclass(frozen=True)
class Memory:
    """What the processes of a side hold, in MB."""

    resident: float
    """Summed; what processes share is counted in each."""
    proportional: float
    """Summed; what processes share is divided among them."""


@dataclass(frozen=True)
class Side:
    """A side that answers."""

    name: str
    url: str
    edge: Edge
    processes: tuple["subprocess.Popen[bytes]", ...]
    started: float
    """The clock when the first process was started."""
    ready: float = 0.0
    """The clock when it said that it was ready."""

    def memory(self) -> Memory:
        """What all its processes hold now."""
        family = [psutil.Process(process.pid) for process in self.processes]
        family += [child for parent in family for child in parent.children(recursive=True)]
        held = [member.memory_full_info() for member in family]
        return Memory(sum(one.rss for one in held) / 1e6, sum(one.pss for one in held) / 1e6)

    def stop(self) -> None:
        """Ends its processes."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Stand:
    """Starts sides; knows the models and the folder for logs and written configuration."""

    def __init__(self, settings: Settings, ours: Path, stock: Path, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # Training anew while the benchmark runs takes the old model away; every round is to serve the same one.
        self._models = {"same": Path(shutil.copy(ours, folder / "same.tar.gz")), "stock": stock}

    def start(self, name: str, voice: str = "off") -> Side:
        """The side, ready to answer by its own account. Raises SideFailed."""
        log = self._folder / f"{name}.log"
        started = time.perf_counter()
        with log.open("w") as out:
            side = (
                self._ours(voice, out.fileno(), started) if name == "ours" else self._rasa(name, out.fileno(), started)
            )
        try:
            health = "/api/health" if name == "ours" else "/status"
            _wait(side, f"{side.url}{health}", log)
        except BaseException:
            side.stop()
            raise
        return replace(side, ready=time.perf_counter())

    def _ours(self, voice: str, out: int, started: float) -> Side:
        port = _free_port()
        own = {
            "LINBAN_PORT": str(port),
            "LINBAN_HOST": "127.0.0.1",
            "LINBAN_VOICE": voice,
            "LINBAN_FETCH": "never",
            "LINBAN_RENDER": "never",
        }
        process = self._process(["-m", "assistant.cli", "serve"], out, own)
        return Side("ours", f"http://127.0.0.1:{port}", ChatEdge(), (process,), started)

    def _rasa(self, name: str, out: int, started: float) -> Side:
        port, actions = _free_port(), _free_port()
        endpoints = self._written(
            f"{name}-endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{actions}/webhook"}}
        )
        credentials = self._written("credentials.yml", {"rest": {}})
        serve = ["-m", "rasa", "run", "--enable-api", "-m", str(self._models[name]), "--endpoints", str(endpoints)]
        serve += ["--credentials", str(credentials), "-i", "127.0.0.1", "-p", str(port)]
        act = ["-m", "rasa", "run", "actions", "--actions", "dialogues.actions", "-p", str(actions)]
        processes = (self._process(act, out), self._process(serve, out))
        return Side(name, f"http://127.0.0.1:{port}", RestEdge(), processes, started)

    def _process(
        self, arguments: Sequence[str], out: int, own: dict[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        environment = {**_environment(self._settings), **(own or {})}
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )

    def _written(self, name: str, content: dict[str, object]) -> Path:
        path = self._folder / name
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path


def stock_model(settings: Settings, progress: Callable[[str], None]) -> Path:
    """The model with Rasa's recommended pipeline, trained once for the data as they are. Raises SideFailed."""
    folder = settings.home / "bench"
    path = folder / f"stock-{_stock_fingerprint()}.tar.gz"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    progress("training stock Rasa on the same data, 100 epochs (once; half an hour and more on 2 cores)")
    command = [
        *(sys.executable, "-m", "rasa", "train", "--skip-validation"),
        *("--config", str(_HERE / "stock_pipeline.yml"), "--domain", str(ROOT / "dialogues" / "domain")),
        *("--data", *(str(ROOT / "dialogues" / name) for name in _STOCK_DATA), str(_HERE / "stock_rules.yml")),
        *("--out", str(folder), "--fixed-model-name", path.name.removesuffix(".tar.gz")),
    ]
    log = folder / "train.log"
    with log.open("w") as out:
        code = subprocess.call(command, cwd=ROOT, env=_environment(settings), stdout=out, stderr=subprocess.STDOUT)
    if code != 0 or not path.exists():
        raise SideFailed(f"stock Rasa was not trained:\n{_end(log)}")
    return path


def _stock_fingerprint() -> str:
    files = [_HERE / "stock_pipeline.yml", _HERE / "stock_rules.yml"]
    for name in ("domain", *_STOCK_DATA):
        files += sorted((ROOT / "dialogues" / name).glob("*.yml"))
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _environment(settings: Settings) -> dict[str, str]:
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false"}
    places = {"PYTHONPATH": str(ROOT), "LINBAN_HOME": str(settings.home), "LINBAN_DATA": str(settings.data)}
    return {**os.environ, **quiet, **places}


def _wait(side: Side, health: str, log: Path) -> None:
    deadline = time.perf_counter() + _START_SECONDS
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.perf_counter() < deadline:
            if any(process.poll() is not None for process in side.processes):
                raise SideFailed(f"{side.name} stopped:\n{_end(log)}")
            try:
                if client.get(health).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(_LOOK_SECONDS)
    raise SideFailed(f"{side.name} was not ready after {_START_SECONDS:.0f} s:\n{_end(log)}")


def _end(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
