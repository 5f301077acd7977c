"""Records that fail cost nobody their answer: it goes the way that needs none, or as soon as they are back (W-06, W-07)."""

import asyncio
import time

import pytest

from assistant.errors import RecordsError
from channels.wechat.incoming import Incoming
from tests.wechat.conftest import PATIENCE_SECONDS, OpenAccount, StandIn


@pytest.mark.parametrize("kind", ["passive", "subscription", "service"])
async def test_the_answer_to_the_call_needs_no_records(account: OpenAccount, stand_in: StandIn, kind: str) -> None:
    """W-07: neither the count of messages nor the token can be read, so the answer goes as the answer to the call."""
    async with account(kind=kind) as it:
        before = len(stand_in.sent(it.person))
        with it.without_records():
            assert "1. 手机上做" in (await it.says("养老金认证怎么弄")).words
            assert "请打开微信" in (await it.says("手机上做")).words
        assert len(stand_in.sent(it.person)) == before


async def test_a_late_answer_outlives_them(account: OpenAccount) -> None:
    """W-26: the person hears that the answer is on its way as long as it cannot be laid down, and finds it once it can."""
    async with account(told=False, budget_seconds=0.001) as it:
        upkeep = it.upkeep()
        with it.without_records():
            assert (await it.says("养老金认证怎么弄")).words == "正在查，请再发一个 1 查看。"
            for _ in range(3):
                assert "还在查" in (await it.says("1")).words
        answer, deadline = await it.says("1"), time.monotonic() + PATIENCE_SECONDS
        while "还在查" in answer.words and time.monotonic() < deadline:
            await upkeep.once()
            await asyncio.sleep(0.05)
            answer = await it.says("1")
        assert "您想在手机上做，还是去窗口做？" in answer.words


async def test_a_one_while_the_records_refuse(account: OpenAccount) -> None:
    """W-26: who looks in the very moment the answer cannot be laid down hears that it is underway, not that nothing is there."""
    async with account(told=False) as it:
        it.upkeep()
        waiting, incoming = it.app.state.wechat.desk._waiting, Incoming("text", it.person, "gh", "message")
        with it.without_records():
            await waiting.begin(incoming, "p")
            looks = await asyncio.gather(
                waiting.finish(incoming, ("好。",)), *(waiting.take("p") for _ in range(3)), return_exceptions=True
            )
        assert isinstance(looks[0], RecordsError)
        assert all(taken.underway for taken in looks[1:])
        await waiting.write_down()
        assert (await waiting.take("p")).piece == "好。"


async def test_who_leaves_meanwhile_finds_nothing(account: OpenAccount) -> None:
    """W-14: what could not be laid down for a person is dropped when they leave."""
    async with account(told=False) as it:
        upkeep, waiting = it.upkeep(), it.app.state.wechat.desk._waiting
        person = it.app.state.wechat.reception.name(it.person)
        with it.without_records(), pytest.raises(RecordsError):
            await waiting.put(person, ("还有一段。",))
        await it.sends(it.phone.event(it.person, "unsubscribe", EventKey=""))
        await upkeep.once()
        assert it.rows("wechat_waiting") == []


async def test_a_reminder_that_cannot_be_kept(account: OpenAccount) -> None:
    """A reminder that cannot be written down is not promised, and the answer comes all the same."""
    async with account() as it:
        with it.without_records():
            assert "这会儿没记下来" in (await it.says("到时候提醒我认证")).words
        assert it.rows("wechat_reminders") == []
