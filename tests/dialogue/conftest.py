"""The trained conversation in this process, loaded once for the whole run."""

import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.conversation import Conversation
from assistant.models import Reply, Source, Utterance
from assistant.settings import Settings

Say = Callable[..., Awaitable[Reply]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def conversation(settings: Settings, model: Path) -> Conversation:
    """All conversations of this process, over the trained model."""
    return await Conversation.load(model, settings.endpoints)


@pytest.fixture
def say(conversation: Conversation) -> Say:
    """Says one thing in a conversation of the test's own, and gives the reply."""
    session = f"test-{uuid.uuid4().hex}"

    async def reply(text: str, source: Source = Source.TYPED, confidence: float = 1.0) -> Reply:
        return await conversation.reply(Utterance(session, text, source, "test", confidence))

    return reply
