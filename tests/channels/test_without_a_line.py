"""The web chat on a phone, readable when the line is down."""

import pytest
import yaml
from playwright.sync_api import Page, expect

from channels.pages.layout import PHRASES
from tests.channels.wire import wire

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
KEPT = """async (path) => { for (const name of await caches.keys())
  if (await (await caches.open(name)).match(path)) return true; return false; }"""

pytestmark = pytest.mark.browser


def until(page: Page, condition: str, about: str | None = None) -> None:
    """Waits for what the page is asked; `wait_for_function` takes the promise itself for a yes."""
    for _ in range(600):
        if page.evaluate(condition, about):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {condition} {about or ''}")


def test_the_pages_are_read_without_a_line(visit, server) -> None:
    """With the line really cut, the chat still opens with what was said, and the guide that was asked about is still
    there to read; nothing of /api/ is kept (P-12)."""
    person = visit("phone")
    page = person.page
    with wire(server.url) as line:
        page.goto(line.url + "/")
        person.reach("question")
        said = page.locator("#messages").inner_text()
        for path in ("/", "/guides/pension-auth", "/static/web/web.js"):
            until(page, KEPT, path)
        # Kept is not yet in force: a worker that is still being installed answers nobody.
        until(page, "() => navigator.serviceWorker.controller?.state === 'activated'")
        line.cut()
        page.reload()
        expect(page.locator("#choices button").first).to_be_visible()
        assert page.locator("#messages").inner_text() == said
        person.shoot("without-a-line")
        page.click("#choices button >> nth=1")
        expect(page.locator("#trouble-text")).to_have_text(WORDS["notice"]["waiting"])
        guide = page.context.new_page()
        guide.goto(line.url + "/guides/pension-auth")
        expect(guide.locator(".steps li").first).to_be_visible()
        guide.close()
        line.mend()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#progress")).to_contain_text("第2步")
        asked = page.evaluate(
            """async () => { const all = [];
            for (const name of await caches.keys())
              for (const { url } of await (await caches.open(name)).keys()) all.push(new URL(url).pathname);
            return all; }"""
        )
    assert [path for path in asked if path.startswith("/api/")] == []
