"""Yes, no, "I don't know" and nothing understood are four outcomes, however they are said."""

import uuid
from pathlib import Path

import pytest
import yaml

from assistant.conversation import Conversation

pytestmark = pytest.mark.dialogue

FORMS = yaml.safe_load((Path(__file__).parent / "yes_no_forms.yml").read_text(encoding="utf-8"))
SAID = [(text, outcome) for outcome, texts in FORMS.items() for text in texts]


@pytest.mark.parametrize(("text", "outcome"), SAID, ids=lambda part: part)
async def test_a_form_has_its_outcome(text: str, outcome: str, conversation: Conversation) -> None:
    """Each form is taken for its own outcome and no other; a hiss is no yes."""
    parse = await conversation.parse(f"test-{uuid.uuid4().hex}", text)
    assert parse["intent"]["name"] == outcome


def test_there_are_many_forms() -> None:
    """At least thirty ways of yes, and thirty of no."""
    assert len(set(FORMS["yes"])) >= 30
    assert len(set(FORMS["no"])) >= 30
