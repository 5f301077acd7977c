"""While one person is being heard, another is answered; impatient taps are each answered once."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.dialogue

LONG = (
    "我要办养老金资格认证。社保卡丢了怎么办？我想申请低保。残疾证去哪里办？医保在哪里报销？"
    "我家老头子腿脚不好，能不能上门办？那个高龄补贴，一个月有多少钱？我要给孙子交今年的医保。"
    "上个月住院花的钱能不能报销？我的身份证下个月就到期了。村里发的那个补贴还没有打到卡上。"
)
"""Half a minute; no sentence twice, since Whisper takes repetition for a mistake of its own."""
ANSWERED = 5
"""Chats that have to be answered during one long decode, which takes as long as fifty and more."""


@pytest.mark.audio
async def test_chats_are_answered_while_a_recording_is_being_heard(server: Any) -> None:
    """Of two long recordings one is heard after the other: once the first is, the second is under way, and others chat."""
    async with httpx.AsyncClient(base_url=server.url, timeout=300) as client:
        clip = (await client.post("/api/speak", json={"text": LONG})).content
        hearing = {asyncio.create_task(client.post("/api/hear", content=clip)) for _ in range(2)}
        heard, under_way = await asyncio.wait(hearing, return_when=asyncio.FIRST_COMPLETED)
        answered = 0
        while under_way and not next(iter(under_way)).done():
            reply = await client.post("/api/chat", json={"session": "other", "text": f"社保卡丢了怎么办{answered}"})
            assert reply.json()["say"]
            answered += 1
        words = [(await one).json()["text"] for one in (*heard, *under_way)]
    assert len(under_way) == 1
    assert answered >= ANSWERED
    assert all("认证" in text and "补贴" in text for text in words)


async def test_taps_of_one_person_are_answered_once_each(server: Any) -> None:
    """Three quick taps are three turns, one after the other: none lost, none doubled, whichever line brings its answer
    first. That they go in the order of the taps is in tests/dialogue/test_many_turns_many_people.py."""
    session = f"taps-{uuid.uuid4().hex}"
    async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
        for text in ("养老金认证怎么弄", "去窗口做"):
            await client.post("/api/chat", json={"session": session, "text": text})
        tap = {"session": session, "text": "下一步", "source": "button"}
        replies = await asyncio.gather(*(client.post("/api/chat", json=tap) for _ in range(3)))
    assert sorted(reply.json()["guide"]["step"] for reply in replies) == [3, 4, 5]
