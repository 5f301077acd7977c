"""Draws the tiles of data/wechat/pictures anew: `python -m channels.wechat.tiles`. For who changes them: needs Chromium and a Chinese font."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.settings import ROOT
from channels.wechat.content import content
from channels.wechat.pictures import TILE_PIXELS

_ICONS = ROOT / "channels" / "pages" / "static" / "icons"
_PAGE = """<style>
* {{ margin: 0 }} body {{ width: {size}px; height: {size}px; display: flex; flex-direction: column; align-items: center;
justify-content: center; gap: 20px; background: #fff; color: #111; font: 700 {letters}px "Noto Sans CJK SC", sans-serif }}
svg {{ width: 180px; height: 180px; color: #0b5a48; stroke-width: 1.5 }}
</style>{icon}<div>{says}</div>"""


def draw(data: Path) -> None:
    """Draws every tile that data/wechat/pictures.yml names."""
    folder = data / "wechat" / "pictures"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": TILE_PIXELS, "height": TILE_PIXELS})
        for tile, shown in content(data / "wechat" / "pictures.yml").items():
            icon = (_ICONS / f"{shown['icon']}.svg").read_text(encoding="utf-8")
            letters = min(64, (TILE_PIXELS - 30) // len(shown["says"]))
            page.set_content(_PAGE.format(size=TILE_PIXELS, letters=letters, icon=icon, says=shown["says"]))
            page.screenshot(path=folder / f"{tile}.png")
        browser.close()


if __name__ == "__main__":
    draw(ROOT / "data")
