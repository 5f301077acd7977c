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
        (("[checked], office: 村委会, review_by: 2027-06-30", "[checked], office: 村委会, review_by: 2026-11-22"), "facts.fee.review_by", "is past: check the fact again, then set a new date"),
        (("effective: 2026-03-01, review_by: 2027-06-30", "effective: 2026-03-01, review_by: 2026-11-22"), "legal_basis[0].review_by", "is past: check the document again, then set a new date"),
        (("retrieved_on: 2026-11-01", "retrieved_on: 2026-11-24"), "sources[0].retrieved_on", "is in the future: write the day on which it was read"),
        (("在村委会院子里借。", "十二月三号起能借。"), "answers.place[0]", "“十二月三号” belongs into facts"),
        (("在村委会院子里借。", "早上八点半能借。"), "answers.place[0]", "“八点半” belongs into facts"),
        (("在村委会院子里借。", "六十岁以上都能借。"), "answers.place[0]", "“六十岁” belongs into facts"),
        (("在村委会院子里借。", "打一二三四五问问。"), "answers.place[0]", "“一二三四五” belongs into facts"),
        (("在村委会院子里借。", "报百分之七十。"), "answers.place[0]", "“百分之七十” belongs into facts"),
        (("在村委会院子里借。", "半年或两年还。"), "answers.place[0]", "“两年” belongs into facts"),
        (("先打电话。]}", "先打电话。], show: 村委会电话6123456}"), "paths.online.steps[0].show", "“6123456” belongs into facts"),
        (("title: 开店用", "title: 开店用，亲，"), "questions.who.options[2].title", "V-15: never say “亲，”"),
        (("id: phone, title: 打电话登记, path: online", "id: phone, title: 打电话登记, to: who"), "questions.way.options[0].to", "leads in a circle back to “way”"),
        (("path: offline}", "path: go}"), "paths", "there is no way without a phone: add a path whose name begins with “offline”"),
        (("exit: shop}", "exit: who}"), "exits.who", "questions has a “who” too: give one of them another name"),
        (("id: go, title: 自己去借", "id: phone, title: 自己去借"), "questions.way.options", "id “phone” is there 2 times: give each its own"),
        (("plain: [带身份证。]", "plain: [带身份证。], pictogram: unicorn"), "paths.offline.steps[0].pictogram", "there is no icon “unicorn”: take one of channels/pages/static/icons"),
        (("  visits_reason: 来村里搬凳子\n", ""), "record.visits", "G-20: says that one has to come: add “visits_reason”"),
        (("  visits: 1\n", "  visits: 1\n  online: true\n"), "record.online", "G-22: says that it can be done online: add “online_at”, where"),
        (("  visits: 1\n", "  visits: 1\n  promise: {days: 3}\n"), "record.promise.days", "G-14: what is done at once (即办件) is done the same day: 0, or say why in “note”"),
        (("project_type: 即办件\n", "project_type: 承诺件\n  promise: {days: 30}\n  statutory: {days: 20}\n"), "record.promise.days", "G-13: is longer than the law allows (“statutory”)"),
        (("note: 看一眼就行", "required: false"), "materials[0]", "G-16: is not always needed: say in “note” when it is"),
        (("{text: 不收钱,", "{text: 一回十元, local: true,"), "facts.fee.text", "is local: write no figure here, each place fills in its own"),
    ],
    ids=["sentence", "question", "turn", "blame", "familiar you", "amount", "time limit", "number", "aspect", "unreachable", "unknown guide", "guide overdue", "fact overdue", "document overdue", "read tomorrow", "date", "hour", "age", "number in words", "share", "span", "screen", "slang on a button", "circle", "no way without a phone", "one name twice", "one option twice", "icon", "visit without reason", "online nowhere", "at once in three days", "longer than the law", "sometimes needed", "local figure"],
)  # fmt: skip
def test_each_breach_is_named_once_with_its_place(
    replaced: tuple[str, str], field: str, message: str, data: Path, change: Write
) -> None:
    """One breach is one line: the file, the line, the field, and the rule (V-05, V-06, V-15, G-32, G-34)."""
    change(replaced)
    if "path: go}" in replaced[1]:
        change(("  offline:\n", "  go:\n"))
    if "exit: who}" in replaced[1]:
        change(("  shop: {say", "  who: {say"))
    (fault,) = [fault for fault in check(data, TODAY) if fault.field == field]
    assert fault.message.startswith(message)
    assert str(fault) == f"bench.yml:{fault.line}: {field}: {fault.message}"


@pytest.mark.parametrize(
    ("replaced", "field", "message"),
    [
        (("一回最多借十条。", "\"打{hotline}问。\""), None, None),
        (("[hearsay], office: 村委会, review_by: 2027-06-30", "[hearsay], office: 村委会, review_by: 2026-12-23"), "facts.days.review_by", "is due in 30 days: check it at its source, then set a new date"),
        (("[hearsay], office: 村委会, review_by: 2027-06-30", "[hearsay], office: 村委会, review_by: 2026-12-24"), None, None),
        (("effective: 2026-03-01, review_by: 2027-06-30", "effective: 2026-03-01, review_by: 2026-11-23"), "legal_basis[0].review_by", "is due in 0 days: check it at its source, then set a new date"),
        (("打{hotline}问。", "打村里的电话问。"), "facts.hotline", "no sentence names it: write {hotline} where it belongs, or remove it"),
        (("村委会, sources: [checked], effective", "村委会, effective"), "legal_basis", "no document has a source: look one up, “who says so” is answered with doubt until then"),
    ],
    ids=["in order", "due in 30 days", "due in 31 days", "due today", "a fact nobody says", "a document nobody read"],
)  # fmt: skip
def test_what_is_coming_is_a_warning(
    replaced: tuple[str, str], field: str | None, message: str | None, data: Path, change: Write
) -> None:
    """What will have to be looked at is named apart from what is wrong, and holds nothing back (G-32)."""
    change(replaced)
    found = [(fault.field, fault.message, fault.severity) for fault in check(data, TODAY)]
    assert found == ([(field, message, "warning")] if field else [])


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


def test_what_is_told_one_at_a_time_is_short_too(data: Path, change: Write) -> None:
    """Of more than three things to bring, each name and each part of a note is a sentence (V-06, V-07); of fewer, none is spoken."""
    long = (
        "  - {name: 村口长凳借用登记申请审批汇总存根联单, note: 到村委会院子里找那位管凳子的人当面填写，按手印；签字}\n"
    )
    change(("materials:\n", "materials:\n" + long))
    assert check(data, TODAY) == []
    change(("materials:\n", "materials:\n  - {name: 户口簿}\n  - {name: 社保卡}\n"))
    assert [(fault.field, fault.message[:5]) for fault in check(data, TODAY)] == [
        ("materials[2].name", "V-06:"),
        ("materials[2].note", "V-06:"),
    ]
