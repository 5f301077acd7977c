"""One setting says which day it is, and everything that judges freshness stands on that day."""

from datetime import date

import pytest

from assistant.settings import SettingInvalid, read
from assistant.today import today


def test_the_day_set_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """With LINBAN_TODAY it is that day."""
    monkeypatch.setenv("LINBAN_TODAY", " 2031-02-03 ")
    assert today() == date(2031, 2, 3)


def test_without_a_day_it_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset and empty mean the real day, also when it changes while the service runs."""
    for value in ("", None):
        monkeypatch.delenv("LINBAN_TODAY") if value is None else monkeypatch.setenv("LINBAN_TODAY", value)
        before, found, after = date.today(), today(), date.today()
        assert before <= found <= after
    assert read({}).today is None


@pytest.mark.parametrize("value", ["tomorrow", "2027-13-01", "01.02.2027"])
def test_a_day_that_is_none_is_named(value: str) -> None:
    """The start stops with the setting, the value, and how a day is written."""
    with pytest.raises(SettingInvalid, match=f"LINBAN_TODAY is “{value}”: write a day as 2027-01-31"):
        read({"LINBAN_TODAY": value})
