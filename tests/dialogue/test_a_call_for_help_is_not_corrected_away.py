"""Where the ears were corrected, a call for help in either reading is answered as one, and only a call for help."""

import pytest

from assistant.conversation import Conversation
from assistant.models import Source, Utterance

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize(
    ("text", "written", "act"),
    [
        ("我去歇来一大口", "我吐血了一大口", "emergency"),
        ("养老金认证怎么弄", "养老精认证怎么弄", "ask_service"),
        ("有人落水了", "有人落税了", "emergency"),
        ("养老金认证怎么弄", "有人叫我转钱", "ask_service"),
    ],
)
async def test_danger_counts_in_what_the_ears_wrote(
    conversation: Conversation, text: str, written: str, act: str
) -> None:
    """What was written before it was corrected is looked at for danger, and for nothing else."""
    session = f"written-{text}-{written}"
    reply = await conversation.reply(Utterance(session, text, Source.SPOKEN, "kiosk", 0.6, written=written))
    assert reply.understood.act == act
    await conversation.forget(session)


async def test_danger_is_known_by_words_not_by_the_field(conversation: Conversation) -> None:
    """Without what the ears wrote, the corrected words stand."""
    reply = await conversation.reply(Utterance("corrected", "我去歇来一大口", Source.SPOKEN, "kiosk", 0.6))
    assert reply.understood.act != "emergency"
    await conversation.forget("corrected")
