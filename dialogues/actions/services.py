"""Finding the service, opening its guide, and answering about it."""

from dataclasses import replace

from dialogues.actions import guidance, questions
from dialogues.actions.repair import not_understood, only_wrong
from dialogues.actions.taking import take
from dialogues.actions.turn import NAMED, Answer, Turn, TurnAction
from dialogues.actions.visit import Offer, Visit


class OpenService(TurnAction):
    """A person says what they need."""

    title = "action_open_service"

    def answer(self, turn: Turn) -> Answer:
        service = turn.heard.service()
        offer = turn.taken()
        if offer is not None and offer.value != service:
            return take(turn, offer)
        if service is not None:
            return _frequent(turn, service) or opened(turn, service)
        return asked_which(turn, turn.visit, turn.words("which_service")) or not_understood(turn)


class AnswerAspect(TurnAction):
    """A person asks one thing about a service, in a guide or out of the blue."""

    title = "action_answer_aspect"

    def answer(self, turn: Turn) -> Answer:
        offer = turn.taken()
        if offer is not None and offer.kind == "option":
            return take(turn, offer)
        service, aspect = _service_asked_about(turn), turn.heard.aspect or "steps"
        if service is not None:
            return _frequent(turn, service) or guidance.about(turn, turn.visit, service, aspect)
        visit = replace(turn.visit, aspect=aspect)
        return asked_which(turn, visit, turn.words("which_service_about"), "about") or front(
            turn, visit, turn.words("which_service_about"), "about"
        )


class Correct(TurnAction):
    """A person says that they were misunderstood, or changes an earlier answer."""

    title = "action_correct"

    def answer(self, turn: Turn) -> Answer:
        if only_wrong(turn.heard.text):
            refused = next(
                (offer for offer in turn.visit.offers if offer.kind == "option" and offer.means == "no"), None
            )
            return take(turn, refused) if refused is not None else not_understood(turn, "wrong")
        service = turn.heard.service()
        current = turn.visit.place.service if turn.visit.place else None
        if service is not None and service != current:
            return guidance.opening(turn, replace(turn.visit, place=None), service)
        changed = earlier_answer(turn)
        if changed is not None:
            return changed
        others = tuple(found for found in turn.heard.likely(NAMED) if found != current)
        if others:
            visit = replace(turn.visit, offers=guidance.services_on_offer(turn, others))
            return Answer(visit, turn.words("misheard_service"))
        return not_understood(turn, "wrong")


def earlier_answer(turn: Turn) -> Answer | None:
    """The guide after an answer to any of its questions is given or changed; None where the words fit no answer."""
    if turn.guide is None or turn.visit.place is None:
        return None
    from assistant.guides import walk
    from dialogues.actions import offers

    asked = {turn.visit.place.node, *(name for name, _ in turn.visit.place.answered)}
    best = None
    # An answer that was given is changed before one is taken to a question that nobody has asked.
    for name, question in sorted(turn.guide.questions.items(), key=lambda item: item[0] not in asked):
        if best is not None and best[1] in asked and name not in asked:
            break
        known = tuple(Offer(option.title, "option", option.id, option.says) for option in question.options)
        near = offers.closest(known, turn.heard.text)
        if near is not None and near.fit >= 0.35 and (best is None or near.fit > best[0]):
            best = (near.fit, name, near.offer.value)
    if best is None:
        return None
    place = walk.choose(turn.guide, turn.visit.place, best[1], best[2])
    return guidance.moved(turn, place)


def opened(turn: Turn, service: str) -> Answer:
    """The guide of a service: at its start, or where the person stands if they are in it."""
    visit = turn.visit
    if visit.place is not None and visit.place.service == service and turn.guide is not None:
        position = guidance.at_place(turn, visit, turn.words("same_service", name=turn.guide.spoken_name))
        if not position.visit.offers or position.visit.offers[0].kind in ("option", "next"):
            return replace(position, service=service)
    name = turn.catalogue[service].spoken_name
    leaving = visit.place is not None and visit.place.service != service
    return guidance.opening(
        turn, _unpaused(visit, service), service, turn.words("opening_instead", name=name) if leaving else ()
    )


def asked_which(turn: Turn, visit: Visit, say: tuple[str, ...], kind: str = "service") -> Answer | None:
    """Asks which of the likely services is meant; None where none is likely."""
    likely = turn.heard.likely()
    if not likely:
        return None
    offered = guidance.services_on_offer(turn, likely, kind)
    return Answer(replace(visit, offers=offered, misses=0), say)


def front(turn: Turn, visit: Visit, say: tuple[str, ...], kind: str = "service") -> Answer:
    """Says something and offers the services most asked for."""
    offered = guidance.services_on_offer(turn, turn.front_services(), kind)
    return Answer(replace(visit, offers=offered), say)


def _frequent(turn: Turn, service: str) -> Answer | None:
    """The answer to a frequent question of the service, where that is what was asked."""
    faq = questions.asked(turn.catalogue[service], turn.heard.text)
    return guidance.question(turn, turn.visit, service, faq) if faq is not None else None


def _unpaused(visit: Visit, service: str) -> Visit:
    return replace(visit, paused=tuple(place for place in visit.paused if place.service != service))


def _service_asked_about(turn: Turn) -> str | None:
    """The service named in the question; else the one the person is in or last spoke of; else the likeliest."""
    named = turn.heard.service()
    if named is not None:
        return named
    if turn.guide is not None:
        return turn.guide.id
    return turn.visit.service if turn.visit.service in turn.catalogue else None
