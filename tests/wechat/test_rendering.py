"""A reply as WeChat shows it: pieces that are taken whole, cut where a sentence ends (W-15)."""

from pathlib import Path

import pytest

from assistant.models import Choice
from assistant.settings import ROOT
from channels.wechat import menu
from channels.wechat.rendering import Answer, in_pieces, numbered, plain, spoken
from channels.wechat.words import Words

WORDS = Words.read(ROOT / "data")


@pytest.mark.parametrize(
    "text",
    ["您好。" * 400, "长" * 3000, "a" * 5000, "一段。\n\n" * 300, "！" * 900, "😀" * 700, "", "短。"],
    ids=range(8),
)
def test_no_piece_is_too_long(text: str) -> None:
    """W-15: no piece has more than 1,800 bytes or 300 characters, nothing is lost, and none is empty."""
    pieces = in_pieces(text)
    assert all(len(piece.encode()) <= 1800 and 0 < len(piece) <= 300 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_683_characters_are_cut() -> None:
    """W-15: 683 characters are 2,049 bytes, which the platform would not take."""
    assert len(in_pieces("字" * 683)) > 1


def test_sentences_stay_whole() -> None:
    """W-15: a piece ends where a sentence ends."""
    sentences = [f"这是第{number}句话，说的是怎么办事。" for number in range(60)]
    pieces = in_pieces("".join(sentences))
    assert len(pieces) > 1
    assert all(piece.endswith("。") for piece in pieces)


def test_choices_are_numbered_and_stay_together() -> None:
    """Choices are lines with numbers, in one piece with the link."""
    answer = Answer(
        "请选。" * 120, (Choice("手机上做", "手机上做"), Choice("去窗口做", "去窗口做")), "http://x/?g=" + "a" * 400
    )
    last = numbered(answer, WORDS)[-1]
    for part in ("1. 手机上做\n2. 去窗口做\n", '<a href="http://x/?g=', "</a>"):
        assert part in last


def test_words_from_outside_are_no_links() -> None:
    """L-06: what a person or a recogniser said is never drawn as a link."""
    assert "<" not in plain("<a href='x'>点</a>")


def test_speech_is_whole_sentences() -> None:
    """W-19: as many whole sentences as fit into a minute, at least one."""
    assert spoken(["一" * 60, "二" * 30, "三" * 30], 100) == "一" * 60 + "二" * 30
    assert spoken(["一" * 200], 100) == "一" * 200


def test_what_a_follower_reads_is_short() -> None:
    """P-01: the notice has at most 120 characters."""
    assert len(WORDS.say("privacy")) <= 120


def test_the_menu_in_order() -> None:
    """W-22: the menu that ships has no fault, and becomes what the platform takes."""
    groups = menu.read_menu(ROOT / "data")
    assert list(menu.faults(groups)) == []
    made = menu.for_platform(groups)
    assert 1 <= len(made["button"]) <= 3
    assert all(1 <= len(group["sub_button"]) <= 5 for group in made["button"])
    assert all(len(entry["key"].encode()) <= 128 for group in made["button"] for entry in group["sub_button"])


@pytest.mark.parametrize(
    ("groups", "fault"),
    [
        ([], "0 groups"),
        ([{"title": "办事", "entries": []}], "1 to 4 entries"),
        ([{"title": "太长的名字", "entries": [{"title": "甲", "say": "乙"}]}], "5 characters"),
        ([{"title": "办事", "entries": [{"title": "甲", "say": "字" * 43}]}], "129 bytes"),
        ([{"title": "办事", "entries": [{"title": "甲"}]}], "`say` is empty"),
        (["x"], "write `title`"),
    ],
)
def test_a_menu_with_faults(groups: list[object], fault: str) -> None:
    """W-22: each thing the platform would refuse or a phone would cut off is named."""
    assert any(fault in line for line in menu.faults(groups))


def test_a_menu_file_that_is_missing(tmp_path: Path) -> None:
    """A missing file is named, not traced."""
    from assistant.errors import GuideError

    with pytest.raises(GuideError, match=r"menu\.yml cannot be read"):
        menu.read_menu(tmp_path)
