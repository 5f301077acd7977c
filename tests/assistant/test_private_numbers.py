"""Numbers of a person are masked in every form people give them, and numbers that are everybody's are left alone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from assistant.conversation import kept
from assistant.private_numbers import private_numbers

HANZI = str.maketrans("0123456789", "零一二三四五六七八九")
TELEPHONE = str.maketrans("0123456789", "零幺二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DIGITS = "0123456789零幺一二三四五六七八九"
SENTENCES = ("{}", "我的是{}", "{}，你记一下", "嗯那个我说给你{}", "号码{}对不对", "给你{}，帮我办低保")


def identity(chance: random.Random) -> str:
    """An identity number whose last place fits."""
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(20000))
    digits = f"43{chance.randrange(1000, 9999)}{born:%Y%m%d}{chance.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def card(chance: random.Random) -> str:
    """A bank card of 16 or 19 digits whose last place fits."""
    digits = "62" + "".join(str(chance.randrange(10)) for _ in range(chance.choice((13, 16))))
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def mobile(chance: random.Random) -> str:
    """A mobile number."""
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"


def code(chance: random.Random) -> str:
    """A code of six digits that is no round amount."""
    return f"{chance.randrange(10**5):05}{chance.randrange(1, 10)}"


def spoken(number: str, chance: random.Random) -> str:
    """A number as it may be typed, spaced, written wide or spoken."""
    fours = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
    return chance.choice(
        (
            number,
            fours,
            fours.replace(" ", "-"),
            number.translate(WIDE),
            number.translate(HANZI),
            number.translate(TELEPHONE),
            " ".join(number),
            "，".join(number.translate(HANZI)),
        )
    )


def told() -> Iterator[tuple[str, str]]:
    """500 sentences with a number, and the number."""
    chance = random.Random(96110)
    for count in range(500):
        number = (identity, card, mobile, code)[count % 4](chance)
        yield chance.choice(SENTENCES).format(spoken(number, chance)), number


def test_numbers_are_masked_in_every_form() -> None:
    """Of 500 made-up but valid numbers in digits, groups, wide digits and hanzi, at least 99 % leave no trace (P-10)."""
    left = [text for text, _ in told() if not private_numbers().kinds(kept(text))]
    assert len(left) <= 5, left
    rest = [kept(text) for text, _ in told()]
    assert [text for text in rest if sum(letter in DIGITS for letter in text) > 2] == []


@pytest.mark.parametrize(
    "text",
    [
        *("密码是3829", "验证码3829", "3829是验证码", "社保卡密码六个零对不对", "我密码是我孙子生日零八零五一六"),
        *("密码是abc1234", "背面三位是123", "【银行】验证码：482910，请勿泄露", "刚收到的码是六六三九零五", "832197"),
        *("八三二一九七", "8 3 2 1 9 7", "卡号6217 0012 3456 7890 123"),
    ],
)
def test_codes_and_cards_are_secret(text: str) -> None:
    """A code, a password and a card are known for what they are, so that the warning is certain (F-02)."""
    assert "secret" in private_numbers().kinds(kept(text))


@pytest.mark.parametrize(
    "text",
    ["我身份证号430102194512031234", "我手机13800138000", "电话是零七三一八四九零一二三四", "我邮箱wang@example.com"],
)
def test_other_numbers_are_not_called_secret(text: str) -> None:
    """A number told for a good reason is masked, and not taken for a scam (F-02)."""
    assert private_numbers().kinds(kept(text)) == ("plain",)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "打12345",
            "12345,12333,96110",
            "96110是啥",
            "一二三四五怎么打",
            "110、119、120分别管啥",
            "九六一一零能不能接",
        ),
        *(
            "手机收不到验证码,打12333问",
            "密码忘了打12333",
            "密码错了三次",
            "验证码60秒还没来",
            "400-820-8820",
            "073196110",
        ),
        *("我1945年生的", "我八十三岁", "六七十岁", "2024年10月31日", "2025-10-31到期", "二零二四年", "不对,是2号"),
        *("转了500000给他", "我转了二十万", "交了200,300,400元", "1000,2000,3000", "一百二十三块", "转了123456元"),
        *("打12345三回了", "12345一打就有人来", "九六一一零三更半夜有人接吗"),
        *("工单号二零一五0387", "我的编号是零三七八", "12306", "我住5组3号", "第1个,第2个", "百分之七十五", "尾号1234"),
    ],
)
def test_numbers_of_everybody_stay(text: str) -> None:
    """Hotlines, ages, dates, amounts and numbers of paperwork are never masked."""
    assert kept(text) == text


def test_nothing_is_masked_in_what_people_say_about_services() -> None:
    """In all sentences of the development set, only the two that tell a code are masked (P-10: precision)."""
    import yaml

    from assistant.settings import ROOT

    lines = yaml.safe_load(
        (ROOT / "benchmarks" / "understanding" / "development" / "own.yml").read_text(encoding="utf-8")
    )
    changed = [line["text"] for line in lines if private_numbers().kinds(kept(line["text"]))]
    assert changed
    assert all("码是" in text for text in changed)
    assert len(lines) > 400
