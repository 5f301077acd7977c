"""What happens when a person takes one of the answers on offer."""

from collections.abc import Callable
from dataclasses import replace

from assistant.guides import walk
from assistant.guides.facts import answers
from assistant.guides.walk import Place
from dialogues.actions import guidance, materials
from dialogues.actions.given import also_given
from dialogues.actions.repair import not_understood, not_yet, the_rest
from dialogues.actions.slips import slip
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer, Visit


def take(turn: Turn, offer: Offer) -> Answer:
    """The answer to an offer that was taken."""
    taking, act = _TAKING[offer.kind]
    answer = taking(turn, offer)
    return replace(answer, act=act) if act is not None else answer


def _option(turn: Turn, offer: Offer) -> Answer:
    if turn.guide is None or turn.visit.place is None:
        return farewell(turn)
    place = walk.choose(turn.guide, also_given(turn, turn.visit.place), turn.visit.place.node, offer.value)
    return guidance.moved(turn, place)


def _once_more(turn: Turn) -> Answer:
    if turn.visit.place is None:
        return farewell(turn)
    return guidance.at_place(turn, turn.visit, turn.words("once_more"))


def _slip(turn: Turn) -> Answer:
    service = turn.visit.service
    return slip(turn, turn.catalogue[service]) if service in turn.catalogue else farewell(turn)


def advance(turn: Turn) -> Answer:
    """One step on in the guide; at a question, the question in simpler words."""
    listed = next((offer for offer in turn.visit.offers[:1] if offer.kind == "material"), None)
    if listed is not None:
        return replace(take(turn, listed), act=None)
    guide, place = turn.guide, turn.visit.place
    if guide is None or place is None:
        if turn.visit.paused:
            return resume(turn)
        return replace(need(turn), say=turn.words("no_guide_yet") + turn.words("ask_need"))
    if walk.done(guide, place):
        # "Go on" is a yes where going on was offered.
        onwards = next((offer for offer in turn.visit.offers if offer.kind in ("resume", "service")), None)
        if onwards is not None:
            return replace(take(turn, onwards), act=None)
        return (
            guidance.at_place(turn, turn.visit, turn.words("already_done")) if not turn.visit.offers else farewell(turn)
        )
    if walk.question_at(guide, place) is not None:
        return not_understood(turn, "skipped")
    return guidance.moved(turn, walk.forward(guide, place))


def put_aside(turn: Turn, service: str) -> Place | None:
    """Where the guide of a service was left; None where it was not left, or finished, or was left on a way that what is
    known now contradicts: who has fled from gas and now meets a burglar is not to be led on past the gas."""
    left = next((place for place in turn.visit.paused if place.service == service), None)
    if left is None or walk.done(turn.catalogue[service], left):
        return None
    told = answers(turn.catalogue[service], turn.visit.facts)
    return left if all(left.known.get(name, option) == option for name, option in told.items()) else None


def _service(turn: Turn, offer: Offer) -> Answer:
    if _unfinished(turn) and turn.guide is not None and turn.guide.id == offer.value:
        return guidance.at_place(turn, turn.visit, turn.words("same_service", name=turn.guide.spoken_name))
    left = put_aside(turn, offer.value)
    if left is not None:
        return resume(turn, left)
    others = tuple(place for place in turn.visit.paused if place.service != offer.value)
    return guidance.opening(turn, replace(turn.visit, place=None, paused=others), offer.value)


def resume(turn: Turn, left: Place | None = None) -> Answer:
    """Back into the guide that was left at this place, or that was left last."""
    paused = [place for place in turn.visit.paused if place.service in turn.catalogue]
    if not paused:
        return need(turn)
    place = left or paused[-1]
    here = turn.visit.leaving() if _unfinished(turn) else turn.visit
    visit = replace(here, place=place, paused=tuple(other for other in here.paused if other.service != place.service))
    name = turn.catalogue[place.service].spoken_name
    return guidance.at_place(turn, visit, turn.words("resumed", name=name))


