"""到时候提醒我认证: taken in the person's own words, kept over a restart, and handed over within the platform's rules (W-17, W-24)."""

from typing import Any

import pytest

from assistant.errors import DialogueError
from assistant.models import Reply, Utterance
from channels.wechat.upkeep import Upkeep
from tests.wechat.conftest import Account, OpenAccount, StandIn

ELEVEN_MONTHS = 336 * 24 * 3600.0


def later(it: Account, seconds: float) -> Upkeep:
    """Lets time pass for the reminders and what is counted."""
    upkeep = it.upkeep()
    answers = it.app.state.wechat.desk._answers
    for part in (answers._reminders, answers._quota):
        part._clock = _shifted(part._clock, seconds)
    return upkeep


def _shifted(clock: Any, seconds: float) -> Any:
    return lambda: clock() + seconds


@pytest.mark.parametrize("words", ["到时候提醒我认证", "明年提醒我做养老金认证", "到时候喊我一声，去刷脸认证"])
async def test_a_reminder_is_taken(account: OpenAccount, words: str) -> None:
    """It is taken in several wordings, and the person is told truthfully how it will reach them."""
    async with account() as it:
        answer = await it.says(words)
        assert answer.words.startswith("好，我记下了。再过十一个月，提醒您办养老金认证。到时候您来这里说句话")
        (row,) = it.rows("wechat_reminders")
        assert row["service"] == "pension-auth"
        assert it.person not in row["openid"]
        await it.says(words)
        assert len(it.rows("wechat_reminders")) == 1


async def test_no_reminder_without_being_asked(account: OpenAccount) -> None:
    """Asking for the service takes no reminder; a service whose time does not come round is not promised one."""
    async with account() as it:
        await it.says("养老金认证怎么弄")
        await it.says("办社保卡，到时候提醒我")
        assert it.rows("wechat_reminders") == []


async def test_it_comes_when_the_person_writes(account: OpenAccount) -> None:
    """W-26: an account that may send nothing reminds when the person writes again, once, also after a restart."""
    async with account() as it:
        await it.says("到时候提醒我认证")
        person = it.person
    async with account(told=False) as again:
        assert "该办养老金认证了" not in (await again.phone.deliver(again.phone.text(person, "你好"))).words
        later(again, ELEVEN_MONTHS)
        answer = await again.phone.deliver(again.phone.text(person, "你好"))
        assert answer.words.startswith("您叫我提醒您：该办养老金认证了。")
        assert again.rows("wechat_reminders") == []


async def test_it_is_sent_in_the_open_days(account: OpenAccount, stand_in: StandIn) -> None:
    """W-17: who wrote within two days is sent the reminder; who did not is sent nothing, and keeps it."""
    async with account(kind="service") as it:
        await it.says("到时候提醒我认证")
        sent = len(stand_in.sent(it.person))
        upkeep = later(it, ELEVEN_MONTHS)
        await upkeep.once()
        assert len(stand_in.sent(it.person)) == sent
        await it.app.state.wechat.desk._answers._quota.opened(
            it.app.state.wechat.reception.name(it.person), by_message=True
        )
        later(it, 25 * 3600.0)
        await upkeep.once()
        await upkeep.once()
        reminded = [one for one in stand_in.sent(it.person)[sent:] if "该办养老金认证了" in str(one)]
        assert len(reminded) == 1
        assert it.rows("wechat_reminders") == []


async def test_it_is_sent_as_a_notice(account: OpenAccount, stand_in: StandIn) -> None:
    """W-24: a certified 服务号 with a template sends a notice; one that is refused comes when the person writes."""
    async with account(kind="service", notice_template="tpl", pages="https://village.example") as it:
        await it.says("到时候提醒我认证")
        await later(it, ELEVEN_MONTHS).once()
        # A card of the guide may come at the same time.
        (notice,) = [one for one in stand_in.sent(it.person) if "template_id" in one]
        assert (notice["template_id"], notice["data"]) == ("tpl", {"thing1": {"value": "养老金认证"}})
        assert it.rows("wechat_reminders") == []


async def test_a_notice_that_nobody_takes(account: OpenAccount, stand_in: StandIn) -> None:
    """W-24: refused every day, a notice is tried for a week; then the person is reminded when they write, for two months."""
    async with account(kind="service", notice_template="tpl") as it:
        await it.says("到时候提醒我认证")
        stand_in.faults(notice={"kind": "error", "number": 43101, "times": -1})
        before = stand_in.calls().count("message/subscribe/bizsend")
        upkeep = later(it, ELEVEN_MONTHS)
        for _ in range(20):
            await upkeep.once()
            later(it, 25 * 3600.0)
        # The first look is a day after its time.
        assert stand_in.calls().count("message/subscribe/bizsend") - before == 6
        assert len(it.rows("wechat_reminders")) == 1
        upkeep._clock = _shifted(upkeep._clock, ELEVEN_MONTHS + 61 * 24 * 3600.0)
        await upkeep.once()
        assert it.rows("wechat_reminders") == []


async def test_an_answer_that_fails_reminds_nobody(account: OpenAccount) -> None:
    """A reminder is kept until the answer that carries it is made."""
    async with account() as it:
        await it.says("到时候提醒我认证")
        later(it, ELEVEN_MONTHS)
        answers = it.app.state.wechat.desk._answers
        talks, answers._talks = answers._talks, Mute()
        assert (await it.says("你好")).body == "success"
        answers._talks = talks
        assert "该办养老金认证了" in (await it.says("你好")).words
        assert "该办养老金认证了" not in (await it.says("你好")).words


class Mute:
    """A conversation that cannot answer."""

    async def reply(self, utterance: Utterance) -> Reply:
        """Fails."""
        raise DialogueError("the store is away")


async def test_who_leaves_is_not_reminded(account: OpenAccount) -> None:
    """W-14: leaving the account deletes the reminders too."""
    async with account() as it:
        await it.says("到时候提醒我认证")
        await it.sends(it.phone.event(it.person, "unsubscribe", EventKey=""))
        assert it.rows("wechat_reminders") == []
