"""An answer that is not there in time reaches the person all the same, once (W-06, W-17, W-18, W-26)."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from assistant.models import Reply, Utterance
from channels.wechat.incoming import Incoming
from channels.wechat.stand_in.phone import Delivered
from tests.wechat.conftest import PATIENCE_SECONDS, Account, OpenAccount, StandIn, eventually

AT_ONCE = 0.001
"""A budget in which nothing can be answered."""


async def fetched(it: Account) -> Delivered:
    """Sends the fetch word until the answer is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = await it.says("1")
        if "正在查" not in answer.words and "还在查" not in answer.words:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError("the answer never came")


async def test_a_late_answer_is_fetched(account: OpenAccount) -> None:
    """W-26: an account that may send nothing by itself asks for a 1, and the 1 brings the answer."""
    async with account(told=False, budget_seconds=AT_ONCE) as it:
        assert (await it.says("养老金认证怎么弄")).words == "正在查，请再发一个 1 查看。"
        answer = await fetched(it)
        assert "您想在手机上做，还是去窗口做？" in answer.words
        assert it.rows("wechat_waiting") == []
        assert it.rows("wechat_late") == []


async def test_a_one_is_a_choice_again(account: OpenAccount) -> None:
    """W-26: where nothing waits, 1 means the first answer on offer."""
    async with account() as it:
        await it.says("养老金认证怎么弄")
        assert "请打开微信" in (await it.says("1")).words


async def test_what_waits_comes_with_the_next_answer(account: OpenAccount) -> None:
    """W-26: who says something else instead of 1 gets the answer that waited, and the new one after it."""
    async with account(told=False, budget_seconds=AT_ONCE) as slow:
        await slow.says("养老金认证怎么弄")
        await eventually(lambda: bool(slow.rows("wechat_waiting")))
        async with account(told=False) as it:
            answer = await it.phone.deliver(it.phone.text(slow.person, "要带什么"))
        assert answer.words.index("您想在手机上做，还是去窗口做？") < answer.words.index("身份证")


async def test_a_late_answer_is_sent(account: OpenAccount, stand_in: StandIn) -> None:
    """W-06: an account that may send by itself answers `success`, and the answer follows as one message with choices to tap."""
    async with account(told=False, kind="service", budget_seconds=AT_ONCE) as it:
        message = it.phone.text(it.person, "养老金认证怎么弄")
        first, again = await it.sends(message), await it.sends(message)
        assert (first.body, again.body) == ("success", "success")
        (sent,) = await stand_in.wait_for(it.person)
        assert sent["msgtype"] == "msgmenu"
        assert "您想在手机上做" in sent["msgmenu"]["head_content"]
        assert [item["content"] for item in sent["msgmenu"]["list"]][:2] == ["手机上做", "去窗口做"]


@pytest.mark.parametrize("number", [45015, 45047, 48001, 45009])
async def test_a_late_answer_that_is_refused_waits(account: OpenAccount, stand_in: StandIn, number: int) -> None:
    """W-18: where the platform takes no message, the answer waits, and comes with the person's next message."""
    async with account(told=False, kind="service", budget_seconds=AT_ONCE) as it:
        stand_in.faults(send={"kind": "error", "number": number, "times": -1})
        assert (await it.says("养老金认证怎么弄")).body == "success"
        assert "您想在手机上做" in (await waited(it)).words
        assert stand_in.sent(it.person) == []


async def waited(it: Account) -> Delivered:
    """The answer to a 1, as soon as one waits."""
    await eventually(lambda: bool(it.rows("wechat_waiting")))
    return await it.says("1")


@pytest.mark.parametrize("fault", ["slow", "broken", "dropped"])
async def test_a_platform_that_fails(account: OpenAccount, stand_in: StandIn, fault: str) -> None:
    """W-06, L-03: a platform that hangs, breaks its JSON or the line delays nobody for long, and the answer is not lost."""
    async with account(kind="service") as it:
        stand_in.faults(send={"kind": fault, "seconds": 60, "times": -1})
        # Time stands still for what was learnt of the platform, however busy the machine is.
        it.app.state.wechat.desk._delivery._clock = lambda: 0.0
        answer = await it.says("养老金认证怎么弄")
        assert "1. 手机上做" in answer.words
        stand_in.faults()
        # The platform is left alone for a while; the next answer goes the sure way at once.
        assert "身份证" in (await it.says("要带什么")).words


