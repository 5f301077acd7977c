"""However large the letters, the question and its answers are seen at once: nobody turns a page to find out what is asked."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from assistant.guides.catalogue import catalogue
from tests.channels.lines import badly_broken
from tests.channels.visits import Visit

pytestmark = pytest.mark.browser

KIOSKS = pytest.mark.parametrize("kind", ["kiosk-lying", "kiosk-upright"])
WALKED = ("medical-reimburse", "social-card", "tekun")
"""Guides whose every step is looked at, along the first answers: the longest questions and answers are among them."""
MOST_STEPS = 16

SILENCE = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\x08\0\0\0" + bytes(8)

# What of the last sentence and of the answers is not on the screen, or under something else, or faded.
UNSEEN = """() => {
  const answer = document.getElementById('answer').getBoundingClientRect();
  const more = !document.getElementById('page-down').hidden;
  const floor = Math.min(innerHeight, answer.bottom - (more ? 48 : 0));
  const hit = (e, x, y) => e.contains(document.elementFromPoint(x, y));
  const question = document.querySelector('#lead p:last-child');
  const glyph = parseFloat(getComputedStyle(question).fontSize);
  const words = document.createRange();
  words.selectNodeContents(question);
  const cut = [...words.getClientRects()].filter(({left, right, top, bottom}) => {
    const middle = (top + bottom) / 2;
    return middle - glyph / 2 < answer.top || middle + glyph / 2 > floor || left < 0 || right > innerWidth
      || !hit(question, (left + right) / 2, middle);
  }).map(() => question.textContent);
  const hidden = [...document.querySelectorAll('#choices button, #done:not([hidden]) button')].filter((e) => {
    const {left, right, top, bottom} = e.getBoundingClientRect();
    const label = e.querySelector('span').getBoundingClientRect();
    const inside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    return !inside || label.left < left || label.right > right || label.top < top || label.bottom > bottom
      || [[.5, .1], [.5, .5], [.5, .9], [.1, .5], [.9, .5]].some(
        ([x, y]) => !hit(e, left + (right - left) * x, top + (bottom - top) * y));
  });
  return [...cut, ...hidden.map((e) => e.textContent)];
}"""


@pytest.fixture(scope="module")
def first_questions(server) -> list[dict[str, Any]]:
    """What every guide says first, as the assistant says it."""
    return [asked(server.url, guide.id, guide.spoken_name) for guide in catalogue()]


@pytest.fixture(scope="module")
def steps(server) -> list[dict[str, Any]]:
    """What some guides say from the first step to the last."""
    return [reply for service in WALKED for reply in walked(server.url, service)]


def asked(url: str, session: str, text: str) -> dict[str, Any]:
    """The assistant's reply."""
    said = {"session": f"in-view-{session}", "text": text, "source": "button", "channel": "kiosk"}
    reply: dict[str, Any] = httpx.post(f"{url}/api/chat", json=said, timeout=60).json()
    return reply


def walked(url: str, service: str) -> Iterator[dict[str, Any]]:
    """The replies to the first answer each time, until the guide is done."""
    reply = asked(url, f"walk-{service}", catalogue()[service].spoken_name)
    for _ in range(MOST_STEPS):
        yield reply
        if reply["guide"]["done"]:
            break
        reply = asked(url, f"walk-{service}", reply["choices"][0]["send"] if reply["choices"] else "下一步")


def guide_of(reply: dict[str, Any]) -> str:
    """Which guide was asked for: a call for help is answered before any guide is begun."""
    return str(reply["session"]).removeprefix("in-view-")


class Answering:
    """Answers whatever is asked with the reply that a test puts in."""

    def __init__(self, person: Visit) -> None:
        self._person = person
        self._reply: dict[str, Any] = {}
        person.page.route("**/api/chat", self._answer)
        # Nothing is to be heard here; a voice that is being made would only take the machine's time.
        person.page.route("**/api/speak", lambda route: route.fulfill(body=SILENCE, content_type="audio/wav"))

    def _answer(self, route: Route) -> None:
        route.fulfill(json=self._reply)

    def shows(self, reply: dict[str, Any], selector: str) -> None:
        """Taps what asks, and waits until the reply stands there as it stays."""
        self._reply = reply
        self._person.page.click(selector)
        expect(self._person.page.locator("#lead")).to_have_text("".join(reply["say"]))
        self._person.settle()

    def hears(self, reply: dict[str, Any], text: str) -> None:
        """The same, spoken: what was heard stands above the answer."""
        self._reply = reply
        self._person.hears(text, confidence=0.9)
        self._person.speak_shortly()
        expect(self._person.page.locator("#lead")).to_have_text("".join(reply["say"]))
        expect(self._person.page.locator("#notice")).to_be_hidden()
        self._person.settle()