def need(turn: Turn) -> Answer:
    """Asks what the person needs, outside of any guide."""
    visit = replace(turn.visit.leaving() if _unfinished(turn) else turn.visit, place=None)
    offered = guidance.services_on_offer(turn, turn.front_services())
    return Answer(replace(visit, offers=offered), turn.words("ask_need"))


def person(turn: Turn) -> Answer:
    """Calls a person; where there is danger to life, the number to ring is that for it."""
    danger = any(offer.kind == "service" and offer.value == "emergency" for offer in turn.visit.offers)
    visit, helper = turn.visit, turn.here.helper if turn.here is not None else None
    if danger:
        return Answer(visit, turn.words("human_emergency"))
    if helper is not None:
        return Answer(visit, turn.words("human_helper", name=helper.name, phone=helper.phone))
    return Answer(visit, turn.words("human"))


def stop(turn: Turn) -> Answer:
    """The guide is put aside, to come back to; one that was left for it is offered first."""
    if not _unfinished(turn):
        return farewell(turn)
    assert turn.visit.place is not None
    left, words = turn.visit.leaving(), turn.phrases.word
    earlier = [place for place in turn.visit.paused if place.service in turn.catalogue]
    if earlier:
        # The guide that was left first comes next; the one that is left now stays behind it.
        left = replace(left, paused=(turn.visit.place, *earlier))
        offered = (Offer(words("button_resume"), "resume", means="yes"), Offer(words("button_no"), "leave", means="no"))
        say = turn.words("stopped_paused", name=turn.catalogue[earlier[-1].service].spoken_name)
        return Answer(replace(left, offers=offered), say)
    offered = (
        Offer(words("button_resume"), "resume"),
        Offer(words("button_other"), "other"),
        Offer(words("button_human"), "human"),
    )
    return Answer(replace(left, offers=offered), turn.words("stopped"))


def forgotten(turn: Turn) -> Answer:
    """Everything about this visit is deleted (P-04)."""
    return Answer(Visit(), turn.words("deleted"), forget=True)


def say_anew(turn: Turn) -> Answer:
    """Asks to say it once more, where the words were hardly heard and not meant; the place is kept."""
    say = turn.words("say_anew")
    if turn.guide is not None and turn.visit.place is not None:
        return guidance.at_place(turn, turn.visit, say, plain=True)
    offered = guidance.services_on_offer(turn, turn.front_services())
    return Answer(replace(turn.visit, offers=offered), say)


def farewell(turn: Turn) -> Answer:
    """Leaves the guide without asking more."""
    visit = replace(turn.visit, place=None, offers=())
    return Answer(visit, turn.words("stopped_nothing"))


def _unfinished(turn: Turn) -> bool:
    return turn.guide is not None and turn.visit.place is not None and not walk.done(turn.guide, turn.visit.place)


_TAKING: dict[str, tuple[Callable[[Turn, Offer], Answer], str | None]] = {
    "option": (_option, "choose"),
    "service": (_service, "choose"),
    "about": (lambda turn, o: guidance.about(turn, turn.visit, o.value, turn.visit.aspect or "steps"), "choose"),
    "material": (lambda turn, o: materials.told(turn, o.value), None),
    "next": (lambda turn, _: advance(turn), None),
    "here": (lambda turn, _: guidance.at_place(turn, turn.visit, plain=True), "choose"),
    "again": (lambda turn, _: _once_more(turn), "choose"),
    "not_yet": (lambda turn, _: not_yet(turn), "choose"),
    "rest": (lambda turn, _: the_rest(turn), "choose"),
    "slip": (lambda turn, _: _slip(turn), "choose"),
    "resume": (lambda turn, _: resume(turn), "choose"),
    "other": (lambda turn, _: need(turn), "choose"),
    "leave": (lambda turn, _: farewell(turn), "choose"),
    "stop": (lambda turn, _: stop(turn), "stop"),
    "forget": (lambda turn, _: forgotten(turn), "delete_my_data"),
    "anew": (lambda turn, _: say_anew(turn), "no"),
    "human": (lambda turn, _: person(turn), "human"),
}
"""For each kind of offer what is answered, and the act it is reported as; None where the answer knows better."""
