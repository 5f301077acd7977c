"""`linban guides check|list|show|report`, as staff type them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.settings import ROOT

Write = Callable[..., Path]


@pytest.fixture
def linban(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `linban guides …` over the small world."""
    monkeypatch.setenv("LINBAN_DATA", str(data))
    monkeypatch.setenv("LINBAN_HOME", str(tmp_path / "state"))
    return lambda *arguments: CliRunner().invoke(app, ["guides", *arguments])


def test_check_passes_guides_in_order(linban: Callable[..., Result]) -> None:
    """Nothing wrong: one line, and exit code 0."""
    ran = linban("check")
    assert (ran.exit_code, ran.output) == (0, "all guides are in order\n")


def test_check_names_each_fault_and_fails(linban: Callable[..., Result], change: Write) -> None:
    """Something wrong: a line each, the count, and exit code 1."""
    change(("下雨天要搬进屋。", "乖，下雨天要搬进屋。"), ("see: stall", "see: market"))
    ran = linban("check")
    assert ran.exit_code == 1
    assert ran.output.splitlines() == [
        "bench.yml:25: answers.cautions[0]: V-15: never say “乖”",
        "bench.yml:62: exits.shop.see: there is no guide “market”",
        "2 to mend",
    ]


def test_a_warning_fails_nothing(linban: Callable[..., Result], change: Write) -> None:
    """What is only to be looked at comes after the errors and leaves the exit code at 0."""
    change(("打{hotline}问。", "打村里的电话问。"))
    ran = linban("check")
    assert ran.exit_code == 0
    assert ran.output.splitlines() == [
        "bench.yml:31: facts.hotline: warning: no sentence names it: write {hotline} where it belongs, or remove it",
        "all guides are in order",
        "1 to look at",
    ]


def test_what_is_overdue_on_the_day_set_is_named(
    linban: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """LINBAN_TODAY after a review: everything that is then due is named, and fails (G-32)."""
    monkeypatch.setenv("LINBAN_TODAY", "2027-07-01")
    ran = linban("check")
    assert ran.exit_code == 1
    assert ran.output.splitlines()[0].startswith("bench.yml:76: verification.review_due: is past")
    assert ran.output.splitlines()[-1] == "10 to mend"


def test_list_shows_every_guide_on_a_line(linban: Callable[..., Result]) -> None:
    """Id, the name that is spoken, and the official name."""
    ran = linban("list")
    assert ran.exit_code == 0
    assert [line.split() for line in ran.output.splitlines()] == [
        ["bench", "借长凳", "村口长凳借用登记"],
        ["stall", "借长凳", "村口长凳借用登记"],
    ]


def test_show_tells_the_guide_as_it_is_spoken(linban: Callable[..., Result]) -> None:
    """Opening, questions with where each answer leads, steps in order, exits, and the answers, with facts put in."""
    ran = linban("show", "bench")
    assert ran.exit_code == 0
    lines = ran.output.splitlines()
    assert lines[:6] == [
        "村口长凳借用登记 (bench)",
        "借长凳，不收钱。 三天之内还。",
        "[who] 您自己用，还是替人借？",
        "    自己用 -> way",
        "    替家里人借 -> way",
        "    开店用 -> shop",
    ]
    assert "    2. 去村委会院子里搬。" in lines
    assert "[shop] 开店用的，村里不借。 -> stall" in lines
    assert "phone        打12345问。" in lines


def test_report_counts_what_is_answered_and_what_is_due(linban: Callable[..., Result]) -> None:
    """A line for each guide: how far checked, aspects, steps, facts, facts to ring about, next review (G-32)."""
    ran = linban("report")
    lines = ran.output.splitlines()
    assert ran.exit_code == 0
    assert lines[1].split()[:7] == ["bench", "partial", "14/14", "5", "3", "1", "2027-06-30"]
    assert lines[-1].startswith("2 guides, 0 verified, ")


def test_an_unknown_guide_and_a_broken_file_are_one_line_each(data: Path, tmp_path: Path, change: Write) -> None:
    """Real commands: what is wrong on one line each, no trace, exit code 1."""
    assert _ran(data, tmp_path, "show", "benches") == (
        1,
        "linban: there is no guide “benches”; `linban guides list` shows all\n",
    )
    change(("category: 示例\n", ""))
    assert _ran(data, tmp_path, "list") == (1, "linban: bench.yml:1: category: is missing: add “category”\n")


def _ran(data: Path, home: Path, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "LINBAN_DATA": str(data), "LINBAN_HOME": str(home)}
    command = [sys.executable, "-m", "assistant.cli", "guides", *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr
