"""What is said when an utterance was not understood: each time in another way, and the third time a person is called."""

from dataclasses import replace

from dialogues.actions import guidance
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer, Visit

_WITHOUT_WORDS = {"mumble": "mumble", "noise": "noise", "television": "television", "dead": "dead"}
"""Why there were no words, and the phrase that says so; anything else is silence."""


def not_understood(turn: Turn) -> Answer:
    """The next rung of the ladder (V-13): shorter, then buttons, then a person. Nothing that was answered is lost."""
    misses = turn.visit.misses + 1
    visit = replace(turn.visit, misses=misses)
    kind = "unclear" if turn.heard.text else _WITHOUT_WORDS.get(turn.heard.ending, "silence")
    if misses >= 3:
        return replace(_with_help(turn, Answer(visit, turn.words("unclear_third"))), act="unclear")
    lead = turn.words(f"{kind}_{'first' if misses == 1 else 'second'}")
    return replace(_again(turn, visit, lead), act="unclear")


def _again(turn: Turn, visit: Visit, lead: tuple[str, ...]) -> Answer:
    """The lead, then what was asked: in a guide the simple wording, outside an example or the services as buttons."""
    if turn.guide is not None and visit.place is not None:
        answer = guidance.at_place(turn, visit, lead, plain=True)
        return replace(answer, visit=replace(answer.visit, misses=visit.misses))
    offered = visit.offers or guidance.services_on_offer(turn, turn.front_services())
    idea = turn.words("unclear_first_idea") if visit.misses == 1 else ()
    return Answer(replace(visit, offers=offered), lead + idea)


def _with_help(turn: Turn, answer: Answer) -> Answer:
    person = Offer(turn.phrases.word("button_human"), "human", means="yes")
    # A plain yes now means the person, and nothing that was on offer before.
    kept = tuple(replace(offer, means="") for offer in turn.visit.offers if offer.kind != "human")[:2]
    return replace(answer, visit=replace(answer.visit, offers=(*kept, person)))
