"""A real browser with a real (recorded) microphone, and a ruler for what it draws."""

import math
import random
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

SHOTS = Path(__file__).parents[2] / "test-output" / "pages"

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

SIZES = {
    "kiosk-upright": ("/kiosk", 1080, 1920),
    "kiosk-lying": ("/kiosk", 1280, 800),
    "phone": ("/", 360, 740),
    "narrow-phone": ("/", 320, 640),
    "desk": ("/", 1280, 800),
}

STATES = ("start", "question", "step", "thinking", "not-heard", "doubt", "trouble", "over")

GOODBYE = {
    "say": ["好，先到这里。"],
    "show": "好，先到这里。",
    "choices": [],
    "guide": None,
    "understood": {"act": "goodbye", "service": None, "aspect": None, "confidence": 1, "candidates": []},
    "pictogram": None,
}

# Everything the ruler needs to know about a page, measured in the page.
MEASURE = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const box = (e) => { const {x, y, width, height} = e.getBoundingClientRect(); return {x, y, width, height}; };
  const clipped = (e) => getComputedStyle(e).clipPath !== 'none';
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || !shown(e) || clipped(e)) continue;
    const style = getComputedStyle(e);
    const line = parseFloat(style.lineHeight);
    texts.push({text: node.data.trim(), size: parseFloat(style.fontSize), line, block: !e.closest('button, .brand')});
  }
  const targets = [...document.querySelectorAll('button, a, input, [role=button]')].filter(shown)
    .map((e) => ({name: e.id || e.textContent.trim(), fixed: !e.closest('#room, #stage'), ...box(e)}));
  return {texts, targets, sideways: document.documentElement.scrollWidth - innerWidth, width: innerWidth};
}"""


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


class Visit:
    """One person before one page of one size, with the steps that lead to each state."""

    def __init__(self, page: Page, url: str, kind: str) -> None:
        self.page = page
        self.kind = kind
        self.path, width, height = SIZES[kind]
        self.kiosk = self.path == "/kiosk"
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url + self.path)
        expect(page.locator("#bar-human")).to_be_visible()
        if self.kiosk:
            # Set by the page's module once it runs.
            expect(page.locator("#bar-next")).to_have_attribute("aria-disabled", "true")

    def write(self, text: str) -> None:
        """Types a sentence and sends it."""
        if self.kiosk and self.page.locator("#write").is_hidden():
            self.page.click("#keyboard")
        self.page.fill("#write-text", text)
        self.page.click("#write [type=submit]")

    def answered(self) -> None:
        """Waits until an answer of the assistant stands on the page."""
        if self.kiosk:
            expect(self.page.locator("#lead p").first).to_be_visible(timeout=15000)
        else:
            expect(self.page.locator(".message[data-from=assistant]").nth(1)).to_be_visible(timeout=15000)
            expect(self.page.locator("#thinking")).to_be_hidden(timeout=15000)

    def reach(self, state: str) -> None:
        """Brings the page into one of STATES."""
        getattr(self, "_" + state.replace("-", "_"))()
        self.page.wait_for_timeout(200)

    def _start(self) -> None:
        pass

    def _question(self) -> None:
        self.page.locator("#asked-often button").first.click()
        self.answered()
        expect(self.page.locator("#choices button").first).to_be_visible()

    def _step(self) -> None:
        self._question()
        self.page.locator("#choices button").first.click()
        self.page.wait_for_timeout(300)
        self.page.click("#bar-next")
        expect(self.page.locator("#progress")).to_contain_text("步", timeout=15000)

    def _thinking(self) -> None:
        self.page.route("**/api/chat", lambda _route: None)
        self.write("社保卡丢了咋弄")
        expect(self.page.locator("body")).to_have_attribute("data-voice", "thinking")

    def _not_heard(self) -> None:
        self.hears("", confidence=0.0)
        self.speak_shortly()
        expect(self.page.locator("#notice")).to_be_visible(timeout=10000)

    def _doubt(self) -> None:
        self.hears("养老金认证", confidence=0.3)
        self.speak_shortly()
        expect(self.page.locator("#doubt-right")).to_be_visible(timeout=10000)

    def _trouble(self) -> None:
        self.page.route("**/api/chat", lambda route: route.abort())
        self.write("社保卡丢了咋弄")
        expect(self.page.locator("#trouble-again")).to_be_visible()

    def _over(self) -> None:
        self.page.route("**/api/chat", lambda route: route.fulfill(json=GOODBYE))
        self.write("走了")
        if self.kiosk:
            expect(self.page.locator("#over-home")).to_be_visible()
        else:
            self.answered()

    def hears(self, text: str, confidence: float) -> list[bytes]:
        """Puts words in place of the recogniser's; returns the clips that the page sends it."""
        clips: list[bytes] = []

        def recognise(route: Route) -> None:
            clips.append(route.request.post_data_buffer or b"")
            heard = {"text": text, "confidence": confidence, "alternatives": [], "engine": "test", "seconds": 0}
            route.fulfill(json=heard)

        self.page.route("**/api/hear", recognise)
        return clips

    def speak(self) -> None:
        """Taps the microphone; the recorded voice then does the talking."""
        self.page.click("#talk")
        expect(self.page.locator("body")).to_have_attribute("data-voice", "listening", timeout=5000)

    def speak_shortly(self) -> None:
        """Taps the microphone, and again in the middle of a sentence."""
        self.speak()
        # A second tap sooner than 0.7 s counts as a trembling hand.
        self.page.wait_for_timeout(1000)
        self.page.click("#talk" if self.kiosk else "#listen-finish")

    def measure(self) -> dict[str, Any]:
        """Sizes of all visible text and of everything that can be tapped."""
        return self.page.evaluate(MEASURE)

    def shoot(self, state: str) -> None:
        """Keeps a picture for people to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.kind}-{state}.png")


@pytest.fixture
def visit(browser: Browser, server: Any) -> Iterator[Callable[[str], Visit]]:
    """Opens a page of one of SIZES as a new person; complaints of the page fail the test."""
    context = browser.new_context(permissions=["microphone"])
    complaints: list[str] = []

    def open_page(kind: str) -> Visit:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return Visit(page, server.url, kind)

    yield open_page
    context.close()
    assert complaints == []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test that asks for `kind` or `state` on each of them, unless it names its own."""
    named = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    for name, values in (("kind", SIZES), ("state", STATES)):
        if name in metafunc.fixturenames and name not in named:
            metafunc.parametrize(name, values)
