"""The web chat on the first screen of a phone."""

import httpx
import pytest
import yaml

from channels.pages.layout import PHRASES

WORDS = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
pytestmark = pytest.mark.browser


def test_the_chat_can_be_installed(visit, server) -> None:
    """The manifest names a start, a name and icons of the sizes it claims, as an installing browser asks."""
    person = visit("phone")
    link = person.page.locator("link[rel=manifest]").get_attribute("href")
    manifest = httpx.get(server.url + link).json()
    assert manifest["start_url"] == "/"
    assert manifest["display"] == "standalone"
    assert manifest["name"] == WORDS["title"]["web"]
    for icon in manifest["icons"]:
        size = person.page.evaluate(
            "async (src) => { const i = new Image(); i.src = src; await i.decode(); return `${i.naturalWidth}x${i.naturalHeight}`; }",
            icon["src"],
        )
        assert size == icon["sizes"]
    assert {"any", "maskable"} <= {icon["purpose"] for icon in manifest["icons"]}
