"""Finding the service, opening its guide, and answering about it."""

from dataclasses import replace

from dialogues.actions import doubt, guidance, questions
from dialogues.actions.given import answered, changed, taken_back
from dialogues.actions.heard import CHOICES, LIKELY, NAMED, SURE
from dialogues.actions.repair import denying, not_understood, only_wrong
from dialogues.actions.taking import put_aside, resume, take
from dialogues.actions.turn import Answer, Turn, TurnAction
from dialogues.actions.visit import Visit

_BEYOND_DOUBT = 0.8
"""From this confidence on a service is meant even where the act is not clear."""
_TOLD_TOO = 0.05
"""From this confidence on in the whole sentence, a service that a part of it names is meant too."""
_CLEAR_ACT = 0.4
"""From this confidence on an act is what was meant, whatever service is named with it."""


class OpenService(TurnAction):
    """A person says what they need; in a guide, perhaps an answer to one of its questions."""

    title = "action_open_service"

    def answer(self, turn: Turn) -> Answer:
        service = _put_aside(turn) or turn.heard.service()
        offer = turn.taken()
        if offer is not None and offer.value != service:
            return take(turn, offer)
        frequent = _frequent(turn, service) if service is not None else None
        if frequent is not None:
            return frequent
        current = turn.visit.place.service if turn.visit.place is not None else None
        given = answered(turn) if service in (None, current) else None
        if given is not None:
            return given
        if service is not None:
            return doubt.service(turn, service) or opened_first(turn, service)
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
            refused = next((o for o in turn.visit.offers if o.kind in ("option", "anew") and o.means == "no"), None)
            if refused is not None:
                return take(turn, refused)
            return taken_back(turn, turn.visit.assumed) or not_understood(turn, "wrong")
        here = _named_again(turn)
        if here is not None:
            return here
        service = turn.heard.service()
        current = turn.visit.place.service if turn.visit.place else None
        if service is not None and service != current:
            return doubt.service(turn, service) or guidance.opening(turn, replace(turn.visit, place=None), service)
        given = changed(turn)
        if given is not None:
            return given
        others = tuple(found for found in turn.heard.likely(NAMED) if found != current)
        if others:
            visit = replace(turn.visit, offers=guidance.services_on_offer(turn, others))
            return Answer(visit, turn.words("misheard_service"))
        return not_understood(turn, "wrong")


def _named_again(turn: Turn) -> Answer | None:
    """我说的是养老, said in a guide about it: a part of its name corrects nothing. Where it may as well be a part of another
    one's, that is asked. None where another guide is meant, or this one is denied."""
    guide, likely = turn.guide, turn.heard.likely(NAMED)
    if guide is None or guide.id not in likely or denying(turn.heard.text):
        return None
    if likely[0] == guide.id:
        say = turn.words("same_service", name=guide.spoken_name)
        return answered(turn) or guidance.at_place(turn, turn.visit, say)
    if turn.heard.service(_BEYOND_DOUBT) is not None:
        return None
    offered = guidance.services_on_offer(turn, likely)
    return Answer(replace(turn.visit, offers=offered), turn.words("which_service"))


def opened_first(turn: Turn, service: str) -> Answer:
    """The guide of a service; where the sentence asks for others too, they are offered when it is finished."""
    # A part on its own may sound like another service than it does in its sentence.
    likely = {found for found, confidence in turn.heard.services if confidence >= _TOLD_TOO}
    named = tuple(found for found in turn.heard.also if found in likely)
    if len(turn.heard.also) == 1 and named and service not in named:
        # What is asked for in so many words is another thing than the whole sentence sounds like.
        offered = guidance.services_on_offer(turn, (*named, service))
        return Answer(replace(turn.visit, offers=offered), turn.words("which_service"))
    first, *others = named if service in named else (service, *named)
    if not others:
        return opened(turn, service)
    answer = opened(replace(turn, visit=replace(turn.visit, waiting=tuple(others)[: CHOICES - 1])), first)
    later = turn.words("also_later", name=turn.catalogue[others[0]].spoken_name)
    return replace(answer, say=later + answer.say, show="\n".join((*later, answer.show)) if answer.show else "")


def opened(turn: Turn, service: str) -> Answer:
    """The guide of a service: at its start, or where the person stands in it or had put it aside."""
    visit = turn.visit
    if visit.place is not None and visit.place.service == service and turn.guide is not None:
        position = guidance.at_place(turn, visit, turn.words("same_service", name=turn.guide.spoken_name))
        if not position.visit.offers or position.visit.offers[0].kind in ("option", "next"):
            return replace(position, service=service)
    left = put_aside(turn, service)
    if left is not None:
        back = resume(turn, left)
        # What was told now may answer what was asked there.
        return replace(answered(replace(turn, visit=back.visit)) or back, service=service)
    name = turn.catalogue[service].spoken_name
    leaving = visit.place is not None and visit.place.service != service
    return guidance.opening(
        turn, _unpaused(visit, service), service, turn.words("opening_instead", name=name) if leaving else ()
    )


def hinted(turn: Turn) -> Answer | None:
    """What a sentence of no clear act may still mean: an answer to a question of the guide, or a service that it names
    beyond doubt. None where it means neither."""
    given = answered(turn)
    if given is not None:
        return given
    service = turn.heard.service(_BEYOND_DOUBT)
    if service is None or turn.heard.confidence >= _CLEAR_ACT:
        return None
    return replace(doubt.service(turn, service) or opened(turn, service), act="ask_service")


def asked_which(turn: Turn, visit: Visit, say: tuple[str, ...], kind: str = "service") -> Answer | None:
    """Asks which of the likely services is meant; None where none is likely."""
    likely = turn.heard.likely()
    if not likely:
        return None
    offered = guidance.services_on_offer(turn, likely, kind)
    return Answer(replace(visit, offers=offered), say)


def front(turn: Turn, visit: Visit, say: tuple[str, ...], kind: str = "service") -> Answer:
    """Says something and offers the services most asked for."""
    offered = guidance.services_on_offer(turn, turn.front_services(), kind)
    return Answer(replace(visit, offers=offered), say)


def _frequent(turn: Turn, service: str) -> Answer | None:
    """The answer to a frequent question of the service, where that is what was asked."""
    faq = questions.asked(turn.catalogue[service], turn.heard.text)
    return guidance.question(turn, turn.visit, service, faq) if faq is not None else None


def _put_aside(turn: Turn) -> str | None:
    """The guide that was put aside and that 那个事 most likely means, where no service is sure. The guide the person is in
    stays where it is likelier."""
    if turn.heard.service() is not None:
        return None
    paused = {place.service for place in turn.visit.paused}
    here = turn.guide.id if turn.guide is not None else None
    likely = (service for service, confidence in turn.heard.services if confidence >= LIKELY)
    best = next((service for service in likely if service == here or service in paused), None)
    return best if best in paused else None


def _unpaused(visit: Visit, service: str) -> Visit:
    return replace(visit, paused=tuple(place for place in visit.paused if place.service != service))


def _service_asked_about(turn: Turn) -> str | None:
    """The service named in the question; else the one the person is in or last spoke of. In a guide another one has to be
    named beyond doubt: 多久能办好 asks about the guide, however much it sounds like the guide about progress."""
    named = turn.heard.service(_BEYOND_DOUBT if turn.guide is not None else SURE)
    if named is not None:
        return named
    if turn.guide is not None:
        return turn.guide.id
    return turn.visit.service if turn.visit.service in turn.catalogue else None
