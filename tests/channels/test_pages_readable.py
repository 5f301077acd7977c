"""What stands on the pages can be read and hit by people who see poorly and whose hands shake."""

import itertools
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.channels.visits import KIOSK_WAYS, SIZES, WAYS, Visit

TOKENS = Path(__file__).parents[2] / "channels" / "pages" / "static" / "styles" / "tokens.css"

EVERYWHERE = [
    pytest.param(kind, way, id=f"{kind}-{'-'.join(way)}")
    for kind, (path, *_) in SIZES.items()
    for way in (KIOSK_WAYS if path == "/kiosk" else WAYS)
]

COVERED = """() => [...document.querySelectorAll('button')].filter((e) => e.checkVisibility()).filter((e) => {
  const {x, y, width, height} = e.getBoundingClientRect();
  return [[.5, .5], [.5, .06], [.5, .94]].some(([across, down]) => {
    const hit = document.elementFromPoint(x + width * across, y + height * down);
    return !hit || !(e.contains(hit) || hit.contains(e) && hit.matches('button')); });
}).map((e) => e.id || e.textContent.trim())"""

TEXT_PAIRS = (
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("on-accent", "accent"),
    ("on-accent", "accent-pressed"),
    ("accent-pressed", "accent-tint"),
    ("ink", "accent-tint"),
    ("warning", "warning-tint"),
    ("warning", "sheet"),
    ("warning", "paper"),
    ("paper", "ink"),
)
EDGE_PAIRS = (("line", "paper"), ("line", "sheet"), ("accent", "paper"), ("accent", "accent-tint"), ("focus", "paper"))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two tokens, 1 to 21."""
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8")))
    light, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    """Every pair of text and ground in use has a contrast of 7:1 or more (A-06)."""
    assert contrast(text, ground) >= 7


@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_stand_out_from_their_ground(edge: str, ground: str) -> None:
    """The outline of a control, and the ring around the focused one, have a contrast of 3:1 or more (A-07)."""
    assert contrast(edge, ground) >= 3


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "way"), EVERYWHERE)
def test_every_state_can_be_read_and_hit(visit, kind: str, way: tuple[str, ...]) -> None:
    """In each state every text is large (A-01) and well spaced (A-04), every target is big enough (A-09) and apart from
    the next (A-10), nothing needs sideways scrolling (A-24), help stays where it was (A-27), the label of generated
    words is on screen (P-24), and axe finds nothing against WCAG 2.2 AA. On a kiosk every button lies wholly on the
    screen and uncovered in every size of text: nobody has to drag (A-11); the largest is 48 px (A-02)."""
    person = visit(kind)
    help_at_start = person.page.locator("#bar-human").bounding_box()
    for state in way:
        person.reach(state)
        for size in ("1", "2", "3") if person.kiosk else ("1",):
            if size != "1":
                set_size(person, size)
            person.shoot(state if size == "1" else f"{state}-size-{size}")
            can_be_read_and_hit(person, f"{state}, size {size}")
            if size == "1":
                assert person.page.locator("#bar-human").bounding_box() == help_at_start, state
                assert violations(person.page) == [], state
        if person.kiosk:
            assert max(t["size"] for t in person.measure()["texts"]) >= 48, state
            if state != way[-1]:
                set_size(person, "1")


def set_size(person: Visit, size: str) -> None:
    """Sets the size of the text, by hand as everybody does."""
    person.page.click(f"button[data-size='{size}']")
    person.settle()


def can_be_read_and_hit(person: Visit, where: str) -> None:
    """Everything that can be measured on the page as it stands."""
    page = person.measure()
    smallest_text, smallest_target = (28, 72) if person.kiosk else (20, 60)
    assert [t for t in page["texts"] if t["size"] < smallest_text] == [], where
    assert [t for t in page["texts"] if t["block"] and t["line"] < 1.3 * t["size"] - 0.1] == [], where
    assert [t for t in page["targets"] if min(t["width"], t["height"]) < smallest_target - 0.1] == [], where
    assert too_close(page["targets"]) == [], where
    assert page["sideways"] <= 0, where
    assert is_on_screen(person.page.locator("#ai-label").bounding_box(), person.page.viewport_size), where
    if person.kiosk:
        assert [t["name"] for t in page["targets"] if not is_on_screen(t, person.page.viewport_size)] == [], where
        assert person.page.evaluate(COVERED) == [], where


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["a4", "80"])
def test_the_slip_can_be_read(visit, paper: str) -> None:
    """Opened as a page of its own, too, axe finds nothing against it on either paper."""
    person = visit("desk")
    person.page.goto(person.page.url.rstrip("/") + f"/slip/pension-auth?paper={paper}")
    assert violations(person.page) == []


def violations(page) -> list[tuple[str, str]]:
    """What axe finds against WCAG 2.0 to 2.2, levels A and AA, and its own best practices."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags, "resultTypes": ["violations"]}).response["violations"]
    return [(v["id"], node["html"][:120]) for v in found for node in v["nodes"]]


