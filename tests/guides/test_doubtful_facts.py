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
OVERDUE = ("可能变了，请先打电话确认，或问窗口。",)
CHECKED = "2026年11月查过。"
DUE = date(2027, 6, 30)
AFTER = date(2027, 7, 1)


@pytest.mark.parametrize(
    ("aspect", "today", "said"),
    [
        ("fee", DUE, ("不收钱。",)),
        ("fee", AFTER, ("不收钱。", *OVERDUE)),
        ("time_limit", DUE, ("三天之内还。", RING_FIRST)),
        ("phone", DUE, ("打12345问。",)),
        ("place", AFTER, ("在村委会院子里借。",)),
        ("basis", DUE, ("村里定的规矩。", CHECKED)),
        ("basis", AFTER, ("村里定的规矩。", *OVERDUE)),
    ],
    ids=[
        "checked",
        "overdue",
        "only hearsay",
        "one source of two checked",
        "no fact in it",
        "a document",
        "a document overdue",
    ],
)
def test_an_answer_says_so_where_it_may_be_wrong(aspect: str, today: date, said: tuple[str, ...], bench: Guide) -> None:
    """An overdue fact sends people to the window, one that rests on hearsay to the telephone, and only those (G-32)."""
    answer = guidance.about(_turn(bench, today), Visit(), "bench", aspect)
    assert answer.say[: len(said)] == said
    for warning in (RING_FIRST, *OVERDUE, CHECKED):
        assert answer.say.count(warning) == said.count(warning)


def test_an_opening_says_it_once(bench: Guide) -> None:
    """However many doubtful facts one turn names, the warning comes once, before the question (G-32)."""
    answer = guidance.opening(_turn(bench, AFTER), Visit(), "bench")
    assert answer.say == ("借长凳，不收钱。", "三天之内还。", *OVERDUE, "您自己用，还是替人借？")


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
    assert answer.say[:2] == ("不收钱。", *OVERDUE)


def test_a_document_nobody_has_looked_up_is_not_passed_off_as_read(bench: Guide) -> None:
    """Where no document of a guide rests on a checked source, "who says so" ends with "please ring first" (G-05, G-32)."""
    unread = replace(bench, legal_basis=(replace(bench.legal_basis[0], sources=("hearsay",)),))
    answer = guidance.about(_turn(unread, DUE), Visit(), "bench", "basis")
    assert answer.say[:2] == ("村里定的规矩。", RING_FIRST)
    assert "待核实" in answer.show


def test_the_screen_shows_who_says_so_with_source_and_date(bench: Guide) -> None:
    """The document, its office, since when it holds, and where and when it was read, under the spoken answer (G-05)."""
    shown = guidance.about(_turn(bench, DUE), Visit(), "bench", "basis").show.splitlines()
    assert shown[:5] == [
        "村里定的规矩。",
        CHECKED,
        "· 《村规民约》第三条（村委会）",
        "　2026年3月1日起施行",
        "　见：村务公开栏（本村），2026年11月1日查",
    ]


def _turn(guide: Guide, today: date) -> Turn:
    heard = Heard(text="", act="ask_aspect", confidence=1.0, services=(), aspect=None, offer=None)
    return Turn(heard, Visit(), Catalogue({guide.id: guide}), phrases(), today)
