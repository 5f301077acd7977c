"""What the tests share: one trained model, one running server, each made once for the whole run."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.settings import ROOT, Settings, read

# Tests never go to the network, and stand nowhere unless they say where.
os.environ["LINBAN_FETCH"] = "never"
os.environ["LINBAN_PLACE"] = ""
# The day all tests stand on: no review date of the data passes on its own. Moved on when guides are looked at again.
os.environ["LINBAN_TODAY"] = "2026-11-24"
# Nor do they share the machine with work that can wait.
os.environ["LINBAN_RENDER"] = "never"
START_SECONDS = 420
STOP_SECONDS = 90


@dataclass(frozen=True)
class Server:
    """A running service."""

    url: str
    home: Path
    log: Path
    pid: int


Serving = Callable[..., AbstractContextManager[Server]]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this checkout, with its own state folder, so that a model is trained once for all runs."""
    chosen = read()
    os.environ["LINBAN_HOME"], os.environ["LINBAN_DATA"] = str(chosen.home), str(chosen.data)
    return chosen


@pytest.fixture(scope="session")
def model(settings: Settings) -> Path:
    """The trained dialogue model."""
    from assistant.training import train

    return train(settings, print)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ended(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process of ours, in good order where it can, and in any case."""
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@contextmanager
def _serving(home: Path, log: Path, **variables: str) -> Iterator[Server]:
    """The real service as a process of its own, started the way `make run` starts it; it ends with the block."""
    port = free_port()
    environment = {**os.environ, "LINBAN_PORT": str(port), "LINBAN_HOST": "127.0.0.1", **variables}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process, log)
        yield Server(url, home, log, process.pid)
    finally:
        ended(process)


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Starts services of a test's own: `with serving(home, log, LINBAN_DATA=…) as server`."""
    return _serving


@pytest.fixture(scope="session")
def server(settings: Settings, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real service over this checkout."""
    with _serving(settings.home, tmp_path_factory.mktemp("server") / "server.log") as running:
        yield running


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the service stopped:\n{log.read_text()[-3000:]}")
        try:
            if httpx.get(f"{url}/api/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise RuntimeError(f"the service did not start:\n{log.read_text()[-3000:]}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, under which no other test can start one."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
