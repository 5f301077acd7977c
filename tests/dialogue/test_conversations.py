"""Conversations as data: every file of conversations/ is a visit, turn by turn, word for word.

`say` is what the person says; `reply`, `choices`, `guide` (service, step, steps, done) and `act` are compared exactly;
`voice` is pace and volume where they are not normal; `place` is the place of data/places it takes place in; `hearing` is
how sure the recogniser was of spoken words.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.models import Reply, Source

pytestmark = pytest.mark.dialogue

FOLDER = Path(__file__).parent / "conversations"
VISITS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}


@pytest.mark.parametrize("visit", VISITS)
async def test_a_visit_goes_word_for_word(
    visit: str, say: Callable[..., Awaitable[Reply]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each turn answers exactly what the file says (V-04, V-07, V-13, A-26)."""
    monkeypatch.setenv("LINBAN_PLACE", VISITS[visit].get("place", ""))
    expected = VISITS[visit]["turns"]
    went = [_turn(turn, await _said(turn, say)) for turn in expected]
    assert went == expected


def test_every_file_says_what_it_is_about() -> None:
    """There are visits of many kinds, and each file names its promise."""
    assert len(VISITS) >= 20
    assert all(visit["about"].endswith(".") for visit in VISITS.values())


async def _said(turn: dict[str, Any], say: Callable[..., Awaitable[Reply]]) -> Reply:
    if "hearing" in turn:
        return await say(turn["say"], Source.SPOKEN, turn["hearing"])
    return await say(turn["say"])


def _turn(expected: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """The turn as it went, in the shape of the file."""
    guide = reply.guide
    went: dict[str, Any] = {"say": expected["say"], "reply": list(reply.say)}
    if "hearing" in expected:
        went["hearing"] = expected["hearing"]
    went["choices"] = [choice.title for choice in reply.choices]
    if guide is not None:
        went["guide"] = {"service": guide.service, "step": guide.step, "steps": guide.steps, "done": guide.done}
    went["act"] = reply.understood.act
    if (reply.pace, reply.volume) != ("normal", "normal"):
        went["voice"] = [reply.pace, reply.volume]
    # What a file leaves out is not compared.
    return {key: value for key, value in went.items() if key in expected or key in ("guide", "voice")}
