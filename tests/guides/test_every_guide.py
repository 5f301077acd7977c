"""What every guide of the catalogue keeps, whoever wrote it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue, catalogue, doubtful, filled
from assistant.guides.checking import check
from assistant.guides.fields import ASPECTS
from assistant.guides.loader import spoken
from assistant.guides.model import Guide
from assistant.guides.walk import Place
from assistant.settings import ROOT

GUIDES = sorted(path.stem for path in (ROOT / "data" / "guides").glob("*.yml"))
WRITTEN = date(2026, 11, 23)
"""The day on which the guides were last gone through; a later day makes `linban guides check` speak up, not this test."""


@pytest.fixture(params=GUIDES)
def guide(request: pytest.FixtureRequest, known: Catalogue) -> Guide:
    """Each guide in turn."""
    return known[request.param]


def test_the_guides_are_in_order() -> None:
    """`linban guides check` finds nothing to mend in the guides as they stand (V-05, V-06, V-15)."""
    assert [str(fault) for fault in check(ROOT / "data", WRITTEN) if fault.severity == "error"] == []


def test_every_aspect_is_answered(guide: Guide) -> None:
    """All fourteen aspects of the contract have an answer (G-34)."""
    assert sorted(guide.answers) == sorted(ASPECTS)


def test_there_is_a_way_without_a_phone(guide: Guide) -> None:
    """Who has no smartphone, or does not want it, finds a path to a counter or a person (G-11)."""
    assert any(name.startswith("offline") for name in guide.paths)
    assert len(guide.paths) >= 1


def test_where_it_was_read_is_written_down(guide: Guide) -> None:
    """Every fact rests on a source with a title, a site and the day it was read (G-32)."""
    sources = {source.id: source for source in guide.sources}
    assert sources
    for fact in guide.facts.values():
        assert fact.sources
        assert all(sources[source].title and sources[source].site for source in fact.sources)
        assert all(sources[source].retrieved_on <= WRITTEN for source in fact.sources)


def test_every_route_ends(guide: Guide) -> None:
    """Every answer to every question leads, in the end, to a finished path or an exit; none goes in a circle."""
    ends = list(_ends(guide, walk.enter(guide)))
    assert all(walk.done(guide, end) for end in ends)
    reached = {end.node for end in ends}
    assert reached == {*guide.paths, *guide.exits}
    assert reached & set(guide.exits), "nobody is ever told that this is not for them"


def test_every_step_of_every_route_has_its_words_and_its_number(guide: Guide) -> None:
    """Along every route each place says something, its number grows by one, and the last number is the total."""
    for end in _ends(guide, walk.enter(guide)):
        trail = list(_trail(guide, end))
        if walk.path_at(guide, end) is not None:
            numbers = [walk.progress(guide, place)[0] for place in trail]
            assert numbers == [*range(1, len(trail)), len(trail) - 1]
            assert walk.progress(guide, end) == (len(trail) - 1, len(trail) - 1)
        for place in trail[:-1]:
            question, step = walk.question_at(guide, place), walk.step_at(guide, place)
            assert question.ask if question else step.say if step else ()


def test_back_from_every_end_leads_to_the_start(guide: Guide) -> None:
    """From every end "back" leads over every place on the way to the first question, and says so there."""
    for end in _ends(guide, walk.enter(guide)):
        assert _trail(guide, end)[0].node == guide.start


def test_questions_paths_and_exits_have_names_of_their_own(guide: Guide) -> None:
    """A place is known by its name, so no question, path and exit of one guide share one."""
    names = [*guide.questions, *guide.paths, *guide.exits]
    assert len(names) == len(set(names))


def test_a_bare_yes_has_one_meaning(guide: Guide) -> None:
    """At most one answer to a question is what a bare 对 means, and at most one a bare 没有."""
    for question in guide.questions.values():
        meant = [option.means for option in question.options if option.means]
        assert len(meant) == len(set(meant))


def test_no_brace_is_ever_spoken(guide: Guide) -> None:
    """Every sentence has its facts put in."""
    sentences = filled(guide, tuple(sentence for _, sentence in spoken(guide)))
    assert [sentence for sentence in sentences if "{" in sentence or "}" in sentence] == []


def test_an_exit_leads_to_a_guide_that_is_there(guide: Guide, known: Catalogue) -> None:
    """Where an exit names another service, that service has a guide."""
    assert [exit_.see for exit_ in guide.exits.values() if exit_.see is not None and exit_.see not in known] == []


def test_a_local_figure_is_never_spoken_as_if_it_held_everywhere(guide: Guide) -> None:
    """What each place sets for itself is said in words, not as an amount (P-26 in spirit)."""
    amounts = [
        name for name, fact in guide.facts.items() if fact.local and any(sign in fact.text for sign in ("元", "块"))
    ]
    assert amounts == []


def test_alias_and_question_lists_feed_the_search(known: Catalogue) -> None:
    """Every name, alias, situation and question is there to be found, and no guide is without any."""
    phrases = list(known.phrases())
    assert {service for service, _ in phrases} == set(GUIDES)
    assert all(len([1 for service, _ in phrases if service == guide]) >= 5 for guide in GUIDES)
    assert {service for service, _, _ in known.questions()} == set(GUIDES)


def test_a_changed_guide_is_read_at_once(data: Path, change: Callable[..., Path]) -> None:
    """A changed file is read again; unchanged ones are not."""
    folder = data / "guides"
    first = catalogue(folder)
    assert catalogue(folder) is first
    change(("name: 村口长凳借用登记", "name: 村口长凳借用"))
    assert catalogue(folder)["bench"].name == "村口长凳借用"


def test_doubt_is_a_matter_of_date_and_source(bench: Guide) -> None:
    """A fact is doubtful from the day after its review, or where every source of it is unverified (G-32)."""
    fee, days, hotline = (bench.facts[name] for name in ("fee", "days", "hotline"))
    due, after = date(2027, 6, 30), date(2027, 7, 1)
    assert [doubtful(bench, fact, due) for fact in (fee, days, hotline)] == [False, True, False]
    assert [doubtful(bench, fact, after) for fact in (fee, days, hotline)] == [True, True, True]


def _ends(guide: Guide, place: Place, depth: int = 0) -> Iterator[Place]:
    assert depth <= len(guide.questions), f"{guide.id} asks in a circle: {place.answered}"
    question = walk.question_at(guide, place)
    if question is None:
        while not walk.done(guide, place):
            place = walk.forward(guide, place)
        yield place
        return
    for option in question.options:
        yield from _ends(guide, walk.choose(guide, place, place.node, option.id), depth + 1)


def _trail(guide: Guide, end: Place) -> list[Place]:
    """Every place on the way to an end, first to last, found by going back."""
    trail: list[Place] = []
    place: Place | None = end
    while place is not None:
        trail.insert(0, place)
        place = walk.back(guide, place)
    return trail
