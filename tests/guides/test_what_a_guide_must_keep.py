"""`linban guides check` catches what a shape cannot: long sentences, unkind words, figures without a source, dead ends."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.guides.checking import check
from assistant.guides.lint import characters

Write = Callable[..., Path]
TODAY = date(2026, 11, 23)


def test_guides_in_order_have_no_faults(data: Path) -> None:
    """Two guides that keep everything are passed."""
    assert check(data, TODAY) == []


@pytest.mark.parametrize(
    ("replaced", "field", "message"),
    [
        (("去村委会院子里搬。", "去村委会院子里把您要的那几条长凳子都搬走就行。"), "paths.offline.steps[1].say[0]", "V-06: 22 characters, at most 20: split it into two sentences"),
        (("您自己用，还是替人借？]", "您自己用，还是替人借？, 我好告诉您往下该怎么走。, 别急着选，慢慢想一想再说。]"), "questions.who.ask", "V-05: 31 characters in one turn, at most 30"),
        (("[下雨天要搬进屋。]", "[一二三四五六七八九十甲乙丙丁戊己庚。, 子丑寅卯辰巳午未申酉戌亥天地人和。, 春夏秋冬东南西北上下左右前后里外。, 金木水火土日月星风雷雨雪山川草木。]"), "answers.cautions", "V-05: 65 characters in one turn, at most 60"),
        (("自然坏的，不用赔。", "您说错了，不用赔。"), "faq[0].a[0]", "V-15: never say “您说错了”"),
        (("家里人可以替您搬。", "家里人可以替你的。"), "answers.proxy[0]", "V-15: never say “你的”"),
        (("一回最多借十条。", "押金50元。"), "answers.amount[0]", "“50元” belongs into facts, with its source: name it here as {…}"),
        (("问哪天能去搬。", "问10个工作日后能不能搬。"), "paths.online.steps[2].say[0]", "“10个工作日” belongs into facts"),
        (("打电话到村委会。", "打电话12345。"), "paths.online.steps[0].say[0]", "“12345” belongs into facts"),
        (("  basis: [村里定的规矩。]\n", ""), "answers", "“basis” is not answered: add it, or say honestly whom to ask"),
        (("title: 打电话登记, path: online", "title: 打电话登记, path: offline"), "paths.online", "cannot be reached from “start”: let an option lead here, or remove it"),
        (("see: stall", "see: market"), "exits.shop.see", "there is no guide “market”"),
        (("review_due: 2027-06-30", "review_due: 2026-11-22"), "verification.review_due", "is past: check the guide again, then set a new date"),
        (("office: 村委会, review_by: 2027-06-30", "office: 村委会, review_by: 2026-11-22"), "facts.fee.review_by", "is past: check the fact again, then set a new date"),
    ],
    ids=["sentence", "question", "turn", "blame", "familiar you", "amount", "time limit", "number", "aspect", "unreachable", "unknown guide", "guide overdue", "fact overdue"],
)  # fmt: skip
def test_each_breach_is_named_once_with_its_place(
    replaced: tuple[str, str], field: str, message: str, data: Path, change: Write
) -> None:
    """One breach is one line: the file, the line, the field, and the rule (V-05, V-06, V-15, G-32, G-34)."""
    change(replaced)
    (fault,) = [fault for fault in check(data, TODAY) if fault.field == field]
    assert fault.message.startswith(message)
    assert str(fault) == f"bench.yml:{fault.line}: {field}: {fault.message}"


def test_one_word_for_two_services_is_named(data: Path, change: Write) -> None:
    """An alias that two guides claim would lead people astray: the second one is reported with its line."""
    change(("借凳子, 借板凳", "借凳子, 赶集卖菜"))
    (fault,) = check(data, TODAY)
    assert str(fault) == "stall.yml:5: aliases[2]: “赶集卖菜” is an alias of bench too: keep it in one of them"


def test_a_broken_file_does_not_hide_the_others(data: Path, change: Write) -> None:
    """Files that cannot be read and breaches in those that can are reported together."""
    change(("下雨天要搬进屋。", "宝宝，下雨天要搬进屋。"))
    (data / "guides" / "third.yml").write_text("id: [", encoding="utf-8")
    faults = [str(fault) for fault in check(data, TODAY)]
    assert [fault.split(":")[0] for fault in faults] == ["bench.yml", "third.yml"]


def test_punctuation_is_a_pause_and_not_a_character() -> None:
    """Length is what is spoken: marks and spaces do not count (V-06)."""
    assert characters("打12333，问一问。") == characters("打12333问一问") == 9
