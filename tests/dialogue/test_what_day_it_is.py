"""Small talk is short and kind, and who asks for the day is told it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate

from assistant.models import Reply
from assistant.today import today

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize("text", ["今天几号", "今天星期几", "今天几月几号", "今天农历几号"])
async def test_today_is_named(text: str, say: Callable[..., Awaitable[Reply]]) -> None:
    """Day, weekday and lunar day, in two short sentences (V-06)."""
    reply = await say(text)
    day = today()
    weekday = "一二三四五六日"[day.weekday()]
    assert reply.say[0] == f"今天{day.month}月{day.day}号，星期{weekday}。"
    assert reply.say[1] == f"农历{LunarDate.from_solar(day).cn_md}。"
    assert reply.understood.act == "smalltalk"


async def test_another_day_is_named(say: Callable[..., Awaitable[Reply]]) -> None:
    """A lunar day is found in the solar calendar."""
    day = (await say("腊月二十三是几号")).say[0]
    coming = next(
        today() + timedelta(days=days) for days in range(400) if _is_kitchen_god_day(today() + timedelta(days=days))
    )
    assert f"{coming.month}月{coming.day}号" in day


async def test_a_guide_goes_on_after_it(say: Callable[..., Awaitable[Reply]]) -> None:
    """In a guide the person is brought back to the step."""
    await say("养老金认证怎么弄")
    await say("去窗口做")
    reply = await say("今天几号")
    assert reply.guide is not None
    assert (reply.guide.service, reply.guide.step) == ("pension-auth", 2)
    assert "接着刚才的第2步。" in reply.say


def _is_kitchen_god_day(day: date) -> bool:
    lunar = LunarDate.from_solar(day)
    return (lunar.month, lunar.day, lunar.leap) == (12, 23, 0)
