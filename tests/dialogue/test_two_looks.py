"""A sentence is looked at a second time, at its meaning, only where the first look leaves a doubt."""

import asyncio
import uuid

import pytest

from assistant.conversation import Conversation
from benchmarks.understanding.sentences import developed
from dialogues.components import meaning

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize("text", ["下一步", "我要办社保卡", "那个养老刷脸认证咋弄嘛", "再说一遍"])
async def test_plain_words_cost_no_embedding(text: str, conversation: Conversation) -> None:
    """What characters and sounds settle is not embedded."""
    before = meaning.of.cache_info().misses
    await conversation.parse(f"test-{uuid.uuid4().hex}", text)
    assert meaning.of.cache_info().misses == before


async def test_a_doubt_is_looked_at_again(conversation: Conversation) -> None:
    """Of sentences that nobody taught, some are embedded and some are not; each names one service at most."""
    sentences = developed()[:90]
    meaning.of.cache_clear()
    for one in sentences:
        parse = await conversation.parse(f"test-{uuid.uuid4().hex}", one.text)
        assert sum(entity["entity"] == "service" for entity in parse["entities"]) <= 1
        conversation._parses.clear()
    assert 0 < meaning.of.cache_info().misses < len(sentences)


async def test_sentences_may_be_worked_out_at_the_same_time(conversation: Conversation) -> None:
    """Several people's new sentences in parallel give what each gives alone."""
    texts = ["家里闺女要落户口到城里", "老汉腿断了走不得路想评残", "电费单子看不懂咋缴", "村头那个井水费哪里收"]
    together = await asyncio.gather(*(conversation.parse(f"t-{n}", text) for n, text in enumerate(texts)))
    fresh = [meaning.of.__wrapped__(text) for text in texts]
    assert all((meaning.of(text) == vector).all() for text, vector in zip(texts, fresh, strict=True))
    assert [parse["text"] for parse in together] == texts
