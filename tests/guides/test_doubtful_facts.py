"""What may have changed, or was never checked, is spoken with "please ring first" (G-32)."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue
from assistant.guides.model import Guide
from assistant.phrases import phrases
from dialogues.actions import guidance
from dialogues.actions.turn import Heard, Turn
from dialogues.actions.visit import Visit

RING_FIRST = "这一条，请先打电话确认。"
DUE = date(2027, 6, 30)
AFTER = date(2027, 7, 1)


@pytest.mark.parametrize(
    ("aspect", "today", "said"),
    [
        ("fee", DUE, ("不收钱。",)),
        ("fee", AFTER, ("不收钱。", RING_FIRST)),
        ("time_limit", DUE, ("三天之内还。", RING_FIRST)),
        ("phone", DUE, ("打12345问。",)),
        ("place", AFTER, ("在村委会院子里借。",)),
    ],
    ids=["checked", "overdue", "only hearsay", "one source of two checked", "no fact in it"],
)
def test_an_answer_says_so_where_it_may_be_wrong(aspect: str, today: date, said: tuple[str, ...], bench: Guide) -> None:
    """An overdue fact and one that rests on hearsay are answered with the warning, and only those (G-32)."""
    answer = guidance.about(_turn(bench, today), Visit(), "bench", aspect)
    assert answer.say[: len(said)] == said
    assert answer.say.count(RING_FIRST) == said.count(RING_FIRST)


def test_an_opening_says_it_once(bench: Guide) -> None:
    """However many doubtful facts one turn names, the warning comes once, before the question (G-32)."""
    answer = guidance.opening(_turn(bench, AFTER), Visit(), "bench")
    assert answer.say == ("借长凳，不收钱。", "三天之内还。", RING_FIRST, "您自己用，还是替人借？")


def test_a_step_says_it_too(bench: Guide) -> None:
    """A doubtful fact in a step is spoken with the warning like one in an answer (G-32)."""
    path = bench.paths["offline"]
    step = replace(path.steps[0], say=("{days}带来还。",))
    doubtful_step = replace(bench, paths={**bench.paths, "offline": replace(path, steps=(step, *path.steps[1:]))})
    place = walk.enter(doubtful_step, {"who": "self", "way": "go"})
    answer = guidance.at_place(_turn(doubtful_step, DUE), Visit(place=place))
    assert answer.say == ("三天之内带来还。", RING_FIRST)


def test_an_overdue_guide_is_doubtful_in_every_fact(bench: Guide) -> None:
    """A guide past its own review is spoken with the warning, though its facts are not (G-32)."""
    overdue = replace(bench, verification=replace(bench.verification, review_due=date(2026, 1, 1)))
    answer = guidance.about(_turn(overdue, DUE), Visit(), "bench", "fee")
    assert answer.say[:2] == ("不收钱。", RING_FIRST)


def _turn(guide: Guide, today: date) -> Turn:
    heard = Heard(text="", act="ask_aspect", confidence=1.0, services=(), aspect=None, offer=None)
    return Turn(heard, Visit(), Catalogue({guide.id: guide}), phrases(), today)
