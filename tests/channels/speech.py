"""A question spoken into a page in the house's own voice, and what the page plays back."""

import io
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

PLAYING = """window.playing = new Set(); const { start, stop } = AudioBufferSourceNode.prototype;
  Object.assign(AudioBufferSourceNode.prototype, {
    start(...at) { playing.add(this); this.addEventListener("ended", () => playing.delete(this)); start.apply(this, at); },
    stop(...at) { playing.delete(this); stop.apply(this, at); },
  });"""
"""Keeps the sounds that are playing now in `playing`."""


@contextmanager
def asked_aloud(
    browser_hearing: Callable[[Path], Browser], url: str, path: str, size: tuple[int, int], sound: Path
) -> Iterator[Page]:
    """A page of `size` at `path`, into which 养老金认证怎么弄 has been said, once its answer is being spoken.

    What was heard stands on the page inside the block; see PLAYING for what is sounding.
    """
    sound.write_bytes(said_after_a_second(url, "养老金认证怎么弄"))
    browser = browser_hearing(sound)
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(PLAYING)
    page.goto(url + path)
    if path == "/kiosk":
        page.click("#begin")
    with page.expect_websocket() as opened:
        page.click("#talk")
    heard = "#heard-text" if path == "/kiosk" else ".message[data-from=person] p"
    with opened.value.expect_event("framereceived", lambda frame: isinstance(frame, bytes), timeout=180_000):
        expect(page.locator(heard)).to_contain_text("认证")
        expect(page.locator("#progress")).to_contain_text("养老金")
    page.wait_for_function("() => playing.size > 0")
    yield page
    browser.close()


def said_after_a_second(url: str, text: str) -> bytes:
    """The sentence in the house's own voice, between stretches of silence."""
    answer = httpx.post(f"{url}/api/speak", json={"text": text, "rate": "normal"}, timeout=30)
    sound = io.BytesIO()
    with wave.open(io.BytesIO(answer.content)) as said, wave.open(sound, "wb") as file:
        file.setparams(said.getparams())
        file.writeframes(bytes(2 * said.getframerate()))
        file.writeframes(said.readframes(said.getnframes()))
        file.writeframes(bytes(30 * said.getframerate()))
    return sound.getvalue()
