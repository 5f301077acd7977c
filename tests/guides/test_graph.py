"""`linban guides graph` draws the way through a guide so that a clerk sees at once where each answer leads."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.guides.catalogue import Catalogue
from assistant.guides.graph import cards, mermaid, svg
from assistant.guides.model import Guide
from assistant.settings import ROOT

GUIDES = sorted(path.stem for path in (ROOT / "data" / "guides").glob("*.yml"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("service", GUIDES)
def test_every_guide_is_drawn_whole(service: str, known: Catalogue) -> None:
    """Every question, option, path, step and exit is in the picture, and an arrow for every option."""
    guide = known[service]
    root = ET.fromstring(svg(guide))
    words = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for name in (*guide.questions, *guide.paths, *guide.exits):
        assert name in words
    options = [option for question in guide.questions.values() for option in question.options]
    assert all(option.title in words for option in options)
    assert "{" not in words
    arrows = [path for path in root.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(arrows) == len(options)


@pytest.mark.parametrize("service", GUIDES)
def test_no_card_covers_another_or_leaves_the_picture(service: str, known: Catalogue) -> None:
    """Cards lie apart and inside the picture, so that nothing is hidden."""
    root = ET.fromstring(svg(known[service]))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    boxes = [_box(rect) for rect in root.iter(f"{SVG}rect") if rect.get("rx")]
    assert len(boxes) == len(cards(known[service]))
    assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in boxes)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_it_can_be_read_with_poor_eyes(bench: Guide) -> None:
    """Large letters, dark on light, a sign as well as a colour for each kind, and a name for those who hear it (A-01)."""
    root = ET.fromstring(svg(bench))
    assert int(root.get("font-size", 0)) >= 20
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "村口长凳借用登记 (bench)"
    heads = [text.text or "" for text in root.iter(f"{SVG}text") if text.get("fill") != "#111"]
    assert heads == ["? who", "? way", "✓ online", "✓ offline", "× shop"]


def test_mermaid_text_says_the_same(bench: Guide) -> None:
    """For editors that draw mermaid: a node for each card, an arrow with the words of each option."""
    lines = mermaid(bench).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  n_who -->|"开店用"| n_shop' in lines
    assert sum("-->" in line for line in lines) == 5
    assert '  n_shop(["shop<br/>开店用的，村里不借。<br/>→ stall"])' in lines


def test_the_command_writes_what_the_name_asks_for(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[..., Path]
) -> None:
    """`.svg` a picture, `.mmd` text, no name the text itself; any other name is one line of advice."""
    monkeypatch.setenv("LINBAN_DATA", str(data))
    for name, begins in (("bench.svg", "<svg"), ("bench.mmd", "flowchart LR")):
        ran = CliRunner().invoke(app, ["guides", "graph", "bench", "-o", str(tmp_path / name)])
        assert (ran.exit_code, ran.output) == (0, f"{tmp_path / name}\n")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert CliRunner().invoke(app, ["guides", "graph", "bench"]).output.startswith("flowchart LR\n")
    refused = CliRunner().invoke(app, ["guides", "graph", "bench", "-o", str(tmp_path / "bench.png")])
    assert refused.exit_code == 1
    assert "write a name that ends with .svg or .mmd" in refused.output


def _box(rect: ET.Element) -> tuple[float, float, float, float]:
    x, y, width, height = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height
