"""Courtesy, safety and the way to a person."""

from dataclasses import replace

from assistant.guides import walk
from dialogues.actions import doubt, guidance
from dialogues.actions.repair import not_understood
from dialogues.actions.services import front, hinted, opened
from dialogues.actions.taking import forgotten, need, person, take
from dialogues.actions.turn import Answer, Turn, TurnAction
from dialogues.actions.visit import Offer, Visit

_HOTLINE = "hotline-12345"
"""The guide of the line that takes feedback and complaints."""


class Greet(TurnAction):
    """A greeting; in a guide the person is kept where they are."""

    title = "action_greet"

    def answer(self, turn: Turn) -> Answer:
        if _underway(turn):
            return guidance.at_place(turn, turn.visit, turn.words("welcome_again"), plain=True)
        return front(turn, turn.visit, turn.words("welcome"))


class Thanks(TurnAction):
    """A short answer; in a guide the person is kept where they are."""

    title = "action_thanks"

    def answer(self, turn: Turn) -> Answer:
        return _aside(turn, turn.words("thanks"))


class Goodbye(TurnAction):
    """The guide is put aside."""

    title = "action_goodbye"

    def answer(self, turn: Turn) -> Answer:
        return Answer(replace(turn.visit.leaving(), offers=()), turn.words("goodbye"))


class OutOfScope(TurnAction):
    """Honest about what it cannot do, with whom to ask; never a wrong service."""

    title = "action_out_of_scope"

    def answer(self, turn: Turn) -> Answer:
        offer = turn.taken()
        if offer is not None:
            return take(turn, offer)
        if turn.heard.told is not None:
            return _told(turn)
        return hinted(turn) or _aside(turn, turn.words("out_of_scope"))


class Unclear(TurnAction):
    """Silence, noise, half words: an input with a route."""

    title = "action_unclear"

    def answer(self, turn: Turn) -> Answer:
        offer = turn.taken()
        if offer is not None:
            return take(turn, offer)
        return _told(turn) if turn.heard.told is not None else hinted(turn) or not_understood(turn)


class Human(TurnAction):
    """A person is called."""

    title = "action_human"

    def answer(self, turn: Turn) -> Answer:
        return person(turn)


class Emergency(TurnAction):
    """Where to ring, in one turn, whatever was going on."""

    title = "action_emergency"

    def answer(self, turn: Turn) -> Answer:
        say = turn.words(f"emergency_{turn.heard.danger}" if turn.heard.danger else "emergency") + _who_comes(turn)
        return Answer(_with_help(turn, "emergency"), say, pictogram="alert-triangle", service="emergency")


class Scam(TurnAction):
    """A calm warning and whom to ring, whatever was going on."""

    title = "action_scam"

    def answer(self, turn: Turn) -> Answer:
        gone = turn.heard.facts.happened.get("paid")
        say = turn.words("scam_paid" if gone else "told_secret" if turn.heard.told == "secret" else "scam")
        return Answer(_with_help(turn, "anti-fraud"), say, pictogram="shield", service="anti-fraud")


class Report(TurnAction):
    """Feedback and complaints lead to the hotline that takes them."""

    title = "action_report"

    def answer(self, turn: Turn) -> Answer:
        say = turn.words("complaint" if turn.heard.act == "complaint" else "feedback")
        if _HOTLINE not in turn.catalogue:
            # The last sentence offers the guide.
            return Answer(turn.visit, say[:-1])
        return Answer(replace(turn.visit, offers=_yes_or_no(turn, _HOTLINE)), say, service=_HOTLINE)


class Status(TurnAction):
    """How a matter is getting on is looked up by the guide for that."""

    title = "action_status"

    def answer(self, turn: Turn) -> Answer:
        return _led_to(turn, "progress-query")


class Notices(TurnAction):
    """Notices of the village are found by the guide for that."""

    title = "action_notices"

    def answer(self, turn: Turn) -> Answer:
        return _led_to(turn, "village-notice")


class Forget(TurnAction):
    """Everything about this visit is deleted (P-04)."""

    title = "action_forget"

    def answer(self, turn: Turn) -> Answer:
        would = Offer(turn.phrases.word("said_forget"), "forget")
        return doubt.asked_first(turn, would) or forgotten(turn)


def _underway(turn: Turn) -> bool:
    return turn.guide is not None and turn.visit.place is not None and not walk.done(turn.guide, turn.visit.place)


def _aside(turn: Turn, say: tuple[str, ...]) -> Answer:
    """Says something short, then brings the person back to where they stood."""
    if _underway(turn):
        assert turn.guide is not None
        return guidance.back_to_place(turn, turn.visit, turn.guide.id, say)
    return Answer(turn.visit, say)


def _who_comes(turn: Turn) -> tuple[str, ...]:
    """Who can be there before the ambulance: the village's contact where one is known, else whoever is near."""
    helper = turn.here.helper if turn.here is not None else None
    if helper is None:
        return turn.words("emergency_nearby")
    return turn.words("emergency_helper", name=helper.name, phone=helper.phone)


def _told(turn: Turn) -> Answer:
    """Back to the matter, where all that was said is a number."""
    return _aside(turn, ()) if _underway(turn) else need(turn)


def _led_to(turn: Turn, service: str) -> Answer:
    if service not in turn.catalogue:
        return need(turn)
    return opened(turn, service)


def _yes_or_no(turn: Turn, service: str) -> tuple[Offer, ...]:
    words = turn.phrases.word
    return (
        Offer(words("button_teach"), "service", service, turn.words("says_teach"), "yes"),
        Offer(words("button_no"), "leave", means="no"),
    )


def _with_help(turn: Turn, service: str) -> Visit:
    """The visit with the guide put aside and the safety guide, a person and the way back on offer."""
    words = turn.phrases.word
    visit = turn.visit.leaving() if _underway(turn) else replace(turn.visit, place=None)
    offered = [Offer(words("button_human"), "human")]
    if service in turn.catalogue:
        offered.insert(0, Offer(words("button_teach"), "service", service, means="yes"))
    over = turn.words("says_safe")
    if visit.paused:
        offered.append(Offer(words("button_resume"), "resume", says=over))
    else:
        offered.append(Offer(words("button_safe"), "leave", says=over))
    return replace(visit, offers=tuple(offered))
