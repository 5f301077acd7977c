"""A ruler for lines: how the words on a page are broken."""

from typing import Any

from playwright.sync_api import Page

# Every piece of visible text, in the lines it is drawn in.
LINES = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const blocks = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    let e = node.parentElement;
    if (!node.data.trim() || !shown(e)) continue;
    while (getComputedStyle(e).display === 'inline') e = e.parentElement;
    if (getComputedStyle(e).clipPath === 'none') blocks.add(e);
  }
  return [...blocks].map((block) => {
    const lines = [], within = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node; (node = within.nextNode());) {
      let e = node.parentElement;
      while (getComputedStyle(e).display === 'inline') e = e.parentElement;
      if (e !== block) continue;
      for (let i = 0; i < node.data.length; i++) {
        if (!node.data[i].trim()) continue;
        const range = document.createRange();
        range.setStart(node, i); range.setEnd(node, i + 1);
        const {top, bottom} = range.getBoundingClientRect();
        const line = lines.at(-1);
        if (line && (top + bottom) / 2 < line.bottom) line.text += node.data[i];
        else lines.push({text: node.data[i], bottom});
      }
    }
    return lines.map(({text}) => text);
  });
}"""
BROKEN = """() => [...document.querySelectorAll('.whole')].filter((e) => e.getClientRects().length > 1)
  .map((e) => e.textContent)"""


def lines_of(page: Page) -> list[list[str]]:
    """Each piece of text on the page, in its lines."""
    found: list[list[str]] = page.evaluate(LINES)
    return found


def badly_broken(page: Page) -> list[Any]:
    """Pieces of text whose last line is a single glyph, and words that are cut in two."""
    alone = [lines for lines in lines_of(page) if len(lines) > 1 and sum(c.isalnum() for c in lines[-1]) < 2]
    return alone + page.evaluate(BROKEN)
