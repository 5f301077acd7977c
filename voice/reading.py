"""Written text to what is said: numbers, dates, money, letters and symbols become hanzi (V-20).

The neural voice knows hanzi only and would swallow the rest. The rules run in the order of `_RULES`, each over what the
earlier ones left; what is said for letters and symbols stands in data/lexicon.
"""

import re
from collections.abc import Callable, Mapping

_DIGITS = "零一二三四五六七八九"
_SMALL_UNITS = ("", "十", "百", "千")
_LARGE_UNITS = ("", "万", "亿", "万亿")
_CASH = "元块"
_NUMBER = r"\d+(?:\.\d+)?"
_ALONE = r"(?<![\d.])"
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[-— ](\d{3,4})(\d{4})(?!\d)")
_SERVICE_LINE = re.compile(r"(?<!\d)(400|800)[- ]?(\d{3})[- ]?(\d{4})(?!\d)")
_SERVICE_LINE_4_3 = re.compile(r"(?<!\d)(400|800)[- ](\d{4})[- ](\d{3})(?!\d)")
_HOTLINE = re.compile(r"(?<![\d.,])(1[12]0|119|122|1\d{4}|9[56]\d{3,4})(?![\d.,]|\s*[" + _CASH + r"万亿%人个])")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\s*(?:至|到|-|~)\s*(?:19|20)\d{2}\s*年)")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)")
_MONEY = re.compile(r"[¥￥]\s*(" + _NUMBER + r")(?!\d)")
_CASH_CENTS = re.compile(r"(?<![\d.])(\d+)\.(\d{1,2})\s*([" + _CASH + r"])")
_PERCENT = re.compile(_ALONE + r"(" + _NUMBER + r")\s*[%％]")
_FRACTION = re.compile(r"(?<![\d/])(\d+)/(\d+)(?![\d/])")
_RANGE = re.compile(r"(?<=[\d年月日号点分时%％元块岁天])\s*[-~～—–]+\s*(?=\d)")
_LONG = re.compile(r"(?<![\d.])(\d{7,}|0\d+)(?![\d.]|\s*[" + _CASH + r"万亿人个户亩])")
_ROOM_OR_CODE = re.compile(r"(?<![\d.])\d{3,4}(?=室)|(?<=[A-Za-z])\d{2,}")
_MEASURED_TWO = re.compile(r"(?<![\d.第、])2(?=\s*[个位次天块元斤里层户条张只份人遍步件项本页家口亩岁小千万亿])")
_PLAIN = re.compile(_NUMBER)
_LETTERS = re.compile(r"[A-Za-z]+")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")


class Reader:
    """Turns text into hanzi and punctuation that a Mandarin voice can say."""

    def __init__(self, spellings: Mapping[str, str] | None = None) -> None:
        """`spellings` maps what is written (a word, letter or symbol) to what is said; longer ones go first."""
        self._spellings = dict(sorted((spellings or {}).items(), key=lambda pair: -len(pair[0])))
        written = [one for one in self._spellings if not (len(one) == 1 and one.isascii() and one.isalpha())]
        self._written = re.compile("|".join(map(_whole, written)) or r"(?!)")

    def read(self, text: str) -> str:
        """Return `text` as it is said."""
        said = self._written.sub(lambda found: self._spellings[found[0]], _halved(text))
        for pattern, rule in _RULES:
            said = pattern.sub(rule, said)
        return _LETTERS.sub(self._spelled, said)

    def _spelled(self, found: re.Match[str]) -> str:
        """Read letters one by one; a letter without a spelling is dropped."""
        return "".join(self._spellings.get(letter, "") for letter in found[0].upper())


