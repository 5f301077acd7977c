"""Every guide has a twin in guides/: sentences and exact replies through every branch.

`linban guides rehearse ID` writes a twin anew; read it before you keep it.
"""

from pathlib import Path

import pytest
import yaml

from assistant.conversation import Conversation
from assistant.guides.branches import branches
from assistant.guides.catalogue import catalogue
from assistant.rehearsing import replied, wordings

pytestmark = pytest.mark.dialogue

FOLDER = Path(__file__).parent / "guides"
SERVICES = sorted(guide.id for guide in catalogue())


@pytest.mark.parametrize("service", SERVICES)
async def test_a_guide_is_led_through_word_for_word(service: str, conversation: Conversation) -> None:
    """Every turn of every branch is answered exactly as its twin says (V-04, V-05, G-11)."""
    visits = _twin(service)["visits"]
    went = [
        await replied(conversation, f"twin-{service}-{number}", [turn["say"] for turn in visit["turns"]])
        for number, visit in enumerate(visits)
    ]
    assert went == [visit["turns"] for visit in visits]


@pytest.mark.parametrize("service", SERVICES)
def test_a_twin_takes_every_branch(service: str) -> None:
    """Each chain of answers of the guide as it is now is in its twin, each path to its end, each exit to its words."""
    guide, visits = catalogue()[service], _twin(service)["visits"]
    assert [visit["about"] for visit in visits] == [branch.about for branch in branches(guide, wordings())]
    ends = {turn["reply"][0] for visit in visits for turn in visit["turns"] if str(turn["at"]).endswith("done")}
    assert len(ends) >= len({way.done[0] for way in guide.paths.values()})


def test_no_twin_is_left_over() -> None:
    """A guide that is gone has no twin."""
    assert sorted(file.stem for file in FOLDER.glob("*.yml")) == SERVICES


def _twin(service: str) -> dict:
    file = FOLDER / f"{service}.yml"
    assert file.exists(), f"{service} has no twin: `linban guides rehearse {service}`"
    return yaml.safe_load(file.read_text(encoding="utf-8"))
