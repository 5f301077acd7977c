"""A second start installs, trains and builds nothing that has not changed."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import ROOT

Start = Callable[[], list[str]]


@pytest.mark.dialogue
def test_the_service_builds_nothing_twice(server: Any, serving: Any, tmp_path: Path) -> None:
    """Started again over the same state folder, it changes no file there and says nothing of training or building."""
    before = _state(server.home)
    assert [name for name in before if name.startswith("models/dialogue/linban-")]
    with serving(server.home, tmp_path / "again.log", LINBAN_HOME=str(server.home)) as again:
        said = again.log.read_text(encoding="utf-8")
    assert _state(server.home) == before
    assert "is ready" in said
    assert [word for word in ("training", "built", "installing") if word in said] == []


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """`make run` in a checkout of the test's own, with an installer and a service that only note that they were called."""
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    calls = tmp_path / "calls"
    for name in ("tools/uv", ".venv/bin/linban"):
        script = tmp_path / name
        script.parent.mkdir(parents=True)
        script.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >> {calls}\n', encoding="utf-8")
        script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'tools'}:{os.environ['PATH']}"}

    def run() -> list[str]:
        calls.write_text("", encoding="utf-8")
        subprocess.run(["make", "run"], cwd=tmp_path, env=environment, check=True, capture_output=True)
        return calls.read_text(encoding="utf-8").splitlines()

    return run


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock"])
def test_only_a_change_is_installed(name: str, start: Start, tmp_path: Path) -> None:
    """The first start installs; one after the file was only touched or checked out anew does not; one after a change does."""
    assert start() == ["uv sync --frozen", "linban serve"]
    assert start() == ["linban serve"]
    (tmp_path / name).touch()
    assert start() == ["linban serve"]
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("# another dependency\n")
    os.utime(tmp_path / name, (0, 0))
    assert start() == ["uv sync --frozen", "linban serve"]
    assert start() == ["linban serve"]


def _state(home: Path) -> dict[str, tuple[int, int]]:
    """Every file of a state folder with its size and time, but for the database of records, which is open."""
    files = (path for path in home.rglob("*") if path.is_file() and not path.name.startswith("records.db"))
    return {path.relative_to(home).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}