def cardinal(number: int) -> str:
    """Return a whole number in words: 10500 is 一万零五百. Numbers from 10^16 on are read digit by digit."""
    if number >= 10**16:
        return by_digit(str(number))
    words, groups, rest = "", [], number
    while rest:
        groups.append(rest % 10_000)
        rest //= 10_000
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group:
            gap = words and (group < 1000 or groups[place + 1] == 0)
            words += ("零" if gap else "") + _four(group) + _LARGE_UNITS[place]
    if words.startswith(("二千", "二万", "二亿")):
        # 二百, but 两千: so it is said from the south to the north.
        words = "两" + words[1:]
    return (words[1:] if words.startswith("一十") else words) or "零"


def decimal(number: str) -> str:
    """Return digits with or without a point in words: 3.50 is 三点五零."""
    whole, _, fraction = number.partition(".")
    return cardinal(int(whole)) + ("点" + by_digit(fraction) if fraction else "")


def by_digit(digits: str) -> str:
    """Return one hanzi a digit: 12333 is 一二三三三. 一 is never 幺, which not every region knows."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _four(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _SMALL_UNITS[place]
        gap = not digit
    return words


def _grouped(found: re.Match[str]) -> str:
    return "，".join(by_digit(group) for group in found.groups())


def _identity(found: re.Match[str]) -> str:
    digits = found[0].upper()
    groups = (digits[:6], digits[6:10], digits[10:14], digits[14:])
    return "，".join("".join("叉" if one == "X" else by_digit(one) for one in group) for group in groups)


def _date(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{by_digit(year)}年{cardinal(int(month))}月{cardinal(int(day))}日"


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    said = "两" if hour == 2 else cardinal(hour)
    if minute in (0, 30):
        return said + ("点" if minute == 0 else "点半")
    return f"{said}点{'零' if minute < 10 else ''}{cardinal(minute)}分"


def _money(found: re.Match[str]) -> str:
    return f"{found[1]}元"


def _cents(found: re.Match[str]) -> str:
    """Say 12.50元 as 十二元五角 and 3.05元 as 三元零五分."""
    tenths, hundredths = int(found[2][0]), int(found[2][1:] or 0)
    small = f"{_DIGITS[tenths]}角" if tenths else ""
    small += ("" if tenths else "零") + f"{_DIGITS[hundredths]}分" if hundredths else ""
    whole = "两" if found[1] == "2" else cardinal(int(found[1]))
    return small.lstrip("零") if found[1] == "0" and small else whole + found[3] + small


def _whole(written: str) -> str:
    """Match letters as a whole word only, anything else anywhere."""
    return (
        rf"(?<![A-Za-z]){re.escape(written)}(?![A-Za-z])"
        if written.isascii() and written.isalpha()
        else re.escape(written)
    )


def _halved(text: str) -> str:
    """Full-width digits and letters to ASCII, and no +86; other marks stay as they are."""
    text = re.sub(r"[+＋]86[- ]?(?=1[3-9])", "", text)
    return "".join(chr(ord(char) - 0xFEE0) if "０" <= char <= "９" or "Ａ" <= char <= "ｚ" else char for char in text)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_IDENTITY, _identity),
    (_MOBILE, _grouped),
    (_LANDLINE, _grouped),
    (_SERVICE_LINE, _grouped),
    (_SERVICE_LINE_4_3, _grouped),
    (_DATE, _date),
    (_RANGE, lambda _: "到"),
    (_TIME, _time),
    (_YEARS, lambda found: by_digit(found[1])),
    (_THOUSANDS, lambda found: found[0].replace(",", "")),
    (_MONEY, _money),
    (_CASH_CENTS, _cents),
    (_PERCENT, lambda found: "百分之" + decimal(found[1])),
    (_FRACTION, lambda found: f"{cardinal(int(found[2]))}分之{cardinal(int(found[1]))}"),
    (_HOTLINE, lambda found: by_digit(found[1])),
    (_ROOM_OR_CODE, lambda found: by_digit(found[0])),
    (_LONG, lambda found: by_digit(found[1])),
    (_MEASURED_TWO, lambda _: "两"),
    (_PLAIN, lambda found: decimal(found[0])),
)
