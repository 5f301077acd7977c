"""The words of the pages live in data/ and keep to the house's way of speaking."""

import re
from pathlib import Path

import pytest
import yaml

from channels.pages import STATIC
from channels.pages.layout import PHRASES, spoken_words

CHANNELS = Path(__file__).parents[2] / "channels"
GUIDES = Path(__file__).parents[2] / "data" / "guides"
HANZI = re.compile(r"[\u4e00-\u9fff]")
BLAME = ("您说错", "错误", "失败", "非法", "无效", "不正确", "重新输入", "亲，", "老人家", "爷爷", "奶奶")

sources = [
    path
    for folder in ("pages", "web", "kiosk")
    for path in sorted((CHANNELS / folder).rglob("*"))
    if path.suffix in {".py", ".js", ".html", ".css"}
]


@pytest.mark.parametrize("path", sources, ids=lambda path: str(path.relative_to(CHANNELS)))
def test_no_words_for_residents_in_code(path: Path) -> None:
    """Code and templates hold no Chinese but in their comments; every such word is in data/phrases."""
    source = re.sub(r"/\*.*?\*/|{#.*?#}|\"\"\".*?\"\"\"", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [re.sub(r"//.*|#.*", "", line) for line in source.splitlines()]
    # Digits of numbers that are not to be read out, and the marks left out when two texts are compared.
    lines = [line for line in lines if "LONG_NUMBER" not in line]
    assert [line for line in lines if HANZI.search(line)] == []


def test_the_pages_never_blame() -> None:
    """No phrase of the pages blames or talks down (V-15), and none is longer than a breath (V-06)."""
    phrases = dict(spoken_words(yaml.safe_load(PHRASES.read_text(encoding="utf-8"))))
    assert [key for key, phrase in phrases.items() if any(word in phrase for word in BLAME)] == []
    sentences = [s for phrase in phrases.values() for s in re.split(r"[。！？\n]", phrase)]
    assert [s for s in sentences if len(s) > 24] == []


def test_the_label_names_both_things() -> None:
    """The label says that an artificial intelligence is at work and that it generates what is read (P-24)."""
    phrases = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    for label in (phrases["made_by_ai"], phrases["made_by_ai_short"]):
        assert "人工智能" in label
        assert "生成" in label


def test_every_pictogram_has_its_drawing() -> None:
    """Each pictogram that a guide names is among the icons that the pages carry."""
    named = {n for path in GUIDES.glob("*.yml") for n in re.findall(r"pictogram:\s*([\w-]+)", path.read_text("utf-8"))}
    drawn = {path.stem for path in (STATIC / "icons").glob("*.svg")}
    assert named - drawn == set()