def large(visit, kind: str) -> tuple[Visit, Answering]:
    """A kiosk with the largest letters, without a voice, before the first question."""
    person = visit(kind)
    person.page.reload()
    person.begin(quiet=True)
    person.page.click("button[data-size='3']")
    return person, Answering(person)


@KIOSKS
def test_every_first_question_is_seen_whole(visit, first_questions, kind: str) -> None:
    """With the largest letters, the last sentence of what every guide says first, and all its answers, are on the screen
    and uncovered without turning a page (A-02, A-11); no glyph stands alone on a line, no number is cut in two."""
    person, answering = large(visit, kind)
    unseen, broken = {}, {}
    for number, reply in enumerate(first_questions):
        answering.shows(reply, "#asked-often button >> nth=0" if number == 0 else "#bar-repeat")
        service = guide_of(reply)
        if service == "medical-reimburse":
            person.shoot(f"first-{service}")
        if found := person.page.evaluate(UNSEEN):
            unseen[service] = found
            person.shoot(f"unseen-{service}")
        if found := badly_broken(person.page):
            broken[service] = found
    assert unseen == {}
    assert broken == {}


@KIOSKS
def test_every_step_is_seen_whole(visit, steps, kind: str) -> None:
    """The same for each step of a guide (A-02, A-11)."""
    person, answering = large(visit, kind)
    unseen = {}
    for number, reply in enumerate(steps):
        answering.shows(reply, "#asked-often button >> nth=0" if number == 0 else "#bar-repeat")
        if found := person.page.evaluate(UNSEEN):
            unseen[(guide_of(reply), reply["guide"]["step"])] = found
    assert unseen == {}


@KIOSKS
def test_a_spoken_question_is_seen_whole(visit, first_questions, kind: str) -> None:
    """The same where what was heard stands above the answer, for the longest of them; and where a line tells what is
    wrong, or what is being said just now, takes some of the room (A-02, A-11)."""
    person, answering = large(visit, kind)
    longest = sorted(first_questions, key=lambda reply: -len("".join(reply["say"])))
    unseen = {}
    for reply in longest[:6]:
        answering.hears(reply, "住院报销怎么办，要带什么东西")
        service = guide_of(reply)
        if found := person.page.evaluate(UNSEEN):
            unseen[service] = found
            person.shoot(f"unseen-spoken-{service}")
    person.shoot(f"spoken-{service}")
    assert unseen == {}
    person.hears("", confidence=0)
    person.speak_shortly()
    expect(person.page.locator("#notice")).to_be_visible()
    person.settle()
    person.shoot(f"spoken-notice-{service}")
    assert person.page.evaluate(UNSEEN) == []


@KIOSKS
def test_who_turns_a_page_stays_there(visit, first_questions, kind: str) -> None:
    """What has no room above the question is a page up, and a page that was turned does not turn back (A-14)."""
    person, answering = large(visit, kind)
    reply = {**first_questions[1], "say": [*["先把要带的东西都找齐。"] * 14, "都找齐了吗？"]}
    answering.shows(reply, "#asked-often button >> nth=0")
    assert person.page.evaluate(UNSEEN) == []
    person.shoot("paged")
    first = person.page.locator("#lead p").first
    for _ in range(8):
        if person.page.locator("#page-up").is_hidden():
            break
        person.page.click("#page-up")
        person.page.wait_for_timeout(600)
    top = first.bounding_box()["y"]
    assert top >= person.page.locator("#answer").bounding_box()["y"] - 1
    person.page.wait_for_timeout(500)
    assert first.bounding_box()["y"] == top
