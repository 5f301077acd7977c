"""A guide file may be removed or changed while somebody is being led through it: nobody is left without an answer."""

import asyncio
import shutil
import uuid
from pathlib import Path

import pytest

from assistant.conversation import Conversation
from assistant.guides.catalogue import catalogue
from assistant.models import Reply, Source, Utterance
from assistant.settings import ROOT

pytestmark = pytest.mark.dialogue

GUIDE, HOTLINE = "pension-auth", "hotline-12345"
IN_GUIDE = ["养老金认证怎么弄", "去窗口做"]
BEFORE = {
    "an offer to be led through it": ["养老金认证收不收费"],
    "a choice of services": ["你好"],
    "its first question": ["养老金认证怎么弄"],
    "a step": IN_GUIDE,
    "the end": [*IN_GUIDE, *["下一步"] * 5],
    "put aside": [*IN_GUIDE, "不弄了"],
    "put aside for another": [*IN_GUIDE, "社保卡丢了怎么办"],
    "one rung of repair": ["养老金认证怎么弄", "嗡嗡嗡"],
    "two rungs of repair": ["养老金认证怎么弄", *["嗡嗡嗡"] * 2],
    "three rungs of repair": ["养老金认证怎么弄", *["嗡嗡嗡"] * 3],
    "four rungs of repair": [*IN_GUIDE, *["嗡嗡嗡"] * 4],
}
AFTER = ("第一个", "第二个", "第三个", "都不是", "还没好", "下一步", "退回去", "再说一遍", "到哪了", "要带什么", "接着办", "要得", "不用了", "嗡嗡嗡")  # fmt: skip


@pytest.fixture
def guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guides of a data folder of the test's own, in service."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("LINBAN_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "guides"


@pytest.mark.parametrize("state", BEFORE)
async def test_nobody_falls_into_the_gap(state: str, guides: Path, conversation: Conversation) -> None:
    """In each state every button and every usual word is answered after the file is gone, and never as that guide."""
    buttons = [choice.send for choice in (await _said(conversation, BEFORE[state])).choices]
    sessions = {text: f"test-{uuid.uuid4().hex}" for text in (*buttons, *AFTER)}
    for session in sessions.values():
        await _said(conversation, BEFORE[state], session)
    (guides / f"{GUIDE}.yml").unlink()
    await _taken_in()
    for text, session in sessions.items():
        source = Source.BUTTON if text in buttons else Source.TYPED
        reply = await conversation.reply(Utterance(session, text, source))
        assert reply.say, text
        assert reply.guide is None or reply.guide.service != GUIDE, text
        assert reply.understood.service != GUIDE, text


async def test_a_complaint_without_the_hotlines_guide_offers_none(guides: Path, conversation: Conversation) -> None:
    """Whom to ring is said all the same; leading through a guide that is not there is not offered."""
    (guides / f"{HOTLINE}.yml").unlink()
    await _taken_in()
    reply = await _said(conversation, ["路灯坏了没人管"])
    assert any("12345" in sentence for sentence in reply.say)
    assert (reply.choices, reply.understood.service) == ((), None)


async def test_a_guide_put_aside_is_found_again_after_an_edit(guides: Path, conversation: Conversation) -> None:
    """Where the edit took the place away, coming back walks the way there again."""
    session = f"test-{uuid.uuid4().hex}"
    await _said(conversation, [*IN_GUIDE, "不弄了"], session)
    file = guides / f"{GUIDE}.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("offline", "counter"), encoding="utf-8")
    await _taken_in()
    reply = await conversation.reply(Utterance(session, "接着办"))
    assert reply.guide is not None
    assert reply.guide.service == GUIDE


async def _taken_in() -> None:
    """As the service does beside its turns."""
    await asyncio.to_thread(catalogue)


async def _said(conversation: Conversation, texts: list[str], session: str = "") -> Reply:
    session = session or f"test-{uuid.uuid4().hex}"
    replies = [await conversation.reply(Utterance(session, text)) for text in texts]
    return replies[-1]
