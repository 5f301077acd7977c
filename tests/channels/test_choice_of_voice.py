"""There are two voices, and a person has the choice (V-17): where the size of letters is chosen, on both pages."""

from typing import Any

import pytest
import yaml
from playwright.sync_api import expect

from channels.pages.layout import PHRASES
from tests.channels.visits import STEP, Visit
from tests.channels.wire import OtherEnd

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("kind", ["kiosk-lying", "phone"])

pytestmark = pytest.mark.browser


def choose(person: Visit) -> dict[str, Any]:
    """Taps the choice, and returns what the page then asks to be said."""
    with person.page.expect_request("**/api/speak") as said:
        person.page.click("#voice-change")
    return dict(said.value.post_data_json)


def other(person: Visit, pressed: bool) -> None:
    """Waits until the page shows whether the other voice speaks."""
    expect(person.page.locator("#voice-change")).to_have_attribute("aria-pressed", str(pressed).lower())


@BOTH
def test_the_other_voice_speaks_from_then_on(visit, kind: str) -> None:
    """It says so itself, reads out what is tapped, and answers over the voice socket; a second tap brings the first back."""
    person = visit(kind)
    asked = choose(person)
    assert (asked["text"], asked["voice"]) == (WORDS["voice"]["now"], "standard")
    other(person, True)
    with person.page.expect_request(lambda r: r.url.endswith("/api/speak") and r.post_data_json["voice"] == "standard"):
        person.reach("question")
        if not person.kiosk:
            person.page.locator(".message:last-child .play").click()
    OtherEnd(
        person.page, lambda end, frame: end.tell(type="partial", text=frame["voice"]) if "voice" in frame else None
    )
    person.speak()
    expect(person.partial).to_have_text("standard")
    person.page.click("#listen-cancel")
    assert choose(person)["voice"] == ""
    other(person, False)


def test_the_chat_keeps_the_choice(visit) -> None:
    """It is a person's own device."""
    person = visit("phone")
    choose(person)
    person.page.reload()
    other(person, True)


def test_the_kiosk_forgets_the_choice_with_the_visit(visit) -> None:
    """The next person hears the usual voice (P-12)."""
    person = visit("kiosk-lying")
    person.reach("question")
    choose(person)
    person.page.click("#home")
    other(person, False)
    person.page.reload()
    other(person, False)


def test_without_another_voice_there_is_nothing_to_choose(visit) -> None:
    """A choice that is kept from before costs nobody their voice."""
    person = visit("phone")
    choose(person)
    one = {"hearing": [], "speaking": [], "voices": [{"voice": "low", "engine": "test", "state": "ready"}]}
    person.page.route("**/api/health", lambda route: route.fulfill(json=one))
    with person.page.expect_response("**/api/health"):
        person.page.reload()
    expect(person.page.locator("#voice-change")).to_be_hidden()
    with person.page.expect_request("**/api/speak") as said:
        person.page.locator("#greeting .play").click()
    assert said.value.post_data_json["voice"] == ""


@BOTH
def test_slow_and_loud_are_made_where_the_voice_is(visit, kind: str) -> None:
    """A page that turned a full clip up would cut its peaks (V-18): it asks for the volume, as for the pace, also where
    an answer is read aloud only when somebody taps."""
    person = visit(kind)
    person.page.route("**/api/chat", lambda route: route.fulfill(json={**STEP, "session": "s", "volume": "loud"}))
    with person.page.expect_request(lambda r: r.url.endswith("/api/speak") and STEP["say"][0] in r.post_data) as said:
        person.write("大声点")
        if not person.kiosk:
            person.answered()
            person.page.locator(".message:last-child .play").click()
    assert (said.value.post_data_json["volume"], said.value.post_data_json["rate"]) == ("loud", "slow")
