"""A link in WeChat opens the page at the same guide and step, for a while, and says nothing of the person (row 44)."""

import re
from typing import Any

import httpx

from channels.wechat.links import GOOD_SECONDS
from tests.wechat.conftest import Account, OpenAccount, StandIn


async def opened(it: Account, link: str) -> httpx.Response:
    """What the page gets for a link."""
    async with httpx.AsyncClient(base_url=it.url, trust_env=False, timeout=60) as client:
        return await client.post("/api/links", json={"link": link})


def link_in(words: str) -> str:
    """The `g` of the page's address in some words."""
    found = re.search(r'<a href="https://village\.example/\?g=([\w=-]+)">', words)
    assert found, words
    return found[1]


async def test_the_same_step(account: OpenAccount) -> None:
    """The page begins at the step at which the person stands in WeChat, in a conversation of its own."""
    async with account(pages="https://village.example") as it:
        await it.says("养老金认证怎么弄")
        await it.says("手机上做")
        answer = await it.says("弄好了")
        reply: dict[str, Any] = (await opened(it, link_in(answer.words))).json()
        assert "社保待遇资格认证" in reply["show"]
        assert reply["guide"] == {
            "service": "pension-auth",
            "name": reply["guide"]["name"],
            "step": 3,
            "steps": 6,
            "done": False,
        }
        async with httpx.AsyncClient(base_url=it.url, trust_env=False, timeout=60) as client:
            chat = {"session": reply["session"], "text": "弄好了", "source": "button"}
            assert (await client.post("/api/chat", json=chat)).json()["guide"]["step"] == 4
        assert "第3步" in (await it.says("到哪了")).words


async def test_a_link_ends(account: OpenAccount) -> None:
    """A link is good for two hours; one that was changed, or was made elsewhere, is not taken."""
    async with account(pages="https://village.example") as it:
        link = link_in((await it.says("养老金认证怎么弄")).words)
        assert (await opened(it, link)).status_code == 200
        for bad in (link[:-3], "x", link.swapcase()):
            assert (await opened(it, bad)).status_code == 404
        links = it.app.state.wechat_links
        clock = links._clock
        links._clock = lambda: clock() + GOOD_SECONDS + 5
        assert (await opened(it, link)).status_code == 404
        assert it.person not in link


async def test_without_pages_no_links(account: OpenAccount) -> None:
    """Where phones cannot reach our pages, no link is sent."""
    async with account() as it:
        assert "href" not in (await it.says("养老金认证怎么弄")).words


async def test_a_guide_comes_with_a_card(account: OpenAccount, stand_in: StandIn) -> None:
    """W-16: where the account may, the start of a guide comes with one card that opens its page."""
    async with account(kind="service", pages="https://village.example") as it:
        before = len(stand_in.sent(it.person))
        await it.says("养老金认证怎么弄")
        kinds = [message["msgtype"] for message in (await stand_in.wait_for(it.person, before + 2))[before:]]
        assert kinds == ["msgmenu", "news"]
        (article,) = stand_in.sent(it.person)[-1]["news"]["articles"]
        assert article["title"] == "养老金待遇领取资格认证"
        assert article["url"].startswith("https://village.example/?g=")
