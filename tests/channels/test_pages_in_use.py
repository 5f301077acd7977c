"""The pages do what they promise to the person before them: by voice, by touch, and when something fails."""

import io
import re
import struct
import wave

import pytest
import yaml
from playwright.sync_api import expect

from channels.pages.layout import PHRASES
from tests.channels.speech import PLAYING, asked_aloud

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("kind", ["kiosk-upright", "phone"])

pytestmark = pytest.mark.browser


@BOTH
def test_everything_comes_from_our_own_house(visit, server, kind: str) -> None:
    """A page loads nothing from anywhere else and may not (A-16)."""
    person = visit(kind)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    answer = person.page.reload()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert {url for url in asked if not url.startswith(server.url)} == set()


@BOTH
def test_the_warning_about_swindlers_is_there_first(visit, kind: str) -> None:
    """The first screen warns of swindlers before anything is asked (F-08)."""
    person = visit(kind)
    person.page.reload()
    expect(person.page.locator("#scam-warning")).to_contain_text(WORDS["scam"]["line"])


@BOTH
def test_a_whole_way_by_touch_alone(visit, kind: str) -> None:
    """Without a microphone and without sound a person gets a service explained by taps alone, every word written
    (A-11, A-22)."""
    person = visit(kind)
    person.page.add_init_script("delete Navigator.prototype.mediaDevices; delete window.AudioContext;")
    person.reload()
    notice = "no_voice" if person.kiosk else "no_microphone"
    expect(person.page.locator("#notice")).to_have_text(WORDS["notice"][notice])
    with person.page.expect_response("**/api/chat") as answered:
        person.page.locator("#asked-often button").first.click()
    reply = answered.value.json()
    shown = person.page.locator("#lead p" if person.kiosk else ".message:last-child .lead")
    expect(shown).to_have_text(reply["say"])
    with person.page.expect_request("**/api/chat") as tapped:
        person.page.locator("#choices button").first.click()
    assert tapped.value.post_data_json == {
        "session": reply["session"],
        "text": reply["choices"][0]["send"],
        "source": "button",
        "channel": "kiosk" if person.kiosk else "web",
        "request": tapped.value.post_data_json["request"],
    }


@BOTH
def test_each_button_of_the_bar_sends_its_own_words(visit, kind: str) -> None:
    """The six buttons say to the assistant what stands on them (A-23)."""
    person = visit(kind)
    person.reach("question")
    for entry in WORDS["bar"]:
        # Leaving ends the visit; it is pressed on its own below.
        if entry["id"] == "stop":
            continue
        with person.page.expect_request("**/api/chat") as tapped:
            person.page.click(f"#bar-{entry['id']}")
        assert tapped.value.post_data_json["text"] == entry["send"]
        assert tapped.value.post_data_json["source"] == "button"
        expect(person.page.locator("body")).not_to_have_attribute("data-voice", "thinking")
    with person.page.expect_request("**/api/chat") as tapped:
        person.page.click("#bar-stop")
    assert tapped.value.post_data_json["text"] == "不办了"


@BOTH
def test_speaking_is_one_tap(visit, kind: str) -> None:
    """One tap opens the microphone, listening is shown in words, and the end is found by itself: a 16 kHz mono WAV goes
    to the recogniser, and what it heard goes to the assistant as spoken (V-21, V-11)."""
    person = visit(kind)
    clips = person.hears("养老金认证怎么弄", confidence=0.9)
    with person.page.expect_request("**/api/chat") as said:
        person.speak()
        expect(person.page.get_by_text(WORDS["talk"]["listening"], exact=True)).to_be_visible()
        person.shoot("listening")
    assert said.value.post_data_json["text"] == "养老金认证怎么弄"
    assert said.value.post_data_json["source"] == "spoken"
    with wave.open(io.BytesIO(clips[0])) as clip:
        assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (16000, 1, 2)
        seconds = clip.getnframes() / 16000
        samples = struct.unpack(f"<{clip.getnframes()}h", clip.readframes(clip.getnframes()))
    assert 2.5 < seconds < 7
    assert max(samples) > 1000
    if person.kiosk:
        expect(person.page.locator("#heard-text")).to_have_text("养老金认证怎么弄")
        expect(person.page.locator("#heard-wrong")).to_be_visible()


def test_a_spoken_question_is_answered_aloud(browser_hearing, server, tmp_path) -> None:
    """With the real voice as the person and the real recogniser as the ear: a question spoken at the kiosk is shown as
    heard, answered with its guide, and the answer is spoken over the socket; a touch of the screen stops every sound
    before the touch has returned (V-21, A-22, A-20)."""
    with asked_aloud(browser_hearing, server.url, "/kiosk", (1080, 1920), tmp_path / "question.wav") as page:
        page.wait_for_function("() => document.body.dataset.voice === 'speaking' && playing.size > 0")
        after = page.evaluate(
            "() => { document.querySelector('#lead').click(); return [document.body.dataset.voice, playing.size]; }"
        )
        assert after == ["idle", 0]


