"""Whole guides at the kiosk, from the first tap to the last step: by voice without reading, and by touch without speaking."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.guides.catalogue import catalogue
from tests.channels.speech import said_after_a_second
from tests.channels.visits import Visit

pytestmark = pytest.mark.browser

HIDE_WORDS = """() => { const hidden = new CSSStyleSheet();
  hidden.replaceSync('.top, .stage, .bar, .foot, .notice, .partial, .talk-word, .talk-hint, .talk-more { visibility: hidden !important; }');
  document.adoptedStyleSheets = [hidden]; }"""

MOST_TURNS = 24
TRIES = 4
"""Times a sentence is said again before the guide counts as not to be done by voice."""


SAMPLE = ("pension-auth", "social-card", "medical-reimburse", "elderly-care-service", "progress-query")
"""What is asked about most."""


SPOKEN_SAMPLE = SAMPLE[:2]
"""A sentence takes as long to say as it does."""


def whole(sample: tuple[str, ...]) -> list[Any]:
    """Every guide as a parameter: `sample` in every run, all of them in `make test-all`."""
    marks = {True: (), False: (pytest.mark.whole,)}
    return [pytest.param(guide.id, marks=marks[guide.id in sample], id=guide.id) for guide in catalogue()]


@pytest.mark.parametrize("service", whole(SAMPLE))
def test_a_guide_by_touch_alone(visit, service: str) -> None:
    """With no microphone and no sound, a guide is found by two taps, done step by step by taps alone, and every sentence
    of it stands on the screen (A-11, A-22, field 35)."""
    person = visit("kiosk-lying")
    person.page.add_init_script("delete Navigator.prototype.mediaDevices; delete window.AudioContext;")
    person.page.reload()
    person.page.click("#begin-quiet")
    person.page.click("#services")
    guide = catalogue()[service]
    person.page.click(f"[data-category='{guide.category}']")
    reply = taken(person.page, f"[data-of='{guide.category}'] [data-send='{guide.spoken_name}']")
    for _ in range(MOST_TURNS):
        assert person.page.locator("#lead p").all_inner_texts() == reply["say"]
        assert reply["guide"]["service"] == service
        if reply["guide"]["done"]:
            break
        reply = taken(person.page, "#choices button >> nth=0")
    assert reply["guide"]["done"]


def taken(page: Page, selector: str) -> dict[str, Any]:
    """The reply to a tap, once it stands on the screen."""
    with page.expect_response("**/api/chat") as answered:
        page.click(selector)
    expect(page.locator("body")).not_to_have_attribute("data-voice", "thinking")
    reply: dict[str, Any] = answered.value.json()
    return reply


@dataclass(frozen=True)
class Speaker:
    """A person who speaks with the house's own voice into a microphone that is a file."""

    page: Page
    url: str
    sound: Path

    def say(self, text: str) -> None:
        """Speaks one sentence after a tap, and waits for what follows."""
        self.sound.write_bytes(said_after_a_second(self.url, text))
        self.page.click("#talk")
        expect(self.page.locator("body")).to_have_attribute("data-voice", "listening")
        expect(self.page.locator("body")).not_to_have_attribute("data-voice", "listening")
        expect(self.page.locator("body")).not_to_have_attribute("data-voice", "thinking")


@pytest.fixture(scope="module")
def speaking_browser(browser_hearing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    """Chromium with a microphone whose file is changed from sentence to sentence: it is read anew at each opening."""
    sound = tmp_path_factory.mktemp("voice") / "said.wav"
    sound.write_bytes(b"")
    browser = browser_hearing(sound)
    yield browser, sound
    browser.close()


@pytest.mark.audio
@pytest.mark.parametrize("service", whole(SPOKEN_SAMPLE))
def test_a_guide_by_voice_alone(speaking_browser, server, service: str) -> None:
    """With every word on the screen hidden, a guide is done by tapping the round button and speaking: the answers on
    offer are spoken, and what is said is heard by the real recogniser (A-22, field 34)."""
    browser, sound = speaking_browser
    context = browser.new_context(permissions=["microphone"])
    page = context.new_page()
    frames: list[dict[str, Any]] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: note(frame, frames)))
    person = Visit(page, server.url, "kiosk-lying")
    page.evaluate(HIDE_WORDS)
    speaker = Speaker(page, server.url, sound)
    name = catalogue()[service].spoken_name
    begin = (f"我要办{name}", f"{name}怎么办")
    reply = asked(speaker, frames, begin)
    for _ in range(MOST_TURNS):
        if finished(reply, service):
            break
        reply = asked(speaker, frames, next_words(reply, service, begin))
    assert finished(reply, service)
    person.shoot(f"by-voice-{service}")
    context.close()


def finished(reply: dict[str, Any], service: str) -> bool:
    """True where the last step of the guide has been done."""
    guide = reply["guide"]
    return bool(guide and guide["service"] == service and guide["done"])


def note(frame: str | bytes, frames: list[dict[str, Any]]) -> None:
    """Keeps the JSON frames of the socket."""
    if isinstance(frame, str):
        frames.append(json.loads(frame))


def next_words(reply: dict[str, Any], service: str, begin: tuple[str, ...]) -> tuple[str, ...]:
    """What a person says to this reply, in two ways. Who was misheard and led astray goes back to what they were at."""
    titles = [choice["title"] for choice in reply["choices"]]
    if reply["guide"] is None or reply["guide"]["service"] != service:
        return ("接着办",) if "接着办" in titles else begin
    return (titles[0], "第一个") if len(titles) > 1 else ("下一步", "弄好了")


def asked(speaker: Speaker, frames: list[dict[str, Any]], ways: tuple[str, ...]) -> dict[str, Any]:
    """The reply that brought the guide on; what was not understood is said again, in other words."""
    before = place(frames)
    for wanted in itertools.islice(itertools.cycle(ways), TRIES):
        speaker.say(wanted)
        if place(frames) != before:
            break
    return next(frame for frame in reversed(frames) if frame["type"] == "reply")


def place(frames: list[dict[str, Any]]) -> tuple[Any, ...] | None:
    """Where the last reply stands in which guide."""
    guide = next((frame["guide"] for frame in reversed(frames) if frame["type"] == "reply"), None)
    return (guide["service"], guide["step"], guide["done"]) if guide else None
