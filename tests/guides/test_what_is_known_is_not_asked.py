"""A guide that is opened by a person who has told something already: shorter, and still short enough for the ear."""

from datetime import date
from itertools import product
from typing import get_args

import pytest

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue
from assistant.guides.facts import Facts, answers
from assistant.guides.lint import SENTENCE_CHARACTERS, TURN_CHARACTERS, characters
from assistant.guides.when import Danger
from assistant.phrases import phrases
from assistant.settings import ROOT
from dialogues.actions import guidance
from dialogues.actions.turn import Heard, Turn
from dialogues.actions.visit import Visit

GUIDES = sorted(path.stem for path in (ROOT / "data" / "guides").glob("*.yml"))
TOLD = [
    Facts(whom="parent", age=age, comes=comes, happened={happened: True} if happened else {})  # type: ignore[dict-item]
    for age, comes, happened in product(
        (None, (85, 86), (50, 50)), (None, "hardly", "no", "away"), (None, "lost", "broken", "died")
    )
]


@pytest.mark.parametrize("service", GUIDES)
def test_an_opening_that_assumes_something_is_short_and_says_so(service: str, known: Catalogue) -> None:
    """Whatever was told, at most 60 characters a turn (V-05) and 20 a sentence (V-06), and each assumption is said."""
    for facts in TOLD:
        visit = Visit(facts=facts)
        turn = Turn(Heard("", "ask_service", 1.0, (), None, None), visit, known, phrases(), date(2026, 11, 24))
        answer = guidance.opening(
            turn, visit, service, phrases().say("opening_instead", name=known[service].spoken_name)
        )
        assert sum(map(characters, answer.say)) <= TURN_CHARACTERS, answer.say
        assert max(map(characters, answer.say)) <= SENTENCE_CHARACTERS, answer.say
        assert any(sentence.startswith("我记下了：") for sentence in answer.say) is bool(answer.visit.assumed)


def test_an_answer_that_is_taken_back_is_asked_again(known: Catalogue) -> None:
    """Taken back, the question stands again and what was answered to others is kept."""
    guide = known["social-card"]
    place = walk.enter(guide, answers(guide, Facts(happened={"lost": True})))
    place = walk.choose(guide, place, "lost-way", "offline")
    back = walk.unanswered(guide, place, ("what",))
    assert (back.node, dict(back.known)) == ("what", {"lost-way": "offline"})
    assert walk.choose(guide, back, "what", "lost").node == "offline"


def test_an_answer_to_a_later_question_is_kept(known: Catalogue) -> None:
    """Told early, it is not asked when its turn comes; what was answered already stays."""
    guide = known["disability-card"]
    place = walk.told(guide, walk.enter(guide), {"way": "home"})
    assert place.node == "first"
    place = walk.choose(guide, walk.choose(guide, place, "first", "new"), "stable", "stable")
    assert place.node == "home"
    assert walk.told(guide, place, {"first": "renew"}).node == "home"


@pytest.mark.parametrize("danger", get_args(Danger))
def test_a_known_danger_is_not_asked_again(danger: Danger, known: Catalogue) -> None:
    """Who called for help for a reason and wants to be taught is not asked for the reason; unclear ones are."""
    guide = known["emergency"]
    place = walk.enter(guide, answers(guide, Facts(danger=danger)))
    assert (place.node in guide.questions) == (danger in ("water", "despair"))
