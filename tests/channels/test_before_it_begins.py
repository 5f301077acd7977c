"""Before anything has begun: the first screen is seen as a whole, and what does nothing yet looks so and says so."""

import itertools

import pytest
import yaml
from playwright.sync_api import expect

from channels.pages.layout import PHRASES
from tests.channels.lines import badly_broken

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
TOO_EARLY = [entry["id"] for entry in WORDS["bar"] if "begun_only" in entry]

pytestmark = pytest.mark.browser

LOOK = """(id) => { const e = document.getElementById(id), look = getComputedStyle(e);
  return [look.borderStyle, look.backgroundColor, look.boxShadow]; }"""
IN_VIEW = """(e) => { const {left, right, top, bottom} = e.getBoundingClientRect();
  return [top + 3, (top + bottom) / 2, bottom - 3].every((y) => e.contains(document.elementFromPoint((left + right) / 2, y))); }"""
ROW = """(e) => [...e.children].map((part) => part.getBoundingClientRect()).map(({left, right, top, bottom}) =>
  [left, right, (top + bottom) / 2])"""


@pytest.mark.parametrize("kind", ["kiosk-upright", "kiosk-lying", "phone", "desk"])
def test_what_does_nothing_yet_looks_so_and_says_so(visit, kind: str) -> None:
    """Before the first question five of the six buttons are empty places in dashes, unlike those that do something
    (A-08); a press sends nothing and tells why in words (A-12, A-23). With the first answer they are ready."""
    person = visit(kind)
    page = person.page
    sent = person.sent()
    for name in TOO_EARLY:
        person.settle()
        assert page.evaluate(LOOK, f"bar-{name}") == ["dashed", "rgba(0, 0, 0, 0)", "none"]
        expect(page.locator(f"#bar-{name}")).to_have_attribute("aria-disabled", "true")
        # Playwright itself does not press what says that it is off.
        page.locator(f"#bar-{name}").click(force=True)
        expect(page.locator("#notice")).to_have_text(WORDS["notice"]["not_yet"])
    assert page.evaluate(LOOK, "bar-human")[0] != "dashed"
    assert sent == []
    person.settle()
    person.shoot("not-yet")
    person.reach("question")
    expect(page.locator("#notice")).to_be_hidden()
    for name in TOO_EARLY:
        expect(page.locator(f"#bar-{name}")).to_have_attribute("aria-disabled", "false")
        assert page.evaluate(LOOK, f"bar-{name}")[0] != "dashed"
    person.reach("over")
    expect(page.locator("#bar-next")).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 740), (320, 640)])
def test_a_phone_shows_the_warning_first(visit, width: int, height: int) -> None:
    """On a phone the warning about swindlers is seen before anything is done (F-08); on a common phone so is the whole
    start. Where something follows below, the last line fades and is not cut. The signs beside the line to write
    in have their words, and the line has room for what stands in it (A-08, A-09)."""
    person = visit("phone")
    page = person.page
    page.set_viewport_size({"width": width, "height": height})
    person.reload()
    person.settle()
    person.shoot(f"start-{width}")
    for selector in ("#greeting", "#scam-warning p", *(("#scam-warning",) if width > 320 else ())):
        assert page.locator(selector).evaluate(IN_VIEW), selector
    more = page.evaluate("() => { const {scrollHeight, clientHeight} = room; return scrollHeight - clientHeight; }")
    if width == 390:
        assert more <= 0
    assert page.locator("#room").evaluate("(e) => e.hasAttribute('data-more')") == (more > 8)
    for selector, word in (("#talk", "speak"), ("#send", "send")):
        expect(page.locator(f"{selector} span")).to_be_visible()
        expect(page.locator(f"{selector} span")).to_have_text(WORDS["write"][word])
        sign, below = (page.locator(f"{selector} {part}").bounding_box() for part in ("svg", "span"))
        assert below["y"] >= sign["y"] + sign["height"] - 1
    line = page.locator("#write-text")
    assert line.bounding_box()["width"] >= 5 * 20
    assert badly_broken(page) == []


@pytest.mark.parametrize("kind", ["kiosk-upright", "kiosk-lying", "desk"])
def test_the_pace_is_one_row(visit, kind: str) -> None:
    """Tortoise, marks and hare stand in one row from left to right, in every size of letters, inside their button."""
    person = visit(kind)
    for size in ("1", "2", "3"):
        person.page.click(f"button[data-size='{size}']")
        person.settle()
        parts = person.page.locator("#pace").evaluate(ROW)
        assert len(parts) == 5
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(parts)), size
        assert max(part[2] for part in parts) - min(part[2] for part in parts) < 2, size
        button = person.page.locator("#bar-slower").bounding_box()
        assert button["x"] <= parts[0][0]
        assert parts[-1][1] <= button["x"] + button["width"]
