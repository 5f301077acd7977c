""" "I don't know", "either will do": no miss, but an answer that gets a little help."""

from dataclasses import replace

from assistant.guides import walk
from dialogues.actions import guidance
from dialogues.actions.repair import not_understood
from dialogues.actions.taking import take
from dialogues.actions.turn import Answer, Turn, TurnAction

_WINDOW = "offline"
"""The option of a guide where people do it with a clerk beside them."""


class Unsure(TurnAction):
    """At a question, the way with a clerk is recommended where there is one; elsewhere the choice is made easier."""

    title = "action_unsure"

    def answer(self, turn: Turn) -> Answer:
        return replace(self._answer(turn), act="unclear")

    def _answer(self, turn: Turn) -> Answer:
        offer = turn.taken(least=0.7)
        if offer is not None:
            return take(turn, offer)
        question = None
        if turn.guide is not None and turn.visit.place is not None:
            question = walk.question_at(turn.guide, turn.visit.place)
        if question is not None:
            return _recommended(turn) or guidance.at_place(turn, turn.visit, turn.words("unsure_choose"), plain=True)
        if turn.guide is not None and turn.visit.place is not None:
            return guidance.at_place(turn, turn.visit, turn.words("unsure_step"), plain=True)
        if turn.visit.offers:
            return Answer(turn.visit, turn.words("unsure_choose"))
        return not_understood(turn)


def _recommended(turn: Turn) -> Answer | None:
    """The question again with the window recommended; a plain yes takes it."""
    answer = guidance.at_place(turn, turn.visit, turn.words("unsure_window"), plain=True)
    if all(offer.value != _WINDOW for offer in answer.visit.offers):
        return None
    offers = tuple(replace(offer, means="yes") if offer.value == _WINDOW else offer for offer in answer.visit.offers)
    return replace(answer, visit=replace(answer.visit, offers=offers))