async def test_a_worker_that_died(account: OpenAccount, stand_in: StandIn) -> None:
    """W-06: what a worker promised and did not hand over, another one does."""
    async with account(told=False, kind="service", budget_seconds=AT_ONCE) as it:
        incoming = it.phone.text(it.person, "养老金认证怎么弄")
        it.app.state.wechat.desk._hand_over = never
        await it.sends(incoming)
        assert stand_in.sent(it.person) == []
    async with account(told=False, kind="service") as other:
        assert len(other.rows("wechat_late")) == 1
        upkeep = other.upkeep()
        passed(other, 61)
        await upkeep.once()
        assert "您想在手机上做" in (await stand_in.wait_for(it.person))[0]["msgmenu"]["head_content"]
        assert other.rows("wechat_late") == []


async def never(*_: object) -> None:
    """Does what a dead worker does, and lets the work it was given go."""
    for thing in _:
        if isinstance(thing, asyncio.Task):
            await thing


def passed(it: Account, seconds: float) -> None:
    """Lets time pass for what waits and what is worked on."""
    waiting = it.app.state.wechat.desk._waiting
    clock = waiting._clock
    waiting._clock = lambda: clock() + seconds


class Slow:
    """A conversation that answers when it is let, and counts how often it was asked."""

    def __init__(self, talks: Any) -> None:
        self.asked, self.may = 0, asyncio.Event()
        self._talks = talks

    async def reply(self, utterance: Utterance) -> Reply:
        """The real reply, later."""
        self.asked += 1
        await self.may.wait()
        reply: Reply = await self._talks.reply(utterance)
        return reply


async def test_a_worker_that_is_slow(account: OpenAccount, stand_in: StandIn) -> None:
    """W-08: an answer that takes longer than a minute is not begun anew, neither by its own worker nor by another one."""
    async with (
        account(told=False, kind="service", budget_seconds=AT_ONCE) as it,
        account(told=False, kind="service") as other,
    ):
        upkeeps = [it.upkeep(), other.upkeep()]
        answers = it.app.state.wechat.desk._answers
        slow = answers._talks = Slow(answers._talks)
        assert (await it.says("养老金认证怎么弄")).body == "success"
        for _ in range(3):
            for worker in (it, other):
                passed(worker, 50)
            for upkeep in upkeeps:
                await upkeep.once()
        passed(it, 61)
        await upkeeps[0].once()
        assert other.app.state.wechat.desk._waiting._ours == {}
        slow.may.set()
        await stand_in.wait_for(it.person)
        await eventually(lambda: not it.rows("wechat_late"))
        assert (slow.asked, len(stand_in.sent(it.person))) == (1, 1)


async def test_a_one_in_the_moment_the_answer_comes(account: OpenAccount) -> None:
    """W-26: who looks while the answer is being laid down finds it, or hears that it is underway; never that nothing is there."""
    async with account(told=False) as it:
        it.upkeep()
        waiting = it.app.state.wechat.desk._waiting
        for number in range(30):
            incoming = Incoming("text", it.person, "gh", f"message {number}")
            await waiting.begin(incoming, "p")
            looks = await asyncio.gather(waiting.finish(incoming, ("好。",)), *(waiting.take("p") for _ in range(3)))
            seen = [(taken.piece, taken.underway) for taken in looks[1:]]
            found = [place for place, (piece, _) in enumerate(seen) if piece] or [len(seen)]
            assert all(underway for _, underway in seen[: found[0]])
            if found[0] == len(seen):
                assert (await waiting.take("p")).piece == "好。"


