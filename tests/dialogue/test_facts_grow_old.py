"""What was to be looked at again by a day is spoken as doubtful from the day after on (G-32)."""

from collections.abc import Awaitable, Callable

import pytest

from assistant.models import Reply
from assistant.phrases import phrases

pytestmark = pytest.mark.dialogue


@pytest.mark.parametrize(("day", "doubtful"), [("2026-11-24", False), ("2035-01-01", True)])
async def test_a_fact_past_its_review_may_have_changed(
    day: str, doubtful: bool, say: Callable[..., Awaitable[Reply]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same question before and after: only after comes the word to ring first."""
    monkeypatch.setenv("LINBAN_TODAY", day)
    reply = await say("养老金认证收不收费")
    assert (phrases().word("confirm_overdue") in reply.say) == doubtful
