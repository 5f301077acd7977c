"""Answers that a sentence gives to the questions of a guide: to the one just asked, to earlier ones and to later ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.guides import walk
from assistant.guides.facts import answers, denied, denies
from assistant.guides.model import Guide, Option, Question
from assistant.guides.walk import Place
from dialogues.actions import guidance, offers
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer

CHANGED = 0.35
"""From this fit on, words are taken for an answer where the person says that they are changing one."""
_NOMINAL = 2
"""Years by which a nominal age may lie over the full one."""
UNASKED = 0.6
"""From this fit on, words are taken for an answer to a question that is not the one just asked."""


@dataclass(frozen=True)
class _Near:
    question: str
    option: Option
    fit: float


def answered(turn: Turn) -> Answer | None:
    """The guide after the answers that the words or facts give to any of its questions; None where they give none."""
    if turn.guide is None or turn.visit.place is None:
        return None
    found = {**_from_words(turn, UNASKED), **answers(turn.guide, turn.heard.facts)}
    return _taken(turn, turn.guide, found) if found else _either_side(turn, turn.guide, turn.visit.place)


def _either_side(turn: Turn, guide: Guide, place: Place) -> Answer | None:
    """The question once more, with the reason, where the age told lies on either side of its limit; None where no age
    was told or asked for, or this was said just now."""
    question, told, lead = walk.question_at(guide, place), turn.heard.facts.age, turn.words("age_either")
    if question is None or told is None or told[1] - told[0] > _NOMINAL or set(lead) & set(turn.visit.said):
        return None
    limits = [option.when.age for option in question.options if option.when is not None and option.when.age is not None]
    if not any(limit.leaves_open(*told) for limit in limits):
        return None
    return guidance.at_place(turn, turn.visit, lead, plain=True)


def changed(turn: Turn) -> Answer | None:
    """The guide after an earlier answer is changed or taken back; None where nothing is said of an answer."""
    if turn.guide is None or turn.visit.place is None:
        return None
    place = turn.visit.place
    told = {
        name: option
        for name, option in answers(turn.guide, turn.heard.facts).items()
        if option != place.known.get(name)
    }
    wrong = denied(turn.guide, turn.heard.facts, place.known)
    found = told or ({} if wrong else _from_words(turn, CHANGED, most=1))
    return _taken(turn, turn.guide, found) if found else taken_back(turn, wrong or turn.visit.assumed)


def taken_back(turn: Turn, questions: tuple[str, ...]) -> Answer | None:
    """The first of these questions, asked again; None where there is none to take back."""
    if turn.guide is None or turn.visit.place is None or not questions:
        return None
    place = walk.unanswered(turn.guide, turn.visit.place, questions)
    # What was assumed from is forgotten too; only what was told just now holds.
    visit = replace(turn.visit, place=place, facts=turn.heard.facts)
    return guidance.at_place(turn, visit, turn.words("taken_back"))


def also_given(turn: Turn, place: Place) -> Place:
    """The place with what the other parts of the sentence answer to questions that come later."""
    if turn.guide is None or len(turn.heard.clauses) < 2:
        return place
    return walk.told(turn.guide, place, _from_words(turn, UNASKED))


def _taken(turn: Turn, guide: Guide, found: Mapping[str, str]) -> Answer:
    assert turn.visit.place is not None
    before = place = turn.visit.place
    asked = [name for name, _ in before.answered]
    new = [name for name in found if before.known.get(name) != found[name]]
    # Later questions first: an answer to the one just asked leads on past them.
    for name in sorted(new, key=lambda name: (name in asked, name == before.node)):
        place = walk.choose(guide, place, name, found[name])
    altered = [name for name in new if name in before.known]
    lead: tuple[str, ...] = ()
    if altered:
        lead = turn.words("changed", title=_title(guide, altered[0], found))
    elif before.node not in found:
        lead = turn.words("noted", titles="，".join(dict.fromkeys(_title(guide, name, found) for name in found)))
    return replace(guidance.moved(turn, place, lead), service=guide.id)


def _title(guide: Guide, question: str, found: Mapping[str, str]) -> str:
    option = walk.option_of(guide.questions[question], found[question])
    assert option is not None  # it was found among them
    return option.noted or option.title


def _from_words(turn: Turn, least: float, most: int | None = None) -> dict[str, str]:
    """The options that the sentence or its parts name, by question; the question just asked comes first, then those
    that were answered, then the rest. One wording may answer several later questions alike."""
    assert turn.guide is not None
    assert turn.visit.place is not None
    asked = [turn.visit.place.node, *(name for name, _ in turn.visit.place.answered)]
    # A yes or a no is about what was just asked, and about nothing else.
    about = asked[:1] if turn.heard.act in ("yes", "no") else turn.guide.questions
    questions = [(name, turn.guide.questions[name]) for name in about if name in turn.guide.questions]
    found: dict[str, str] = {}
    for part in dict.fromkeys((turn.heard.text, *turn.heard.clauses)):
        all_near = _nearest(questions, part)
        near = [one for one in all_near if one.fit >= least and not denies(one.option, turn.heard.facts)]
        before = [one for one in near if one.question in asked]
        for one in before or near:
            if one.fit >= max(each.fit for each in before or near) - 0.001:
                found.setdefault(one.question, one.option.id)
    # Of several questions that were asked, the words are about the first of them in the order above.
    ranked = sorted(found, key=lambda name: asked.index(name) if name in asked else len(asked))
    return {name: found[name] for name in ranked[:most]}


def _nearest(questions: Iterable[tuple[str, Question]], text: str) -> Iterator[_Near]:
    for name, question in questions:
        offered = [Offer(option.title, "option", option.id, option.says) for option in question.options]
        near = offers.closest(offered, text, by_place=False)
        option = near and walk.option_of(question, near.offer.value)
        if near is not None and option:
            yield _Near(name, option, near.fit)
