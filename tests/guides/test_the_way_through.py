"""The walk through a guide: answers lead on, steps follow each other, back never loses an answer."""

from assistant.guides import walk
from assistant.guides.model import Guide
from assistant.guides.walk import Place


def test_answers_lead_to_the_path_they_name(bench: Guide) -> None:
    """Two questions, two answers, and the person stands at the first step of the path that was chosen."""
    place = walk.enter(bench)
    assert walk.question_at(bench, place) is bench.questions["who"]
    place = walk.choose(bench, place, "who", "self")
    assert walk.question_at(bench, place) is bench.questions["way"]
    place = walk.choose(bench, place, "way", "go")
    assert walk.step_at(bench, place) is bench.paths["offline"].steps[0]
    assert place.answered == (("who", "self"), ("way", "go"))


def test_the_last_step_is_followed_by_the_end(bench: Guide) -> None:
    """Past the last step the path is done, and going on changes nothing more."""
    place = _at(bench, "self", "go")
    last = walk.forward(bench, place)
    assert (walk.step_at(bench, last), walk.done(bench, last)) == (bench.paths["offline"].steps[1], False)
    end = walk.forward(bench, last)
    assert (walk.step_at(bench, end), walk.done(bench, end)) == (None, True)
    assert walk.forward(bench, end) == end


def test_an_exit_is_an_end(bench: Guide) -> None:
    """Who is told "this is not for you" is done at once, with where to go instead."""
    place = walk.choose(bench, walk.enter(bench), "who", "shop")
    assert walk.exit_at(bench, place) is bench.exits["shop"]
    assert walk.done(bench, place)
    assert (walk.question_at(bench, place), walk.path_at(bench, place), walk.step_at(bench, place)) == (
        None,
        None,
        None,
    )


def test_going_on_at_a_question_changes_nothing(bench: Guide) -> None:
    """ "Next" is no answer: the question stays."""
    place = walk.enter(bench)
    assert walk.forward(bench, place) == place


def test_back_goes_one_step_then_one_question_at_a_time(bench: Guide) -> None:
    """From the second step back leads over the first step and both questions to the very start, and no further."""
    place: Place | None = walk.forward(bench, _at(bench, "family", "phone"))
    visited = []
    while place is not None:
        visited.append((place.node, place.step, place.answered))
        place = walk.back(bench, place)
    assert visited == [
        ("online", 1, (("who", "family"), ("way", "phone"))),
        ("online", 0, (("who", "family"), ("way", "phone"))),
        ("way", 0, (("who", "family"),)),
        ("who", 0, ()),
    ]


def test_back_from_the_end_is_the_last_step(bench: Guide) -> None:
    """Who is done and goes back stands at the last step again."""
    end = walk.forward(bench, walk.forward(bench, _at(bench, "self", "go")))
    again = walk.back(bench, end)
    assert again is not None
    assert walk.step_at(bench, again) is bench.paths["offline"].steps[1]


def test_back_keeps_the_answers_behind_it(bench: Guide) -> None:
    """Two questions back and the first answered anew: the second is not asked again (A-26)."""
    place = walk.back(bench, _at(bench, "self", "phone"))
    assert place is not None
    given = walk.choose(bench, place, "way", "phone")
    changed = walk.choose(bench, given, "who", "family")
    assert walk.step_at(bench, changed) is bench.paths["online"].steps[0]
    assert changed.answered == (("who", "family"), ("way", "phone"))


def test_back_asks_the_question_it_went_back_to(bench: Guide) -> None:
    """The question that back leads to is asked, though it was answered before."""
    place = walk.back(bench, _at(bench, "self", "phone"))
    assert place is not None
    assert walk.question_at(bench, place) is bench.questions["way"]
    assert dict(place.known) == {"who": "self"}


def test_an_answer_to_a_later_question_is_kept_until_then(bench: Guide) -> None:
    """Who says "I will go myself" before being asked is never asked (A-26)."""
    early = walk.choose(bench, walk.enter(bench), "way", "go")
    assert walk.question_at(bench, early) is bench.questions["who"]
    place = walk.choose(bench, early, "who", "self")
    assert walk.step_at(bench, place) is bench.paths["offline"].steps[0]


def test_another_answer_to_an_earlier_question_leads_on_from_there(bench: Guide) -> None:
    """A change of mind at the first step takes the person to where the new answer leads."""
    shop = walk.choose(bench, _at(bench, "self", "phone"), "who", "shop")
    assert walk.exit_at(bench, shop) is bench.exits["shop"]
    walked = walk.choose(bench, _at(bench, "self", "phone"), "way", "go")
    assert (walked.node, walked.step) == ("offline", 0)


def test_what_is_known_on_entering_is_not_asked(bench: Guide) -> None:
    """A guide entered with its answers known begins at the first step (A-26)."""
    place = walk.enter(bench, {"who": "self", "way": "go"})
    assert walk.step_at(bench, place) is bench.paths["offline"].steps[0]


def test_an_answer_that_no_longer_exists_is_asked_again(bench: Guide) -> None:
    """A guide that was edited while somebody was in it does not strand them: an unknown answer is no answer."""
    assert walk.question_at(bench, walk.enter(bench, {"who": "neighbour"})) is bench.questions["who"]


def test_progress_counts_questions_and_steps(bench: Guide) -> None:
    """Step and total at every place: a question is a step; the total follows the answers (V-08)."""
    place = walk.enter(bench)
    assert walk.progress(bench, place) == (1, 5)
    place = walk.choose(bench, place, "who", "self")
    assert walk.progress(bench, place) == (2, 5)
    place = walk.choose(bench, place, "way", "go")
    assert walk.progress(bench, place) == (3, 4)
    place = walk.forward(bench, place)
    assert walk.progress(bench, place) == (4, 4)
    assert walk.progress(bench, walk.forward(bench, place)) == (4, 4)
    assert walk.progress(bench, walk.choose(bench, walk.enter(bench), "who", "shop")) == (1, 1)


def _at(guide: Guide, who: str, way: str) -> Place:
    return walk.choose(guide, walk.choose(guide, walk.enter(guide), "who", who), "way", way)
