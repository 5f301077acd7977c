"""A sentence is looked at a second time, at its meaning, only where the first look leaves a doubt."""

import asyncio
import uuid

import pytest

from assistant.conversation import Conversation
from dialogues.components import meaning

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize("text", ["下一步", "我要办社保卡", "那个养老刷脸认证咋弄嘛", "再说一遍"])
async def test_plain_words_cost_no_embedding(text: str, conversation: Conversation) -> None:
    """What characters and sounds settle is not embedded."""
    before = meaning.of.cache_info().misses
    await conversation.parse(f"test-{uuid.uuid4().hex}", text)
    assert meaning.of.cache_info().misses == before


async def test_a_doubt_is_looked_at_again(conversation: Conversation) -> None:
    """A sentence in words that nobody taught is embedded once, and the second look names its service."""
    before = meaning.of.cache_info().misses
    text = "俺那老伴前些天走了，她攒在养老账上的那些，家里人能拿不"
    parse = await conversation.parse(f"test-{uuid.uuid4().hex}", text)
    assert meaning.of.cache_info().misses == before + 1
    assert parse["service_ranking"][0]["service"] == "pension-death-benefit"
    assert sum(entity["entity"] == "service" for entity in parse["entities"]) == 1


async def test_sentences_may_be_worked_out_at_the_same_time(conversation: Conversation) -> None:
    """Several people's new sentences in parallel give what each gives alone."""
    texts = ["家里闺女要落户口到城里", "老汉腿断了走不得路想评残", "电费单子看不懂咋缴", "村头那个井水费哪里收"]
    together = await asyncio.gather(*(conversation.parse(f"t-{n}", text) for n, text in enumerate(texts)))
    fresh = [meaning.of.__wrapped__(text) for text in texts]
    assert all((meaning.of(text) == vector).all() for text, vector in zip(texts, fresh, strict=True))
    assert [parse["text"] for parse in together] == texts
