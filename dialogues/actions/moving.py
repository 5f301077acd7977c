"""Moving about in a guide: on, back, again, where, from the start, stop."""

from dataclasses import replace

from assistant.guides import walk
from assistant.guides.facts import Facts
from dialogues.actions import doubt, guidance
from dialogues.actions.given import answered, taken_back
from dialogues.actions.repair import not_understood, not_yet
from dialogues.actions.services import hinted, opened
from dialogues.actions.taking import advance, farewell, need, resume, stop, take
from dialogues.actions.turn import Answer, Turn, TurnAction
from dialogues.actions.visit import Offer
from dialogues.components import clauses

_NEAR = 0.3
"""From this fit on, words that choose something are taken for one of the answers on offer."""
_CERTAIN = 0.7
"""From this fit on, a yes or no with more words in it is one of the answers on offer."""


class Next(TurnAction):
    """ "Done, what now?" """

    title = "action_next"

    def answer(self, turn: Turn) -> Answer:
        if turn.guide is not None or turn.visit.paused:
            return advance(turn)
        # Where nobody has said yet what they need, "go on" does not bring the visit on: it counts on the ladder.
        if turn.visit.repair.rung > 0:
            return not_understood(turn, "skipped")
        answer = advance(turn)
        return replace(answer, visit=replace(answer.visit, repair=turn.visit.repair.after("skipped")), repairing=True)


class Back(TurnAction):
    """One step back, every answer kept."""

    title = "action_back"

    def answer(self, turn: Turn) -> Answer:
        if turn.guide is None or turn.visit.place is None:
            return need(turn)
        place = walk.back(turn.guide, turn.visit.place)
        if place is None:
            return guidance.at_place(turn, turn.visit, turn.words("first_step"), plain=True)
        return guidance.moved(turn, place)


class Repeat(TurnAction):
    """The last reply again, word for word once (V-04), then in simpler words."""

    title = "action_repeat"

    def answer(self, turn: Turn) -> Answer:
        return say_again(turn)


class WhereAmI(TurnAction):
    """The step and how many there are."""

    title = "action_where_am_i"

    def answer(self, turn: Turn) -> Answer:
        guide, place = turn.guide, turn.visit.place
        if guide is None or place is None:
            return replace(need(turn), say=turn.words("no_guide_yet") + turn.words("ask_need"))
        if walk.done(guide, place):
            return Answer(turn.visit, turn.words("where_done", name=guide.spoken_name))
        step, steps = walk.progress(guide, place)
        lead = turn.words("where", name=guide.spoken_name, step=step, steps=steps)
        return guidance.at_place(turn, turn.visit, lead, plain=True)


class Wait(TurnAction):
    """Nobody is hurried; the place is kept."""

    title = "action_wait"

    def answer(self, turn: Turn) -> Answer:
        return Answer(turn.visit, turn.words("wait"), same_again=True)


class Stop(TurnAction):
    """The guide is put aside, to come back to."""

    title = "action_stop"

    def answer(self, turn: Turn) -> Answer:
        would = Offer(turn.phrases.word("said_stop"), "stop")
        return doubt.asked_first(turn, would) or stop(turn)


class StartOver(TurnAction):
    """The same guide from its start, with nothing known."""

    title = "action_start_over"

    def answer(self, turn: Turn) -> Answer:
        service = turn.guide.id if turn.guide is not None else turn.visit.service
        if service is None or service not in turn.catalogue:
            return need(turn)
        visit = replace(turn.visit, place=None, facts=Facts())
        return guidance.opening(turn, visit, service, turn.words("restarted"))


class Yes(TurnAction):
    """Yes to what was asked; at a step it means "done"."""

    title = "action_yes"

    def answer(self, turn: Turn) -> Answer:
        offer = _meant(turn, "yes")
        if offer is not None:
            return replace(take(turn, offer), act=None)
        given = answered(turn)
        if given is not None:
            return given
        if turn.guide is not None and walk.question_at(turn.guide, turn.visit.place) is not None:  # type: ignore[arg-type]
            return not_understood(turn, "skipped")
        return resume(turn)


class No(TurnAction):
    """No to what was asked; at a step it means "not yet"."""

    title = "action_no"

    def answer(self, turn: Turn) -> Answer:
        if turn.visit.assumed and clauses.leads_only(turn.heard.text):
            return taken_back(turn, turn.visit.assumed) or farewell(turn)
        offer = _meant(turn, "no")
        if offer is not None:
            return replace(take(turn, offer), act=None)
        given = answered(turn) or taken_back(turn, turn.visit.assumed)
        if given is not None:
            return given
        if turn.guide is not None and turn.visit.place is not None:
            asked = walk.question_at(turn.guide, turn.visit.place) is not None
            return not_understood(turn, "skipped") if asked else not_yet(turn)
        return farewell(turn)


class Choose(TurnAction):
    """One of the answers on offer, by name or by place."""

    title = "action_choose"

    def answer(self, turn: Turn) -> Answer:
        offer = turn.taken()
        given = answered(turn) if offer is None else None
        if given is not None:
            return given
        offer = offer or turn.taken(least=_NEAR)
        if offer is not None:
            return doubt.asked_first(turn, offer) or take(turn, offer)
        service = turn.heard.service()
        if service is not None and not turn.visit.offers:
            return opened(turn, service)
        return _ahead(turn) or hinted(turn) or not_understood(turn)


def _ahead(turn: Turn) -> Answer | None:
    """The guide that is on offer, where the words already answer one of its questions: 去窗口做 is a yes too."""
    offered = next((offer for offer in turn.visit.offers if offer.kind == "service" and offer.means == "yes"), None)
    return answered(replace(turn, visit=take(turn, offered).visit)) if offered is not None else None


def _meant(turn: Turn, meaning: str) -> Offer | None:
    return turn.taken(least=_CERTAIN) or next((offer for offer in turn.visit.offers if offer.means == meaning), None)


def say_again(turn: Turn, lead: tuple[str, ...] = (), count: bool = True) -> Answer:
    """The last reply once more after a lead; asked for again, in simpler words and in the first ones by turns."""
    spoken = turn.visit.spoken
    if not spoken.say:
        return replace(need(turn), say=lead + turn.words("repeat_nothing") + turn.words("ask_need"))
    first_words_just_now = bool(set(spoken.say) & set(turn.visit.said))
    simpler = count and spoken.times > 1 and spoken.plain and first_words_just_now
    say = spoken.plain if simpler else spoken.say
    times = spoken.times + 1 if count else spoken.times
    visit = replace(turn.visit, spoken=replace(spoken, times=times))
    return Answer(
        visit,
        lead + say,
        spoken.plain,
        "\n".join(lead + say) if simpler else spoken.show,
        spoken.pictogram,
        same_again=True,
    )
