"""`linban guides report --html` writes a page that a clerk can read anywhere: what is missing, doubtful, and due next."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner

from assistant.cli import app
from assistant.guides.report import by_category, page, report, standings
from assistant.settings import ROOT

TODAY = date(2026, 11, 23)
Write = Callable[..., Path]


def test_the_first_to_fall_due_comes_first(data: Path, change: Write) -> None:
    """The order of the page is the order of the work, and the nearest date of a guide counts (G-32)."""
    change(("effective: 2026-03-01, review_by: 2027-06-30", "effective: 2026-03-01, review_by: 2026-12-01"))
    assert [(s.guide.id, s.due) for s in standings(data, TODAY)] == [
        ("bench", date(2026, 12, 1)),
        ("stall", date(2027, 6, 30)),
    ]


def test_what_an_inspection_would_miss_is_counted(data: Path, change: Write) -> None:
    """Fourteen aspects, a document with a source, and who checked it (G-34)."""
    change(("  basis: [村里定的规矩。]\n", ""), ("村委会, sources: [checked], effective", "村委会, effective"))
    bench = next(standing for standing in standings(data, TODAY) if standing.guide.id == "bench")
    assert bench.missing == ("basis", "source", "verified_by")
    assert bench.complete == 81


def test_overdue_facts_are_counted(data: Path) -> None:
    """From the day after a review date, every fact of the guide is overdue (G-32)."""
    assert [standing.overdue for standing in standings(data, date(2027, 6, 30))] == [0, 0]
    assert [standing.overdue for standing in standings(data, date(2027, 7, 1))] == [3, 3]


def test_each_category_has_its_line(data: Path) -> None:
    """The text report sums up by category before the last line."""
    assert "示例: 2 guides, 0 verified, 94 % complete" in list(report(data, TODAY))[:-1]


def test_the_page_needs_nothing_else(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes one file without a script, a font, a picture or an address to load from."""
    monkeypatch.setenv("LINBAN_DATA", str(data))
    ran = CliRunner().invoke(app, ["guides", "report", "--html", str(tmp_path / "report.html")])
    assert (ran.exit_code, ran.output) == (0, f"{tmp_path / 'report.html'}\n")
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"<script|<link|<img|src=|url\(|https?:", written) == []


@pytest.mark.browser
def test_a_clerk_reads_it_in_a_browser(tmp_path: Path) -> None:
    """All guides are there, in their categories; what is due is named; letters are large, and nothing runs off the side."""
    (tmp_path / "report.html").write_text(page(ROOT / "data", TODAY), encoding="utf-8")
    found = standings(ROOT / "data", TODAY)

    def read() -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
            for width in (1280, 390):
                sheet = browser.new_page(viewport={"width": width, "height": 900})
                sheet.goto((tmp_path / "report.html").as_uri())
                assert sheet.title() == "办事指南质量报告 2026-11-23"
                assert sheet.locator("h1").inner_text() == "办事指南质量报告"
                assert sheet.locator("#guides ~ .wide tbody tr").count() == len(found)
                assert sheet.locator("#categories + .wide tbody tr").count() == len(by_category(found))
                assert sheet.locator("#due ~ .wide").first.locator("tbody tr").first.locator("th").inner_text()
                assert "12月31日" in sheet.locator("#disabled-elder-voucher").inner_text()
                smallest = "Math.min(...[...document.querySelectorAll('td, th, p, small')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
                assert sheet.evaluate(smallest) >= 16
                assert sheet.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            browser.close()

    # In a thread of its own: other browser tests keep Playwright's event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(read).result()