@BOTH
def test_doubtful_words_are_asked_back(visit, kind: str) -> None:
    """When hearing is unsure, the page shows what was heard and asks, and nothing is sent before the person agrees."""
    person = visit(kind)
    sent: list[dict] = []
    person.page.on("request", lambda r: sent.append(r.post_data_json) if r.url.endswith("/api/chat") else None)
    person.reach("doubt")
    expect(person.page.locator("#doubt-text")).to_have_text("养老金认证")
    assert sent == []
    person.page.click("#doubt-right")
    person.answered()
    assert [(s["text"], s["source"]) for s in sent] == [("养老金认证", "spoken")]


@BOTH
def test_silence_is_answered_without_blame(visit, kind: str) -> None:
    """Where nothing could be made out, one plain line says so and the page stays as it was."""
    person = visit(kind)
    person.hears("", confidence=0.0)
    person.speak()
    expect(person.page.locator("#notice")).to_have_text(WORDS["notice"]["heard_nothing"])
    expect(person.page.locator("#asked-often")).to_be_visible()


@BOTH
def test_speech_stops_at_once(visit, kind: str) -> None:
    """While the voice speaks there is a button to stop it, and it is silent before the tap is over (A-20, A-21)."""
    person = visit(kind)
    person.page.add_init_script(PLAYING)
    person.reload()
    person.page.route("**/api/speak", lambda route: route.fulfill(body=long_tone(), content_type="audio/wav"))
    person.reach("question")
    if not person.kiosk:
        person.page.locator(".message:last-child .play").click()
    stop = person.page.locator("#hush" if person.kiosk else ".message:last-child .play[aria-pressed=true]")
    expect(stop).to_contain_text(WORDS["hush"])
    if person.kiosk:
        expect(person.page.locator("body")).to_have_attribute("data-voice", "speaking")
    person.page.wait_for_timeout(600)
    person.shoot("speaking")
    person.page.wait_for_function("() => playing.size > 0")
    # Asked in the same breath as the click: no timer, no answer of a server can have come in between.
    assert stop.evaluate("(button) => { button.click(); return playing.size; }") == 0
    expect(stop).to_be_hidden()


