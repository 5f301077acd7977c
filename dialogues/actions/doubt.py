"""Words that were hardly heard: what would change something is asked about first."""

from dataclasses import replace

from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer


def asked_first(turn: Turn, offer: Offer | None, what: str | None = None) -> Answer | None:
    """The question whether this was meant, with yes taking the offer; None where the words were heard well enough.

    `what` is what the person would have said, where it is not the title of the offer.
    """
    asked_already = any(other.kind == "anew" for other in turn.visit.offers)
    if offer is None or asked_already or not turn.doubtful:
        return None
    words = turn.phrases.word
    buttons = (
        replace(offer, title=words("button_meant"), says=(), means="yes"),
        Offer(words("button_not_meant"), "anew", means="no"),
    )
    visit = replace(turn.visit, offers=buttons)
    return Answer(visit, turn.words("did_you_say", what=what or offer.title))


def service(turn: Turn, found: str) -> Answer | None:
    """The question whether this service was meant; None where the words were heard well enough, or it is open already."""
    if turn.visit.place is not None and turn.visit.place.service == found:
        return None
    name = turn.catalogue[found].spoken_name
    return asked_first(turn, Offer(name, "service", found))
