"""The staff corner: the machine tests itself, and only a proved machine lets itself be interrupted by a voice."""

import json
import random
import struct
import time
import wave
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from channels.pages.layout import PHRASES

STAFF = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))["staff"]

PATIENCE_SECONDS = 60.0

pytestmark = pytest.mark.browser


def quiet_room(path: Path) -> Path:
    """A minute of a quiet room: a microphone that works, and hears no loudspeaker."""
    noise = random.Random(2)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", noise.randint(-30, 30)) for _ in range(16000 * 60)))
    return path


def checked(page: Page) -> None:
    """Runs the test, and waits for its end."""
    page.click("#test-run")
    expect(page.locator("#test-said")).to_have_text(STAFF["running"])
    expect(page.locator("#test-run")).to_have_attribute("aria-disabled", "false")


@pytest.mark.audio
def test_a_proved_machine_may_be_interrupted_by_a_voice(browser_hearing, server, tmp_path) -> None:
    """Loudspeaker, microphone and echo are told one by one, with the engines at work; where the loudspeaker stays out of
    the microphone, and only after that, a voice may interrupt."""
    browser = browser_hearing(quiet_room(tmp_path / "room.wav"))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    starts: list[dict] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: note(frame, starts)))
    page.goto(server.url + "/kiosk?staff")
    expect(page.locator("#test-speaker")).to_have_text(STAFF["untested"])
    page.click("#staff-leave")
    speak_once(page, starts)
    assert starts[-1]["duplex"] is False
    for _ in range(5):
        page.click("#brand")
    checked(page)
    expect(page.locator("#test-speaker")).to_have_text(STAFF["works"])
    expect(page.locator("#test-microphone")).to_have_text(STAFF["works"])
    expect(page.locator("#test-echo")).to_have_text(STAFF["no_echo"])
    expect(page.locator("#test-engines")).to_contain_text("whisper")
    expect(page.locator("#test-said")).to_have_text(STAFF["all_well"])
    page.click("#staff-leave")
    speak_once(page, starts)
    assert starts[-1]["duplex"] is True
    browser.close()


def note(frame: str | bytes, starts: list[dict]) -> None:
    """Keeps the frames that begin an utterance."""
    if isinstance(frame, str) and json.loads(frame)["type"] == "start":
        starts.append(json.loads(frame))


def speak_once(page: Page, starts: list[dict]) -> None:
    """Begins a visit and opens the microphone."""
    before = len(starts)
    page.click("#begin")
    page.click("#talk")
    expect(page.locator("body")).to_have_attribute("data-voice", "listening")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(starts) == before:
        assert time.monotonic() < deadline, "no utterance began"
        page.wait_for_timeout(50)
    page.click("#listen-cancel")


def test_a_microphone_that_cannot_be_opened_is_named(visit) -> None:
    """Without a microphone the loudspeaker is tested all the same, and what to look at is said in words."""
    person = visit("kiosk-lying")
    person.page.add_init_script("MediaDevices.prototype.getUserMedia = () => Promise.reject(new Error('denied'));")
    person.page.reload()
    person.reach("staff")
    checked(person.page)
    person.shoot("staff-tested")
    expect(person.page.locator("#test-speaker")).to_have_text(STAFF["works"])
    expect(person.page.locator("#test-microphone")).to_have_text(STAFF["denied"])
    expect(person.page.locator("#test-echo")).to_have_text(STAFF["untested"])
    expect(person.page.locator("#test-said")).to_have_text(STAFF["look"])