def long_tone() -> bytes:
    """Ten seconds of sound."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack("<h", 900) * 80000)
    return sound.getvalue()


@BOTH
def test_no_voice_still_leaves_the_words(visit, kind: str) -> None:
    """When speech cannot be made, the answer is on the screen all the same and a plain line tells so (A-22)."""
    person = visit(kind)
    person.page.route(
        "**/api/speak", lambda route: route.fulfill(status=503, json={"error": {"code": "x", "message": "x"}})
    )
    person.reach("question")
    if not person.kiosk:
        person.page.locator(".message:last-child .play").click()
    expect(person.page.locator("#notice")).to_have_text(WORDS["notice"]["no_sound"])
    expect(person.page.locator("#choices button").first).to_be_visible()


@BOTH
def test_a_lost_line_loses_no_words(visit, kind: str) -> None:
    """When the line is down, a plain sentence says so, the words stay on the screen, and one tap sends them again; in the
    web chat they also go out by themselves once the line is back (A-08)."""
    person = visit(kind)
    person.reach("trouble")
    expect(person.page.locator("#trouble-text")).to_have_text(WORDS["notice"]["offline" if person.kiosk else "waiting"])
    expect(person.page.get_by_text("社保卡丢了咋弄", exact=True)).to_be_visible()
    person.page.unroute("**/api/chat")
    with person.page.expect_request("**/api/chat") as again:
        if person.kiosk:
            person.page.click("#trouble-again")
        else:
            person.page.evaluate("window.dispatchEvent(new Event('online'))")
    assert again.value.post_data_json["text"] == "社保卡丢了咋弄"
    person.answered()


@BOTH
def test_a_lost_answer_costs_no_step(visit, kind: str) -> None:
    """Where the line breaks after the assistant has heard 弄好了, saying it again is the same step and not the next."""
    person = visit(kind)
    person.reach("step")
    before = int(re.search(r"第(\d+)步", person.page.locator("#progress").inner_text()).group(1))

    def lose(route) -> None:
        route.fetch()
        route.abort()

    person.page.route("**/api/chat", lose)
    person.page.locator("#choices button").first.click()
    expect(person.page.locator("#trouble-text")).to_be_visible()
    person.page.unroute("**/api/chat")
    person.page.click("#trouble-again")
    expect(person.page.locator("#progress")).to_contain_text(f"第{before + 1}步")


@BOTH
def test_a_slip_of_the_finger_does_nothing(visit, kind: str) -> None:
    """A button acts when the finger is lifted on it; sliding off undoes the press (A-12)."""
    person = visit(kind)
    sent: list[str] = []
    person.page.on("request", lambda request: sent.append(request.url) if "/api/" in request.url else None)
    box = person.page.locator("#bar-human").bounding_box()
    person.page.mouse.move(box["x"] + 20, box["y"] + 20)
    person.page.mouse.down()
    person.page.mouse.move(box["x"] + 20, box["y"] - 90)
    person.page.mouse.up()
    person.page.wait_for_timeout(200)
    assert sent == []


@BOTH
def test_the_keyboard_is_enough(visit, kind: str) -> None:
    """A page is usable by keyboard alone, and new answers are announced to screen readers (A-28)."""
    person = visit(kind)
    first = person.page.locator("#asked-often button").first
    for _ in range(12):
        person.page.keyboard.press("Tab")
        if first.evaluate("(e) => e === document.activeElement"):
            break
    person.page.keyboard.press("Enter")
    person.answered()
    live = "#answer[aria-live=polite]" if person.kiosk else "#messages[role=log][aria-live=polite]"
    assert person.page.locator(live).count() == 1


def test_an_idle_kiosk_asks_then_forgets(visit) -> None:
    """After 90 s without a touch the kiosk asks; one tap keeps everything, ten times and more; 30 s more clear the screen
    and start a new session, and the browser has stored nothing (A-13, P-12)."""
    person = visit("kiosk-upright")
    page = person.page
    page.clock.install()
    person.reload()
    with page.expect_request("**/api/chat") as asked:
        page.locator("#asked-often button").first.click()
    person.answered()
    page.click("#hush") if page.locator("#hush").is_visible() else None
    page.clock.fast_forward(91_000)
    expect(page.locator("#idle-stay")).to_be_visible()
    person.shoot("idle")
    page.click("#idle-stay")
    for _ in range(10):
        expect(page.locator("#lead p").first).to_be_visible()
        page.clock.fast_forward(91_000)
        page.click("#idle-stay")
    expect(page.locator("#lead p").first).to_be_visible()

    page.clock.fast_forward(91_000)
    expect(page.locator("#idle-stay")).to_be_visible()
    with page.expect_request(lambda request: request.method == "DELETE") as ended:
        page.clock.fast_forward(31_000)
    assert ended.value.url.endswith(asked.value.post_data_json["session"])
    expect(page.locator("#screen-attract")).to_be_visible()
    for emptied in ("#lead", "#more", "#choices", "#heard-text", "#doubt-text", "#trouble-words"):
        assert page.locator(emptied).inner_text() == ""
    assert page.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie.length]") == [0, 0, 0]
    person.begin()
    with page.expect_request("**/api/chat") as next_person:
        page.locator("#asked-often button").first.click()
    assert next_person.value.post_data_json["session"] != asked.value.post_data_json["session"]


def test_the_end_of_a_visit_clears_the_kiosk(visit) -> None:
    """Saying goodbye takes the visitor's words off the screen and ends the session on the server (P-12)."""
    person = visit("kiosk-upright")
    person.reach("question")
    with person.page.expect_request(lambda request: request.method == "DELETE"):
        person.reach("over")
    assert person.page.locator("#lead").inner_text() == ""
    person.page.click("#over-home")
    expect(person.page.locator("#screen-attract")).to_be_visible()


def test_a_kiosk_without_https_still_gets_a_session(visit) -> None:
    """Over plain http the browser has no randomUUID; every visitor gets an unguessable id all the same."""
    person = visit("kiosk-lying")
    person.page.add_init_script("delete Crypto.prototype.randomUUID;")
    person.reload()
    with person.page.expect_request("**/api/chat") as asked:
        person.page.locator("#asked-often button").first.click()
    assert len(asked.value.post_data_json["session"]) == 32


def test_tones_are_where_old_ears_hear(visit, server) -> None:
    """The listening tones lie between 500 and 2000 Hz (V-16)."""
    person = visit("kiosk-lying")
    person.page.add_init_script(
        """window.heard = []; const Real = OscillatorNode;
           window.OscillatorNode = class extends Real { constructor(c, o) { super(c, o); window.heard.push(o.frequency); } };"""
    )
    person.reload()
    person.hears("", confidence=0)
    person.speak()
    tones = person.page.evaluate("() => window.heard")
    assert tones
    assert all(500 <= tone <= 2000 for tone in tones)
