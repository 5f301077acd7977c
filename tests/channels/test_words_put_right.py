"""What was heard wrong is put right by a tap, and what is nobody else's business is not shown."""

import pytest
import yaml
from playwright.sync_api import expect

from channels.pages.layout import PHRASES

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
CARD = "11010519491231002X"
HEARD = "养老金认证怎么弄"

pytestmark = pytest.mark.browser


def at_the_fix(person, others: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Speaks, is answered, and taps 不对; what is sent from then on."""
    person.hears(HEARD, confidence=0.9, others=others)
    person.speak_shortly()
    person.answered()
    sent = person.sent()
    person.page.click("#heard-wrong")
    expect(person.page.locator("#fix-say")).to_be_visible()
    return sent


@pytest.mark.parametrize("kind", ["kiosk-upright"])
def test_another_reading_is_one_tap_away(visit, kind: str) -> None:
    """不对 offers what else was said perhaps; a tap sends 不对, so that the assistant takes back what the wrong words
    led to, and then the right words as spoken, never before the tap (V-13)."""
    person = visit(kind)
    sent = at_the_fix(person, others=("社保卡丢了怎么办",))
    assert sent == []
    person.page.click("#fix-others button")
    expect(person.page.locator("#heard-text")).to_have_text("社保卡丢了怎么办")
    expect(person.page.locator("#progress")).to_contain_text("社保卡")
    assert sent == [("不对", "button"), ("社保卡丢了怎么办", "spoken")]


def test_wrong_words_are_put_right_by_hand(visit) -> None:
    """The words that were heard stand in the line to write in, to be changed there (A-26)."""
    person = visit("kiosk-lying")
    sent = at_the_fix(person)
    person.page.click("#fix-write")
    expect(person.page.locator("#write-text")).to_have_value(HEARD)
    person.page.fill("#write-text", "高龄补贴怎么领")
    person.page.click("#write [type=submit]")
    expect(person.page.locator("#progress")).to_contain_text("高龄")
    assert sent == [("不对", "button"), ("高龄补贴怎么领", "typed")]


def test_wrong_words_are_said_again(visit) -> None:
    """再说一遍 opens the microphone; 不对 is sent first."""
    person = visit("kiosk-lying")
    sent = at_the_fix(person)
    person.page.click("#fix-say")
    expect(person.page.locator("body")).to_have_attribute("data-voice", "listening")
    assert sent == [("不对", "button")]


def test_words_that_were_right_stay(visit) -> None:
    """刚才没错 leads back to the answer, and nothing is sent or taken back."""
    person = visit("kiosk-lying")
    sent = at_the_fix(person)
    person.page.click("#fix-right")
    expect(person.page.locator("#lead p").first).to_be_visible()
    expect(person.page.locator("#heard-text")).to_have_text(HEARD)
    assert sent == []


def test_a_message_is_put_right_in_the_chat(visit) -> None:
    """In the web chat 不对 stands beside what was heard: it takes it back, and the words stand ready to be changed."""
    person = visit("phone")
    person.hears(HEARD, confidence=0.9)
    person.speak_shortly()
    person.answered()
    person.shoot("heard")
    sent = person.sent()
    person.tap(".message .wrong:visible")
    assert sent == [("不对", "button")]
    expect(person.page.locator("#write-text")).to_have_value(HEARD)
    expect(person.page.locator(".message .wrong:visible")).to_have_count(0)


@pytest.mark.parametrize("kind", ["kiosk-upright", "phone"])
@pytest.mark.parametrize("confidence", [0.9, 0.3])
def test_a_number_of_ones_own_is_masked(visit, kind: str, confidence: float) -> None:
    """An identity number that was said is shown as its first three and last four digits, heard surely or not, is
    never read out, and is not kept by the browser (P-11, P-12)."""
    person = visit(kind)
    read_out: list[str] = []
    person.page.on("request", lambda r: read_out.append(r.post_data or "") if r.url.endswith("/api/speak") else None)
    person.hears(f"我的身份证号是{CARD}", confidence)
    person.speak_shortly()
    shown = {True: "#heard-text", False: ".message[data-from=person] p"}[person.kiosk]
    expect(person.page.locator("#doubt-text" if confidence < 0.45 else shown)).to_have_text(
        "我的身份证号是110***********002X"
    )
    person.shoot(f"masked-{'doubt' if confidence < 0.45 else 'heard'}")
    if confidence < 0.45:
        person.page.click("#doubt-right")
    person.answered()
    expect(person.page.locator(shown)).to_have_text("我的身份证号是110***********002X")
    assert CARD not in person.page.content()
    assert CARD not in "".join(read_out)
    assert CARD not in person.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
