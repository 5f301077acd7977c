"""The page that a link in WeChat opens, in a real browser (row 44).

Not among the tests marked `browser`: those keep an event loop of their own running, under which this one could not run.
"""

from playwright.async_api import async_playwright, expect

from tests.channels.conftest import FLAGS
from tests.wechat.conftest import PATIENCE_SECONDS, OpenAccount
from tests.wechat.test_links import link_in

# It has a time of its own, whatever a page is given.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)


async def test_the_page_begins_where_the_person_stands(account: OpenAccount) -> None:
    """The step, its number and its choices are there without a word typed; the link is gone from the address bar."""
    async with account(pages="https://village.example") as it, async_playwright() as playwright:
        await it.says("养老金认证怎么弄")
        link = link_in((await it.says("手机上做")).words)
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = await browser.new_page()
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        await page.goto(f"{it.url}/?g={link}")
        await expect(page.locator("#messages")).to_contain_text("电子社保卡")
        await expect(page.locator("#progress")).to_contain_text("第2步")
        await expect(page.locator("#choices")).to_contain_text("好了，下一步")
        assert page.url == f"{it.url}/"
        await page.goto(f"{it.url}/?g=changed")
        await expect(page.locator("#notice")).to_contain_text("链接过期了")
        await browser.close()
