"""Long visits stay small, quick taps are answered in order, and nobody hears what was meant for another."""

import asyncio
import threading
import uuid

import pytest

from assistant.conversation import Conversation
from assistant.models import Utterance
from assistant.trackers import EVENTS_KEPT
from dialogues.components import meaning

pytestmark = pytest.mark.dialogue

TURNS = ("下一步", "上一步", "再说一遍", "要带什么", "谢谢", "到哪了")


async def test_a_visit_of_300_turns_keeps_little_and_forgets_nothing(conversation: Conversation) -> None:
    """After 300 turns only the last few events are kept, and yet the step, the answers, the pace and the volume."""
    session = _session()
    for text in ("养老金认证怎么弄", "去窗口做", "下一步", "慢点说", "大点声"):
        await conversation.reply(Utterance(session, text))
    for number in range(295):
        reply = await conversation.reply(Utterance(session, TURNS[number % len(TURNS)]))
    kept = await conversation._agent.tracker_store.retrieve(session)
    assert kept is not None
    slots = {name for name, slot in kept.slots.items() if slot.value is not None and name != "session_started_metadata"}
    assert slots == {"visit", "least_hearing"}  # the second is a setting of the domain
    assert len(kept.events) <= EVENTS_KEPT + len(slots)
    assert kept.get_slot("visit")["turn"] == 300
    assert kept.get_slot("visit")["place"]["answered"] == [["way", "offline"]]
    assert (reply.pace, reply.volume) == ("slow", "loud")
    where = await conversation.reply(Utterance(session, "到哪了"))
    assert where.guide is not None
    assert (where.guide.service, where.guide.step) == ("pension-auth", 4)


async def test_three_at_once_are_answered_in_order(conversation: Conversation) -> None:
    """Three taps before the first answer are three steps, in the order of the taps; none is lost."""
    session = _session()
    for text in ("养老金认证怎么弄", "去窗口做"):
        await conversation.reply(Utterance(session, text))
    replies = await asyncio.gather(
        *(conversation.reply(Utterance(session, text)) for text in ("下一步", "再说一遍", "下一步"))
    )
    assert [reply.understood.act for reply in replies] == ["next", "repeat", "next"]
    assert [reply.guide.step for reply in replies if reply.guide] == [3, 3, 4]


async def test_who_is_put_to_a_place_is_answered_there(conversation: Conversation) -> None:
    """Nothing comes between the place and the answer, though the next tap is waiting already."""
    session, other = _session(), _session()
    for text in ("养老金认证怎么弄", "去窗口做", "下一步"):
        await conversation.reply(Utterance(other, text))
    place = await conversation.place(other)
    assert place is not None
    replies = await asyncio.gather(
        conversation.resume(Utterance(session, "到哪了"), place), conversation.reply(Utterance(session, "下一步"))
    )
    assert [reply.guide.step for reply in replies if reply.guide] == [3, 4]


async def test_what_was_understood_before_a_change_is_not_kept(conversation: Conversation) -> None:
    """A sentence that is being understood while guides are taken in is understood anew the next time."""
    text, release = "想借几本书回家看咋个借法", threading.Event()
    held = [conversation._understanding.submit(release.wait) for _ in range(meaning.AT_ONCE)]
    under_way = asyncio.create_task(conversation.parse(_session(), text))
    await asyncio.sleep(0)
    await conversation.learn_guides()
    release.set()
    await under_way
    assert all(one.result() for one in held)
    assert text not in conversation._parses
    await conversation.parse(_session(), text)
    assert text in conversation._parses


async def test_people_at_once_do_not_mix(conversation: Conversation) -> None:
    """Twelve people talk at the same time; each is led through their own guide."""
    services = {"养老金认证怎么弄": "pension-auth", "社保卡丢了怎么办": "social-card", "低保怎么申请": "dibao", "看病怎么报销": "medical-reimburse"}  # fmt: skip
    visits = [(_session(), text) for text in list(services) * 3]

    async def visit(session: str, text: str) -> list[str]:
        replies = [
            await conversation.reply(Utterance(session, said)) for said in (text, "第一个", "再说一遍", "到哪了")
        ]
        return [reply.guide.service if reply.guide else "" for reply in replies]

    led = await asyncio.gather(*(visit(session, text) for session, text in visits))
    assert led == [[services[text]] * 4 for _, text in visits]


async def test_what_is_deleted_is_gone(conversation: Conversation) -> None:
    """After deleting there is no slot and no event with a word of the visit left (P-04)."""
    session = _session()
    for text in ("养老金认证怎么弄", "去窗口做"):
        await conversation.reply(Utterance(session, text))
    assert await conversation.forget(session)
    kept = await conversation._agent.tracker_store.retrieve(session)
    assert kept is None or (
        kept.get_slot("visit") is None and not [event for event in kept.events if event.type_name == "user"]
    )


def _session() -> str:
    return f"test-{uuid.uuid4().hex}"
