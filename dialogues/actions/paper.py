"""A person asks for it on paper."""

from dataclasses import replace

from dialogues.actions import guidance
from dialogues.actions.slips import slip
from dialogues.actions.taking import need, take
from dialogues.actions.turn import Answer, Turn, TurnAction


class Print(TurnAction):
    """The slip of the guide they are in, or of the service last spoken of; the page prints it."""

    title = "action_print"

    def answer(self, turn: Turn) -> Answer:
        offer = turn.taken()
        if offer is not None:
            return take(turn, offer)
        if turn.guide is not None:
            return slip(turn, turn.guide)
        service = turn.visit.service
        if service is None or service not in turn.catalogue:
            return replace(need(turn), say=turn.words("print_nothing") + turn.words("ask_need"))
        answer = slip(turn, turn.catalogue[service])
        offered = guidance.guide_on_offer(turn, service)
        return replace(answer, visit=replace(answer.visit, offers=offered), repairing=False)