def is_on_screen(box: dict, screen: dict) -> bool:
    """True where the whole height of a box is in sight without scrolling."""
    return box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def too_close(targets: list[dict]) -> list[tuple[str, str]]:
    """Pairs of targets with a gap below 8 px; those that scroll under the fixed ones are compared only with their like."""
    pairs = itertools.combinations(targets, 2)
    return [(a["name"], b["name"]) for a, b in pairs if a["fixed"] == b["fixed"] and gap(a, b) < 7.9]


def gap(a: dict, b: dict) -> float:
    """Shortest straight distance between two boxes, in CSS pixels."""
    across = max(b["x"] - a["x"] - a["width"], a["x"] - b["x"] - b["width"], 0)
    down = max(b["y"] - a["y"] - a["height"], a["y"] - b["y"] - b["height"], 0)
    return (across**2 + down**2) ** 0.5


@pytest.mark.browser
def test_the_largest_size_is_thirty_pixels_and_stays(visit) -> None:
    """The web chat can be set to text of 30 px or more, and remembers it (A-02, A-03)."""
    person = visit("phone")
    person.page.click("button[data-size='3']")
    person.page.reload()
    assert person.page.get_attribute("html", "data-size") == "3"
    person.reach("question")
    person.shoot("question-large")
    main = person.page.eval_on_selector_all(
        ".lead, #choices button, .bar-button", "all => all.map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(main) >= 30
    assert person.measure()["sideways"] <= 0


@pytest.mark.browser
def test_lines_are_short(visit, kind: str) -> None:
    """No line of an answer holds more than 22 glyphs (A-25)."""
    person = visit(kind)
    person.reach("question")
    widest = person.page.eval_on_selector_all(
        ".lead:not(:has(p)), .more:not(:has(p)), .lead p, .more p",
        "all => Math.max(...all.map((e) => e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize)))",
    )
    assert widest <= 22.1


@pytest.mark.browser
def test_words_may_be_spaced_out(visit, kind: str) -> None:
    """A reader who forces wider spacing loses neither text nor buttons (A-05)."""
    person = visit(kind)
    person.reach("question")
    person.page.evaluate(
        """() => { const wide = new CSSStyleSheet();
          wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }');
          document.adoptedStyleSheets = [wide]; }"""
    )
    assert person.measure()["sideways"] <= 0
    spilt = person.page.eval_on_selector_all(
        "button",
        "all => all.filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map((e) => e.id || e.textContent)",
    )
    assert spilt == []


@pytest.mark.browser
def test_nothing_moves_by_itself(visit, kind: str) -> None:
    """Nothing on a page changes while nobody touches it (A-14), and nothing blinks (A-29)."""
    person = visit(kind)
    person.reach("question")
    if person.kiosk:
        hush = person.page.locator("#hush")
        hush.click() if hush.is_visible() else None
    # Icons come over the line, each in its own time.
    person.page.wait_for_function(
        "() => [...document.querySelectorAll('line-icon[name]')].every((icon) => !icon.getAttribute('name') || icon.childElementCount)"
    )
    changes = person.page.evaluate(
        """() => new Promise((resolve) => { let changes = 0;
          new MutationObserver((list) => { changes += list.length; })
            .observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
          setTimeout(() => resolve(changes), 2500); })"""
    )
    assert changes == 0
    assert person.page.evaluate("() => document.getAnimations().length") == 0
