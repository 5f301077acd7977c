"""The slip for the window and the page of a guide: on the screen, on A4, on a roll of 80 mm, on a phone without scripts."""

import io
import re

import httpx
import pytest
import yaml
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from assistant.guides.catalogue import catalogue, filled
from assistant.today import today
from channels.pages.layout import PHRASES
from tests.channels.visits import MEASURE, SHOTS

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
GUIDE = "pension-auth"
MILLIMETRE = 72 / 25.4
"""In points, the unit of a PDF."""
PAPERS = pytest.mark.parametrize(("paper", "width", "height"), [("a4", 210, 297), ("80", 80, 297)])

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    """A page of a browser of its own, for what is read and not used."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def read_code(page: Page) -> str:
    """What a phone reads in the QR code that is drawn on the page."""
    picture = Image.open(io.BytesIO(page.locator(".slip-code svg").screenshot()))
    return zxingcpp.read_barcode(picture).text


@PAPERS
def test_the_slip_fits_its_paper(page, server, paper: str, width: int, height: int) -> None:
    """Printed, the slip has the size of its paper, names every material, and nothing runs over its edge (A-24)."""
    page.goto(f"{server.url}/slip/{GUIDE}?paper={paper}")
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / f"slip-{paper}.pdf").write_bytes(printed)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    for across, down in boxes:
        assert float(across) == pytest.approx(width * MILLIMETRE, abs=1)
        assert float(down) == pytest.approx(height * MILLIMETRE, abs=1)
    # As wide as the paper, without its margins, in CSS pixels.
    page.set_viewport_size({"width": round((width - (32 if paper == "a4" else 8)) * 96 / 25.4), "height": 900})
    shoot(page, f"slip-{paper}-printed")
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    slip = page.locator(".slip")
    for material in catalogue()[GUIDE].materials:
        expect(slip).to_contain_text(material.name)
    for aspect in ("where", "phone", "fee"):
        expect(slip.get_by_role("heading", name=WORDS["slip"][aspect])).to_be_visible()
    expect(slip).to_contain_text(today().isoformat())
    smallest = {"a4": 16, "80": 12}[paper] * 96 / 72
    assert min(text["size"] for text in page.evaluate(MEASURE)["texts"]) >= smallest - 0.1


@PAPERS
def test_the_code_is_read_from_paper(page, server, paper: str, width: int, height: int) -> None:
    """The QR code as printed is read by a decoder, and leads to the guide's page; where no phone reaches the machine, it
    holds what to bring and whom to ring."""
    host = "cun.example:8000"
    slip = httpx.get(f"{server.url}/slip/{GUIDE}?paper={paper}", headers={"Host": host})
    # The page is drawn from the real machine, as a phone's page would be from the village's.
    page.route(f"**/slip/{GUIDE}**", lambda route: route.fulfill(body=slip.text, headers=dict(slip.headers)))
    page.goto(f"{server.url}/slip/{GUIDE}?paper={paper}")
    page.emulate_media(media="print")
    assert read_code(page) == f"http://{host}/guides/{GUIDE}"
    assert httpx.get(f"{server.url}/guides/{GUIDE}").status_code == 200
    page.unroute(f"**/slip/{GUIDE}**")
    page.reload()
    words = read_code(page)
    guide = catalogue()[GUIDE]
    assert words.startswith(guide.name)
    assert next(material.name for material in guide.materials if material.required) in words


def test_the_kiosk_prints_the_slip_and_nothing_else(visit) -> None:
    """At the kiosk the slip is shown first, one tap prints it, and the paper holds neither buttons nor what was said."""
    person = visit("kiosk-lying")
    person.page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; };")
    person.reload()
    person.hears("养老金认证怎么弄", confidence=0.9)
    person.speak_shortly()
    person.answered()
    person.page.click("#print")
    expect(person.page.locator("#slip-paper h2")).to_have_text(catalogue()[GUIDE].name)
    assert person.page.evaluate("() => window.printed") is None
    person.page.click("#slip-print")
    assert person.page.evaluate("() => window.printed") == 1
    expect(person.page.locator("#slip-said")).to_have_text(WORDS["slip"]["printing"])
    person.page.emulate_media(media="print")
    shoot(person.page, "kiosk-slip-printed")
    expect(person.page.locator("button:visible")).to_have_count(0)
    expect(person.page.locator("#heard-text")).to_be_hidden()
    person.page.emulate_media(media="screen")
    person.page.click("#slip-back")
    expect(person.page.locator("#lead p").first).to_be_visible()


def test_a_slip_that_is_asked_for_comes_up(visit) -> None:
    """给我打张纸, said or written, brings the slip to the front, ready for the one tap that prints it."""
    person = visit("kiosk-lying")
    person.hears("养老金认证怎么弄", confidence=0.9)
    person.speak_shortly()
    person.answered()
    person.write("给我打张纸")
    expect(person.page.locator("#slip-paper h2")).to_have_text(catalogue()[GUIDE].name)
    expect(person.page.locator("#slip-print")).to_be_visible()
    person.page.click("#slip-back")
    expect(person.page.locator("#lead p").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_guide_is_read_without_a_script(browser, server, width: int) -> None:
    """With scripts forbidden, the page of a guide holds every step of every way, large, on any screen, with links big
    enough to hit (A-01, A-09, A-24); and axe finds nothing where scripts are allowed."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(f"{server.url}/guides/{GUIDE}")
    shoot(page, f"guide-{width}")
    guide = catalogue()[GUIDE]
    read = page.locator("main").inner_text()
    for path in guide.paths.values():
        for step in path.steps:
            for sentence in filled(guide, step.say):
                assert sentence in read
    drawn = page.evaluate(MEASURE)
    assert [text for text in drawn["texts"] if text["size"] < 20] == []
    assert [link for link in drawn["targets"] if min(link["width"], link["height"]) < 60] == []
    assert drawn["sideways"] <= 0
    context.close()
    page = browser.new_page()
    page.goto(f"{server.url}/guides/{GUIDE}")
    assert Axe().run(page).response["violations"] == []
    page.close()


def test_a_guide_that_is_not_there_says_so(page, server) -> None:
    """An unknown address is answered in plain words, with a way on."""
    answer = page.goto(f"{server.url}/guides/none-such")
    assert answer.status == 404
    expect(page.locator("body")).to_contain_text(WORDS["guide_page"]["missing"])
    assert page.evaluate(MEASURE)["targets"]


def test_the_family_gets_the_address_of_the_guide(visit) -> None:
    """发给家里人看 offers the address of the guide to whatever the phone can send with; elsewhere it opens the guide."""
    person = visit("phone")
    person.page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); };")
    person.reload()
    person.reach("question")
    person.page.click("#share-link")
    assert person.page.evaluate("() => window.shared.url").endswith(f"/guides/{GUIDE}")
    desk = visit("desk")
    desk.page.add_init_script("delete Navigator.prototype.share;")
    desk.reload()
    desk.reach("question")
    desk.page.click("#share-link")
    expect(desk.page.locator("h1")).to_have_text(catalogue()[GUIDE].name)
