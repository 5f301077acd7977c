"""A real browser with a real (recorded) microphone, and a ruler for what it draws."""

import math
import random
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.channels.visits import SIZES, Visit

# What is waited for comes at once on an idle machine; a busy one must not fail a test.
expect.set_options(timeout=60_000)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def spoken_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser hears: a second of a quiet room, two seconds loud as a voice, then the quiet room again."""
    path = tmp_path_factory.mktemp("sound") / "spoken.wav"
    rate, noise = 48000, random.Random(1)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        for second in range(12):
            file.writeframes(b"".join(struct.pack("<h", _sample(second + i / rate, noise)) for i in range(rate)))
    return path


def _sample(at: float, noise: random.Random) -> int:
    if 1 <= at < 3:
        return int(8000 * math.sin(2 * math.pi * 300 * at) * (0.5 + 0.5 * math.sin(8 * math.pi * at)))
    return noise.randint(-30, 30)


@pytest.fixture(scope="session")
def browser_hearing() -> Iterator[Callable[[Path], Browser]]:
    """Opens Chromium with a sound file as its microphone."""
    with sync_playwright() as playwright:

        def launch(sound: Path) -> Browser:
            microphone = f"--use-file-for-fake-audio-capture={sound}"
            return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, microphone])

        yield launch


@pytest.fixture(scope="session")
def browser(browser_hearing: Callable[[Path], Browser], spoken_wav: Path) -> Iterator[Browser]:
    """Chromium, hearing `spoken_wav` as its microphone."""
    browser = browser_hearing(spoken_wav)
    yield browser
    browser.close()


@pytest.fixture
def visit(browser: Browser, server: Any) -> Iterator[Callable[[str], Visit]]:
    """Opens a page of one of SIZES as a new person; complaints of the page fail the test."""
    context = browser.new_context(permissions=["microphone"])
    complaints: list[str] = []

    def open_page(kind: str) -> Visit:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return Visit(page, server.url, kind)

    yield open_page
    context.close()
    assert complaints == []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test that asks for `kind` on each size of page, unless it names its own."""
    named = {name for mark in metafunc.definition.iter_markers("parametrize") for name in _names(mark.args[0])}
    if "kind" in metafunc.fixturenames and "kind" not in named:
        metafunc.parametrize("kind", SIZES)


def _names(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
