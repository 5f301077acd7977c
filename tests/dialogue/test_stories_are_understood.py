"""What people say in the stories of dialogues/tests is taken for the act that the story says."""

import re
import uuid

import pytest
import yaml

from assistant.conversation import Conversation
from assistant.settings import ROOT

pytestmark = pytest.mark.dialogue

_MARKED = re.compile(r"\[(.*?)\]\{.*?\}")
"""Rasa's way of marking what is an entity in a sentence."""
STEPS = [
    (_MARKED.sub(r"\1", step["user"]), step["intent"])
    for path in sorted((ROOT / "dialogues" / "tests").glob("test_*.yml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
    for step in story["steps"]
    if "user" in step
]


@pytest.mark.parametrize(("text", "act"), list(dict.fromkeys(STEPS)), ids=lambda part: part)
async def test_a_sentence_is_taken_for_its_act(text: str, act: str, conversation: Conversation) -> None:
    """Each sentence of the stories has its act as the likeliest."""
    parse = await conversation.parse(f"test-{uuid.uuid4().hex}", text)
    assert parse["intent"]["name"] == act
