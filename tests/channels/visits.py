"""Before a page: the sizes it is looked at in, and the steps that lead to each of its states."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.channels.wire import OtherEnd

SHOTS = Path(__file__).parents[2] / "test-output" / "pages"

SIZES = {
    "kiosk-upright": ("/kiosk", 1080, 1920),
    "kiosk-lying": ("/kiosk", 1280, 800),
    "phone": ("/", 360, 740),
    "narrow-phone": ("/", 320, 640),
    "desk": ("/", 1280, 800),
}

WAYS = (
    ("start", "not-heard", "doubt"),
    ("question", "step"),
    ("speaking", "spoken-over"),
    *(("listening",), ("thinking",), ("trouble",), ("over",)),
)
"""Every state of the web chat, in as few visits as lead to all of them."""
KIOSK_WAYS = (
    ("attract", "start", "services", "category"),
    ("question", "step", "done"),
    ("typing", "over"),
    ("heard", "fix"),
    ("not-heard", "doubt"),
    *(("listening",), ("thinking",), ("trouble",), ("slip",), ("still-there",), ("staff",)),
    # A touch, such as one that sets the size of text, ends what is spoken.
    *(("speaking",), ("spoken-over",)),
)
AFTER = {
    "step": "question",
    "typing": "question",
    "slip": "question",
    "done": "step",
    "fix": "heard",
    "spoken-over": "speaking",
    "category": "services",
}
"""The state that leads to a state; any other is reached from the start."""

GOODBYE = {
    "say": ["好，先到这里。"],
    "show": "好，先到这里。",
    "choices": [],
    "guide": None,
    "understood": {"act": "goodbye", "service": None, "aspect": None, "confidence": 1, "candidates": []},
    "pictogram": None,
}

STEP = {
    **GOODBYE,
    "say": ["第一步，带上身份证。", "去村里便民服务站。"],
    "show": "带上身份证，去村里便民服务站。",
    "choices": [{"title": "弄好了", "send": "弄好了"}, {"title": "要带什么", "send": "要带什么"}],
    "guide": {"service": "pension-auth", "name": "养老金待遇领取资格认证", "step": 2, "steps": 6, "done": False},
    "understood": {"act": "ask_service"},
    "pictogram": "face-id",
    "pace": "slow",
}

# What changes for a moment has changed; what goes on as long as it is looked at is not waited for.
SETTLED = """async () => {
  const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
  await Promise.allSettled(ending.map((one) => one.finished));
  for (let frame = 0; frame < 2; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
}"""

# Everything the ruler needs to know about a page, measured in the page.
MEASURE = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const box = (e) => { const {x, y, width, height} = e.getBoundingClientRect(); return {x, y, width, height}; };
  const clipped = (e) => getComputedStyle(e).clipPath !== 'none';
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.data.trim() || !shown(e) || clipped(e)) continue;
    const style = getComputedStyle(e);
    const line = parseFloat(style.lineHeight);
    texts.push({text: node.data.trim(), size: parseFloat(style.fontSize), line, block: !e.closest('button, .brand')});
  }
  const targets = [...document.querySelectorAll('button, a, input, [role=button]')].filter(shown)
    .map((e) => ({name: e.id || e.textContent.trim(), fixed: !e.closest('#room, #stage'), ...box(e)}));
  return {texts, targets, sideways: document.documentElement.scrollWidth - innerWidth, width: innerWidth};
}"""


class Visit:
    """One person before one page of one size, with the steps that lead to each state."""

    def __init__(self, page: Page, url: str, kind: str) -> None:
        self.page = page
        self.kind = kind
        self.path, width, height = SIZES[kind]
        self.kiosk = self.path == "/kiosk"
        self.state = "start"
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url + self.path)
        expect(page.locator("#bar-human")).to_be_visible()
        if self.kiosk:
            # Set by the page's module once it runs.
            expect(page.locator("#bar-next")).to_have_attribute("aria-disabled", "true")
        self.begin()

    def reload(self) -> None:
        """Loads the page again, and comes up to it."""
        self.page.reload()
        self.state = "start"
        self.begin()

    def begin(self, quiet: bool = False) -> None:
        """Comes up to the kiosk: one tap, which is the consent too. The greeting is not listened to."""
        if self.kiosk and self.page.locator("#begin").is_visible():
            self.page.click("#begin-quiet" if quiet else "#begin")
            self.page.locator("#screen-start h1").click()

    def write(self, text: str) -> None:
        """Types a sentence and sends it."""
        if self.kiosk and self.page.locator("#write").is_hidden():
            self.page.click("#keyboard")
        self.page.fill("#write-text", text)
        self.page.click("#write [type=submit]")

    def tap(self, selector: str) -> None:
        """Taps, and waits until the answer is there."""
        self.page.click(selector)
        expect(self.page.locator("body")).not_to_have_attribute("data-voice", "thinking")

    def answered(self) -> None:
        """Waits until an answer of the assistant stands on the page."""
        if self.kiosk:
            expect(self.page.locator("#lead p").first).to_be_visible()
        else:
            expect(self.page.locator(".message[data-from=assistant]").nth(1)).to_be_visible()
            expect(self.page.locator("#thinking")).to_be_hidden()

    def reach(self, state: str) -> None:
        """Brings the page into a state of WAYS or KIOSK_WAYS, from the start or on from the one that leads to it."""
        leads_here = AFTER.get(state, self.state)
        if leads_here != self.state:
            self.reach(leads_here)
        getattr(self, "_" + state.replace("-", "_"))()
        self.state = state
        self.settle()

    def settle(self) -> None:
        """Waits until the page is drawn as it stays."""
        self.page.evaluate(SETTLED)

    def _attract(self) -> None:
        self.page.reload()
        expect(self.page.locator("#begin")).to_be_visible()

    def _start(self) -> None:
        self.begin()

    def _question(self) -> None:
        self.page.locator("#asked-often button").first.click()
        self.answered()
        expect(self.page.locator("#choices button").first).to_be_visible()

    def _step(self) -> None:
        self.tap("#choices button >> nth=0")
        self.tap("#bar-next")
        expect(self.page.locator("#progress")).to_contain_text("步")

    def _thinking(self) -> None:
        self.page.route("**/api/chat", lambda _route: None)
        self.write("社保卡丢了咋弄")
        expect(self.page.locator("body")).to_have_attribute("data-voice", "thinking")

    def _listening(self) -> None:
        """With the words so far."""
        OtherEnd(self.page, _told_so_far)
        self.speak()
        expect(self.partial).to_have_text(SO_FAR)

    def _speaking(self) -> None:
        """With the answer on the screen."""
        self.answering = OtherEnd(self.page, _answered)
        self.speak_shortly()
        self.answered()
        if self.kiosk:
            expect(self.page.locator("body")).to_have_attribute("data-voice", "speaking")
        else:
            expect(self.page.locator(".message:last-child .play[aria-pressed=true]")).to_be_visible()

    def _spoken_over(self) -> None:
        """Somebody speaks while the answer is on the screen and was being spoken."""
        self.answering.tell(type="listening", interrupted=True, utterance=1)
        self.answering.tell(type="partial", text=SO_FAR)
        expect(self.partial).to_have_text(SO_FAR)

    @property
    def partial(self) -> Locator:
        """The words so far, while somebody speaks."""
        return self.page.locator("#partial-text" if self.kiosk else "#partial")

    def _not_heard(self) -> None:
        self.hears("", confidence=0.0)
        self.speak_shortly()
        expect(self.page.locator("#notice")).to_be_visible()

    def _doubt(self) -> None:
        self.hears("养老金认证", confidence=0.3)
        self.speak_shortly()
        expect(self.page.locator("#doubt-right")).to_be_visible()

    def _trouble(self) -> None:
        self.page.route("**/api/chat", lambda route: route.abort())
        self.write("社保卡丢了咋弄")
        expect(self.page.locator("#trouble-again")).to_be_visible()

    def _over(self) -> None:
        self.page.route("**/api/chat", lambda route: route.fulfill(json=GOODBYE))
        self.write("走了")
        if self.kiosk:
            expect(self.page.locator("#over-home")).to_be_visible()
        else:
            self.answered()

    def _heard(self) -> None:
        self.hears("养老金认证怎么弄", confidence=0.9)
        self.speak_shortly()
        self.answered()
        self.page.unroute("**/api/hear")

    def _fix(self) -> None:
        self.page.click("#heard-wrong")
        expect(self.page.locator("#fix-say")).to_be_visible()

    def _services(self) -> None:
        self.page.click("#services")
        expect(self.page.locator("#categories")).to_be_visible()

    def _category(self) -> None:
        """The category with the most guides in it."""
        most = max(self.page.locator("[data-of]").all(), key=lambda tiles: tiles.locator("button").count())
        self.page.click(f"[data-category='{most.get_attribute('data-of')}']")
        expect(most).to_be_visible()

    def _typing(self) -> None:
        self.page.click("#keyboard")
        expect(self.page.locator("#write-text")).to_be_focused()

    def _done(self) -> None:
        for _ in range(12):
            with self.page.expect_response("**/api/chat") as answered:
                self.tap("#bar-next")
            if answered.value.json()["guide"]["done"]:
                break
        expect(self.page.locator("#progress")).to_contain_text("办好")

    def _slip(self) -> None:
        self.page.click("#print")
        expect(self.page.locator("#slip-paper .slip")).to_be_visible()

    def _still_there(self) -> None:
        self.page.clock.install()
        self.reload()
        self._question()
        self.page.clock.fast_forward(60_000)
        self.page.locator("#lead").click()
        self.page.clock.fast_forward(91_000)
        expect(self.page.locator("#idle-stay")).to_be_visible()

    def _staff(self) -> None:
        for _ in range(5):
            self.page.click("#brand")
        expect(self.page.locator("#test-run")).to_be_visible()

    def hears(self, text: str, confidence: float, others: tuple[str, ...] = ()) -> list[bytes]:
        """Puts words, and what else they may have been, in place of the recogniser's; returns the clips that the page
        sends it."""
        clips: list[bytes] = []
        # Whole recordings then, in place of the socket.
        self.page.route_web_socket("**/api/voice*", lambda socket: socket.close())

        def recognise(route: Route) -> None:
            clips.append(route.request.post_data_buffer or b"")
            alternatives = [{"text": other, "confidence": confidence / 2} for other in others]
            heard = {
                "text": text,
                "confidence": confidence,
                "alternatives": alternatives,
                "engine": "test",
                "seconds": 0,
            }
            route.fulfill(json=heard)

        self.page.route("**/api/hear", recognise)
        return clips

    def speak(self) -> None:
        """Taps the microphone; the recorded voice then does the talking."""
        self.page.click("#talk")
        expect(self.page.locator("body")).to_have_attribute("data-voice", "listening")

    def speak_shortly(self) -> None:
        """Taps the microphone, and again in the middle of a sentence."""
        self.speak()
        # A second tap sooner than 0.7 s counts as a trembling hand.
        self.page.wait_for_timeout(1000)
        self.page.click("#talk" if self.kiosk else "#listen-finish")

    def sent(self) -> list[tuple[str, str]]:
        """What goes to the assistant from now on: (words, how they were said). The list grows as they are sent."""
        said: list[tuple[str, str]] = []

        def note(request: Request) -> None:
            if request.url.endswith("/api/chat"):
                said.append((request.post_data_json["text"], request.post_data_json["source"]))

        self.page.on("request", note)
        return said

    def measure(self) -> dict[str, Any]:
        """Sizes of all visible text and of everything that can be tapped."""
        return self.page.evaluate(MEASURE)

    def shoot(self, state: str) -> None:
        """Keeps a picture for people to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.kind}-{state}.png")


SO_FAR = "我想问一下社保卡丢了到哪里去补"


def _told_so_far(end: OtherEnd, frame: dict[str, Any]) -> None:
    if frame["type"] == "start":
        end.tell(type="partial", text=SO_FAR)


def _answered(end: OtherEnd, frame: dict[str, Any]) -> None:
    if frame["type"] == "end":
        end.tell(type="heard", text="养老金认证怎么弄", confidence=0.9)
        end.tell(**{**STEP, "type": "reply"})
        end.tell(type="speaking", utterance=1)
