"""Numbers, dates, money and letters are said the way people say them (V-20)."""

from pathlib import Path

import pytest
import yaml

from voice.lexicon import read_lexicon
from voice.reading import Reader, by_digit, cardinal

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"
CASES = yaml.safe_load((Path(__file__).parent / "readings.yml").read_text(encoding="utf-8"))["cases"]
READER = Reader(read_lexicon(LEXICON).spellings)


@pytest.mark.parametrize(("written", "said"), CASES, ids=[str(case[0]) for case in CASES])
def test_a_written_form_is_read_aloud(written: object, said: str) -> None:
    """Each of the cases in readings.yml is said as it stands there."""
    assert READER.read(str(written)) == said


def test_hotlines_are_never_read_as_amounts() -> None:
    """12333 is five digits one after the other, with 一 and not 幺."""
    assert READER.read("12333") == "一二三三三" == by_digit("12333")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10_000_000, "一千万"),
        (100_010_000, "一亿零一万"),
        (100_000_005, "一亿零五"),
    ],
)
def test_whole_numbers_are_said_in_words(number: int, words: str) -> None:
    """Zeros inside a number are said once, zeros at its end not at all."""
    assert cardinal(number) == words


def test_what_is_read_once_stays_as_it_is() -> None:
    """Reading is idempotent, so that a text may pass through it twice."""
    for written, _ in CASES:
        once = READER.read(str(written))
        assert READER.read(once) == once


def test_nothing_but_hanzi_and_marks_reaches_the_voice() -> None:
    """The voice would swallow a digit or letter that is left over."""
    for written, _ in CASES:
        assert not any(char.isascii() and char.isalnum() for char in READER.read(str(written)))