async def test_choices_go_as_one_message(account: OpenAccount, stand_in: StandIn) -> None:
    """Where the account may, choices are sent to be tapped, and a tap counts as one."""
    async with account(kind="subscription") as it:
        told = len(stand_in.sent(it.person))
        assert (await it.says("养老金认证怎么弄")).body == "success"
        sent = (await stand_in.wait_for(it.person, told + 1))[-1]
        assert sent["msgmenu"]["list"][1] == {"id": "2", "content": "去窗口做"}
        await it.says("去窗口做", bizmsgmenuid=2)
        assert "请带上身份证或社保卡" in (await stand_in.wait_for(it.person, told + 2))[-1]["msgmenu"]["head_content"]


async def test_the_sixth_message_is_not_sent(account: OpenAccount, stand_in: StandIn) -> None:
    """W-17: five messages may follow a person's message; the sixth is not even tried, and comes when the person writes."""
    async with account(kind="service", told=False, budget_seconds=AT_ONCE) as it:
        answers = it.app.state.wechat.desk._answers
        answers._talks = Lengthy(answers._talks, pieces=7)
        before = stand_in.calls().count("message/custom/send")
        assert (await it.says("我要办社保卡")).body == "success"
        await eventually(lambda: len(it.rows("wechat_waiting")) == 2)
        sent = [one["text"]["content"] for one in stand_in.sent(it.person)]
        assert [text[-4:] for text in sent] == [f"第{number}段。" for number in range(1, 6)]
        assert stand_in.calls().count("message/custom/send") - before == 5
        async with account(kind="service", told=False) as in_time:
            fetched = [await in_time.phone.deliver(in_time.phone.text(it.person, "1")) for _ in range(2)]
        assert "第6段。" in fetched[0].words
        assert "第7段。" in fetched[1].words
        assert len(stand_in.sent(it.person)) == 5


async def test_a_tap_does_not_open_the_two_days(account: OpenAccount) -> None:
    """W-17: after a menu tap three messages may be sent within a minute; what is left of the two days stays as it was."""
    async with account(kind="service", told=False) as it:
        quota = it.app.state.wechat.desk._answers._quota
        clock = quota._clock
        await quota.opened("p", by_message=False)
        quota._clock = lambda: clock() + 61
        assert not await quota.take("p")
        await quota.opened("p", by_message=True)
        quota._clock = lambda: clock() + 47 * 3600
        assert await quota.take("p")
        quota._clock = lambda: clock() + 49 * 3600
        assert not await quota.take("p")


@pytest.mark.parametrize("budget", [AT_ONCE, PATIENCE_SECONDS])
async def test_a_long_answer_comes_in_pieces(account: OpenAccount, budget: float) -> None:
    """W-15, W-26: what does not fit into one message says that more is there, and a 1 brings it, in time or late."""
    async with account(told=False, budget_seconds=budget) as it:
        answers = it.app.state.wechat.desk._answers
        answers._talks = Lengthy(answers._talks, pieces=3)
        first = await it.says("我要办社保卡")
        if budget == AT_ONCE:
            await eventually(lambda: len(it.rows("wechat_waiting")) == 3)
            first = await it.says("1")
        await eventually(lambda: len(it.rows("wechat_waiting")) == 2)
        second, third = await it.says("1"), await it.says("1")
        for number, answer in enumerate((first, second, third), start=1):
            assert f"第{number}段。" in answer.words
            assert len(answer.words.encode()) <= 2047
            assert ("后面还有，请再发一个 1 查看。" in answer.words) == (number < 3)
        assert it.rows("wechat_waiting") == []


class Lengthy:
    """A conversation whose answers are too long for one message."""

    def __init__(self, talks: Any, pieces: int) -> None:
        self._talks, self._pieces = talks, pieces

    async def reply(self, utterance: Utterance) -> Reply:
        """The real reply with other words: sentences of which no two fit into one message."""
        reply: Reply = await self._talks.reply(utterance)
        words = "".join("长" * 200 + f"第{number}段。" for number in range(1, self._pieces + 1))
        return replace(reply, show=words, choices=())
