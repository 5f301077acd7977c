"""What is put together from a guide in a conversation is still short enough to be followed by ear."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue
from assistant.guides.lint import SENTENCE_CHARACTERS, TURN_CHARACTERS, characters
from assistant.guides.model import Guide
from assistant.guides.walk import Place
from assistant.phrases import phrases
from assistant.places.here import here
from assistant.places.locality import Locality, localised
from assistant.settings import ROOT
from dialogues.actions import guidance
from dialogues.actions.turn import CHOICES, Answer, Heard, Turn
from dialogues.actions.visit import Visit

GUIDES = sorted(path.stem for path in (ROOT / "data" / "guides").glob("*.yml"))
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("place", ["", "example-village"], ids=["no place", "example village"])
@pytest.mark.parametrize("service", GUIDES)
def test_no_turn_of_a_guide_is_longer_than_a_breath_allows(service: str, place: str, known: Catalogue) -> None:
    """The opening after another guide, every place, and every side question at every place: at most 60 characters
    a turn (V-05), 20 a sentence (V-06), three answers to choose from (V-07)."""
    local = here(ROOT / "data" / "places", place)
    known = localised(known, local) if local is not None else known
    guide = known[service]
    lead = phrases().say("opening_instead", name=guide.spoken_name)
    answers = [guidance.opening(_turn(known, Visit(), local), Visit(), service, lead), *_answers(known, guide, local)]
    assert [answer.say for answer in answers if sum(map(characters, answer.say)) > TURN_CHARACTERS] == []
    assert [say for answer in answers for say in answer.say if characters(say) > SENTENCE_CHARACTERS] == []
    assert all(len(answer.visit.offers) <= CHOICES for answer in answers)
    assert all(answer.say for answer in answers)


@pytest.mark.parametrize("service", GUIDES)
def test_who_says_so_is_answered_with_a_date_at_every_place(service: str, known: Catalogue) -> None:
    """这是谁规定的, at every place of every guide: the document, and when it was last looked up or whom to ask (G-05)."""
    guide = known[service]
    for place in dict.fromkeys(_places(guide, walk.enter(guide))):
        visit = Visit(place=Place(*place, known={}))
        answer = guidance.about(_turn(known, visit, None), visit, service, "basis")
        spoken = "".join(answer.say)
        assert "年11月查过。" in spoken or "请先打电话确认" in spoken
        assert all(basis.document in answer.show and basis.office in answer.show for basis in guide.legal_basis)


def test_no_fixed_phrase_is_longer_than_a_breath_allows() -> None:
    """The sentences outside the guides keep the same measures, and every key has words (V-05, V-06)."""
    for key, wordings in phrases().wordings.items():
        for wording in wordings:
            spoken = [sentence.format_map(_Filled()) for sentence in wording]
            assert max(map(characters, spoken)) <= SENTENCE_CHARACTERS, key
            assert sum(map(characters, spoken)) <= TURN_CHARACTERS, key


def _answers(known: Catalogue, guide: Guide, local: Locality | None) -> Iterator[Answer]:
    for place in dict.fromkeys(_places(guide, walk.enter(guide))):
        visit = Visit(place=Place(*place, known={}))
        turn = _turn(known, visit, local)
        yield guidance.at_place(turn, visit)
        if not walk.done(guide, visit.place):  # type: ignore[arg-type]
            for aspect in guide.answers:
                yield guidance.about(turn, visit, guide.id, aspect)


def _places(guide: Guide, place: Place) -> Iterator[tuple[str, str, int, tuple[tuple[str, str], ...]]]:
    yield place.service, place.node, place.step, place.answered
    question = walk.question_at(guide, place)
    if question is not None:
        for option in question.options:
            yield from _places(guide, walk.choose(guide, place, place.node, option.id))
    elif not walk.done(guide, place):
        yield from _places(guide, walk.forward(guide, place))


def _turn(known: Catalogue, visit: Visit, local: Locality | None) -> Turn:
    return Turn(Heard("", "ask_aspect", 1.0, (), None, None), visit, known, phrases(), TODAY, local)


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "养老金认证" if key == "name" else "12"
