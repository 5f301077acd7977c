"""What people tell of themselves is read from the words they use: numbers, lunar dates, money and places in a row."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.guides.catalogue import catalogue
from assistant.guides.facts import Facts, answers, follows
from assistant.guides.when import Ages, When
from dialogues.actions.heard import facts_told
from dialogues.components import clauses
from dialogues.components.facts import read

TODAY = date(2026, 11, 24)
TOLD: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "facts_told.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", TOLD)
def test_a_sentence_tells_its_facts_and_no_others(text: str) -> None:
    """Spoken numbers, nominal years, solar and lunar dates, money and what happened are read; nothing else is made up."""
    expected = TOLD[text]
    if "age" in expected:
        expected = {**expected, "age": tuple(expected["age"])}
    assert facts_told(read(text), TODAY) == Facts(**expected)


@pytest.mark.parametrize(
    ("text", "place"),
    [("第二个", 2), ("我看还是第三种吧", 3), ("第2个", 2), ("二号", 2), ("最后一个", None), ("两个人", None)],
)
def test_a_place_in_a_row_is_a_number(text: str, place: int | None) -> None:
    """Ordinals are read in digits and in hanzi; a count is no place."""
    assert next((one["value"] for one in read(text) if one["fact"] == "ordinal"), None) == place


@pytest.mark.parametrize(
    ("age", "at_least", "under", "holds"),
    [((81, 83), 80, None, True), ((78, 80), 80, None, False), ((78, 80), None, 79, False), ((70, 79), None, 80, True)],
)
def test_an_age_is_taken_only_where_no_doubt_is_left(
    age: tuple[int, int], at_least: int | None, under: int | None, holds: bool
) -> None:
    """Who may count nominal years is asked where the limit lies between."""
    assert follows(When(age=Ages(at_least, under)), Facts(age=age)) is holds


def test_facts_of_another_person_begin_anew() -> None:
    """What was told of the mother is not taken for the husband."""
    mother = Facts(whom="parent", age=(81, 83), comes="no")
    assert mother.and_told(Facts(whom="partner")) == Facts(whom="partner")
    assert mother.and_told(Facts(age=(85, 85))).comes == "no"


def test_a_lost_thing_belongs_to_one_matter() -> None:
    """A lost bank card says nothing of the bus card; an age stays."""
    assert Facts(age=(70, 79), happened={"lost": True}, money=3).of_the_person() == Facts(age=(70, 79))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("刚才说错了，卡没丢", ["卡没丢"]),
        ("社保卡丢了，还有养老金认证", ["社保卡丢了", "养老金认证"]),
        ("我要办社保卡另外想问电费", ["办社保卡", "想问电费"]),
        ("不对", ["不对"]),
    ],
)
def test_a_sentence_is_taken_apart(text: str, parts: list[str]) -> None:
    """Each thing said is a part of its own, without the words that only lead to it."""
    assert [part for part in clauses.parts(text) if not clauses.leads_only(part)] == [
        part for part in parts if not clauses.leads_only(part)
    ]


def test_every_guide_can_use_what_its_options_wait_for() -> None:
    """Each `when` in the guides chooses its option by facts that hold nothing more, and no other option of the question."""
    tried = 0
    for guide in catalogue():
        for name, question in guide.questions.items():
            for option in question.options:
                if option.when is not None:
                    tried += 1
                    assert answers(guide, _just(option.when))[name] == option.id, f"{guide.id} {name} {option.id}"
    assert tried >= 40


def _just(when: When) -> Facts:
    age = when.age and (when.age.at_least or 0, (when.age.under or 131) - 1)
    return Facts(
        whom=next(iter(when.whom), None),
        age=age,
        comes=next(iter(when.comes), None),
        happened=dict.fromkeys(when.happened[:1], True),
        danger=next(iter(when.danger), None),
    )
