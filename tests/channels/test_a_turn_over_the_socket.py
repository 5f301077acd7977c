"""The page on the voice socket: what comes late belongs to nobody, and a line that breaks leaves nobody waiting."""

import pytest
import yaml
from playwright.sync_api import expect

from channels.pages.layout import PHRASES
from tests.channels.speech import asked_aloud
from tests.channels.visits import GOODBYE, Visit
from tests.channels.wire import OtherEnd, wire

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
KINDS = pytest.mark.parametrize("kind", ["kiosk-lying", "phone"])
LATE = {
    **GOODBYE,
    "type": "reply",
    "say": ["这句话来晚了。"],
    "show": "这句话来晚了。",
    "understood": {"act": "smalltalk"},
}

pytestmark = pytest.mark.browser


def state(person: Visit, expected: str) -> None:
    """Waits for what the page shows of the voice."""
    expect(person.page.locator("body")).to_have_attribute("data-voice", expected)


@KINDS
def test_an_answer_that_comes_late_is_not_drawn(visit, kind: str) -> None:
    """Who taps a button while their spoken words are still thought about gets the answer to the tap, and only that."""
    person = visit(kind)
    server = OtherEnd(
        person.page,
        lambda server, frame: server.tell(type="heard", text="嗯", confidence=0.9) if frame["type"] == "end" else None,
    )
    person.speak_shortly()
    state(person, "thinking")
    person.tap("#bar-human")
    person.answered()
    server.tell(**LATE)
    server.tell(type="spoken", utterance=1)
    person.tap("#bar-repeat")
    expect(person.page.get_by_text("这句话来晚了。")).to_have_count(0)


@KINDS
def test_the_end_of_an_older_voice_does_not_close_the_ear(visit, kind: str) -> None:
    """Who speaks over the assistant is heard, though the news that it broke off comes after the microphone opened."""
    person = visit(kind)
    server = OtherEnd(
        person.page, lambda server, frame: server.tell(type="listening") if frame["type"] == "start" else None
    )
    person.speak()
    server.tell(type="spoken", utterance=1, interrupted=True)
    heard = server.sound
    for _ in range(600):
        if server.sound > heard:
            break
        person.page.wait_for_timeout(100)
    state(person, "listening")
    assert server.sound > heard


@KINDS
def test_words_appear_while_they_are_spoken(visit, kind: str) -> None:
    """What the recogniser has so far stands on the screen, with long numbers masked (P-11)."""
    person = visit(kind)
    OtherEnd(
        person.page,
        lambda server, frame: (
            server.tell(type="partial", text="我的电话是13800138000") if frame["type"] == "start" else None
        ),
    )
    person.speak()
    words = person.page.locator("#partial-text" if person.kiosk else "#partial")
    expect(words).to_have_text("我的电话是138****8000")
    person.shoot("partial")


@KINDS
@pytest.mark.parametrize("moment", ["listening", "thinking"])
def test_a_line_that_breaks_leaves_nobody_waiting(visit, kind: str, moment: str) -> None:
    """When the socket closes in the middle of a turn, a plain line says so, and the next tap listens again (A-08)."""
    person = visit(kind)
    server = OtherEnd(
        person.page,
        lambda server, frame: server.tell(type="heard", text="喂", confidence=0.9) if frame["type"] == "end" else None,
    )
    if moment == "listening":
        person.speak()
    else:
        person.speak_shortly()
        state(person, "thinking")
    server.socket.close()
    expect(person.page.locator("#notice")).to_have_text(WORDS["notice"]["line_lost"])
    expect(person.page.locator("body")).not_to_have_attribute("data-voice", moment)
    person.speak()


@pytest.mark.audio
def test_the_chat_speaks_with_whom_speaks(browser_hearing, server, tmp_path) -> None:
    """A question spoken into the phone goes over the socket: it is shown as heard, answered aloud, and one tap on the
    answer's own button stops every sound before the tap has returned (A-20, V-21)."""
    with asked_aloud(browser_hearing, server.url, "/", (360, 740), tmp_path / "question.wav") as page:
        stop = page.locator(".message:last-child .play[aria-pressed=true]")
        expect(stop).to_contain_text(WORDS["hush"])
        after = page.evaluate(
            "() => { document.querySelector('.play[aria-pressed=true]').click(); return playing.size; }"
        )
        assert after == 0
        expect(stop).to_have_count(0)


def test_a_lost_line_comes_back(visit, server) -> None:
    """With the line really cut, the kiosk keeps the words, says so, and goes on where it was once the line is back."""
    person = visit("kiosk-lying")
    with wire(server.url) as line:
        person.page.goto(line.url + "/kiosk")
        person.begin()
        person.reach("question")
        line.cut()
        with person.page.expect_event("requestfailed"):
            person.page.click("#choices button >> nth=1")
        expect(person.page.locator("#trouble-text")).to_have_text(WORDS["notice"]["offline"])
        expect(person.page.locator("#trouble-words")).to_have_text("去窗口做")
        line.mend()
        person.tap("#trouble-again")
        expect(person.page.locator("#progress")).to_contain_text("第2步")


def test_a_reload_loses_nothing_in_the_chat_and_everything_at_the_kiosk(visit) -> None:
    """The chat of a tab goes on after a reload, in the same conversation; a kiosk begins anew for whoever is there
    (P-12)."""
    person = visit("phone")
    with person.page.expect_request("**/api/chat") as asked:
        person.reach("question")
    before = person.page.locator("#messages").inner_text()
    person.page.reload()
    expect(person.page.locator("#choices button").first).to_be_visible()
    assert person.page.locator("#messages").inner_text() == before
    with person.page.expect_request("**/api/chat") as again:
        person.tap("#choices button >> nth=1")
    assert again.value.post_data_json["session"] == asked.value.post_data_json["session"]
    expect(person.page.locator("#progress")).to_contain_text("第2步")

    kiosk = visit("kiosk-lying")
    with kiosk.page.expect_request("**/api/chat") as asked:
        kiosk.reach("question")
    kiosk.page.reload()
    expect(kiosk.page.locator("#begin")).to_be_visible()
    assert kiosk.page.locator("#lead").text_content() == ""
    kiosk.begin()
    with kiosk.page.expect_request("**/api/chat") as again:
        kiosk.reach("question")
    assert again.value.post_data_json["session"] != asked.value.post_data_json["session"]
