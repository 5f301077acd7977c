"""One turn as an action sees it: what was understood, the visit so far, the guides, and the answer it gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue
from assistant.guides.facts import answers, denies
from assistant.guides.model import Guide
from assistant.guides.walk import Place
from assistant.phrases import Phrases, front_services, phrases
from assistant.places.here import guides_here, here
from assistant.places.locality import Locality
from assistant.today import today
from dialogues.actions import offers
from dialogues.actions.heard import CHOICES, LIKELY, Heard, heard
from dialogues.actions.visit import Offer, Pace, Repair, Spoken, Visit, dumped, loaded

FITS = 0.5
"""From this fit on, words are taken to mean one of the answers on offer."""


@dataclass(frozen=True)
class Answer:
    """What an action answers with. The visit in it is the visit from now on."""

    visit: Visit
    say: tuple[str, ...]
    plain: tuple[str, ...] = ()
    show: str = ""
    pictogram: str | None = None
    act: str | None = None
    """The act, where the action knows better than the classifier."""
    service: str | None = None
    aspect: str | None = None
    forget: bool = False
    """Whether everything about this visit is to be deleted after the reply."""
    same_again: bool = False
    """Whether this says the last reply again; then the last reply stays the one to repeat."""
    repairing: bool = False
    """Whether this is a rung of the ladder of repair; any other answer ends the ladder."""
    slower: bool = False
    """Whether this one reply is spoken a step slower."""
    slip: dict[str, Any] | None = None
    """What goes on a slip of paper for the window: service, name, lines."""


@dataclass(frozen=True)
class Turn:
    """All an action needs to answer."""

    heard: Heard
    visit: Visit
    catalogue: Catalogue
    phrases: Phrases
    today: date
    here: Locality | None = None
    """The place the service stands in; its facts are in the catalogue already."""
    doubtful: bool = False
    """Whether the words were so hardly heard that nothing is changed without asking."""

    def words(self, key: str, **slots: object) -> tuple[str, ...]:
        """The sentences of a phrase; wordings take turns by the count of turns."""
        return self.phrases.say(key, self.visit.turn, **slots)

    def front_services(self) -> tuple[str, ...]:
        """The services offered where nothing better is known."""
        return tuple(service for service in front_services() if service in self.catalogue)[:CHOICES]

    @cached_property
    def guide(self) -> Guide | None:
        """The guide the person is in, if it still exists."""
        place = self.visit.place
        return self.catalogue[place.service] if place is not None and place.service in self.catalogue else None

    def taken(self, least: float = FITS) -> Offer | None:
        """The answer on offer that the person means."""
        for offer in self.visit.offers:
            if self.heard.offer is not None and offer.title == self.heard.offer:
                return offer
        place = self.heard.ordinal
        row = [offer for offer in self.visit.offers if offer.kind != "next"]
        if place is not None and 1 <= place <= len(row):
            return row[place - 1]
        near = offers.closest(self.visit.offers, self.heard.text)
        return near.offer if near is not None and near.fit >= least and not self._denied(near.offer) else None

    def _denied(self, offer: Offer) -> bool:
        """Whether the words say that just this is not so: 卡没丢 sounds much like 卡丢了."""
        question = self.guide and self.visit.place and walk.question_at(self.guide, self.visit.place)
        option = question and offer.kind == "option" and walk.option_of(question, offer.value)
        return bool(option) and denies(option, self.heard.facts)


class TurnAction(Action):
    """An action that answers a turn. Subclasses say for which acts and give the answer; the rest is done here."""

    title = ""

    def name(self) -> str:
        """The name in the rules."""
        return self.title

    def answer(self, turn: Turn) -> Answer:
        """What to say and what to remember."""
        raise NotImplementedError

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        known, day = guides_here(), today()
        latest = heard(tracker.latest_message, known, day)
        visit = _told(_still_there(loaded(tracker.get_slot("visit")), known), latest, known)
        visit = replace(visit, pace=latest.pace or visit.pace)
        least = float(tracker.get_slot("least_hearing") or 0.0)
        turn = Turn(latest, visit, known, phrases(), day, here(), latest.hearing < least)
        answer = _not_needed(turn, self.answer(turn))
        visit = _remembered(turn, answer)
        payload = _payload(turn, answer, visit)
        dispatcher.utter_message(
            text="\n".join(answer.say),
            buttons=[{"title": offer.title, "payload": offer.title} for offer in visit.offers if offer.shown],
            json_message=payload,
        )
        # Every rule ends with listening: said here, the policies are not asked a second time (a third of the turn).
        return [SlotSet("visit", None if answer.forget else dumped(visit)), FollowupAction("action_listen")]


def _still_there(visit: Visit, known: Catalogue) -> Visit:
    """The visit in the guides as they are now: one may have been edited while the person was in it."""
    place = _standing(visit.place, known) if visit.place is not None else None
    paused = tuple(_standing(left, known) for left in visit.paused)
    offered = tuple(offer for offer in visit.offers if _stands(offer, place, known))
    if all(offer.shown for offer in offered):
        # "None of these" leads to the answers without a button.
        offered = tuple(offer for offer in offered if offer.kind != "rest")
    return replace(visit, place=place, paused=paused, offers=offered)


def _standing(place: Place, known: Catalogue) -> Place:
    """The place in its guide as that is now; kept where the guide is gone, which may come back."""
    return walk.standing(known[place.service], place) if place.service in known else place


def _stands(offer: Offer, place: Place | None, known: Catalogue) -> bool:
    """Whether what is on offer can still be had: its guide may have been taken away."""
    if offer.kind in ("service", "about", "material"):
        return offer.value.partition(":")[0] in known
    return offer.kind not in _AT_A_PLACE or (place is not None and place.service in known)


def _told(visit: Visit, latest: Heard, known: Catalogue) -> Visit:
    """The visit with what was told now. Questions of the guide that it answers, and that come later, are not asked."""
    visit = replace(visit, facts=visit.facts.and_told(latest.facts))
    place = visit.place
    if place is None or place.service not in known:
        return visit
    later = {name: option for name, option in answers(known[place.service], latest.facts).items() if name != place.node}
    return replace(visit, place=replace(place, known={**later, **place.known}))


def _not_needed(turn: Turn, answer: Answer) -> Answer:
    """A number that was told for a good reason is not needed here: said gently, before the answer (F-02)."""
    if turn.heard.told != "plain" or turn.heard.act in _SAFETY:
        return answer
    lead = turn.words("told_plain")
    show = "\n".join((*lead, answer.show)) if answer.show else ""
    return replace(answer, say=lead + answer.say, show=show)


def _remembered(turn: Turn, answer: Answer) -> Visit:
    kept = answer.repairing or answer.same_again
    repair = answer.visit.repair if kept else Repair()
    visit = replace(answer.visit, turn=turn.visit.turn + 1, repair=repair, said=answer.say)
    # What is assumed can be taken back in the next turn only; what happened belongs to the guide it was told in.
    if visit.assumed == turn.visit.assumed:
        visit = replace(visit, assumed=())
    if visit.place is not None:
        visit = replace(visit, facts=visit.facts.of_the_person())
    # In a guide the question or step stays the one to repeat, also while it is being mended.
    if answer.same_again or (answer.repairing and visit.place is not None):
        return visit
    spoken = Spoken(answer.say, answer.show or _screen(answer.say), answer.plain, answer.pictogram)
    return replace(visit, spoken=spoken)


def _payload(turn: Turn, answer: Answer, visit: Visit) -> dict[str, Any]:
    heard = turn.heard
    aspect = answer.aspect or (heard.aspect if heard.act == "ask_aspect" else None)
    return {
        "say": list(answer.say),
        "show": marked(turn, answer.show or _screen(answer.say)),
        "choices": [{"title": offer.title, "send": offer.title} for offer in visit.offers if offer.shown],
        "guide": _position(turn.catalogue, visit),
        "understood": {
            "act": answer.act or _REPORTED.get(heard.act, heard.act),
            "service": answer.service or _understood_service(heard),
            "aspect": aspect,
            "confidence": round(heard.confidence, 4),
            "candidates": list(heard.likely()) if heard.act in _ABOUT_A_SERVICE else [],
        },
        "pictogram": answer.pictogram,
        "pace": _SLOWER[visit.pace] if answer.slower else visit.pace,
        "usual_pace": visit.pace,
        "volume": visit.volume,
        "forget": answer.forget,
        "slip": answer.slip,
        "reminder": heard.reminder,
    }


_REPORTED = {"unsure": "unclear", "print": "choose"}
"""Acts that the contract at the edge has no name for."""
_SLOWER: dict[Pace, Pace] = {"fast": "normal", "normal": "slow", "slow": "slow"}
_SAFETY = ("emergency", "scam")
_AT_A_PLACE = ("option", "here", "again", "not_yet", "slip")
"""Kinds of offers that are about the place in a guide where the person stands."""
_ABOUT_A_SERVICE = ("ask_service", "ask_aspect", "correct")


def _understood_service(heard: Heard) -> str | None:
    return heard.service(LIKELY) if heard.act == "ask_service" else None


def marked(turn: Turn, show: str) -> str:
    """What the screen shows; at an invented place, with the word that nothing of it is true."""
    if turn.here is None or not turn.here.example:
        return show
    return "\n".join((show, *turn.words("screen_example")))


def _screen(say: Iterable[str]) -> str:
    return "\n".join(say)


def _position(known: Catalogue, visit: Visit) -> dict[str, Any] | None:
    if visit.place is None or visit.place.service not in known:
        return None
    guide = known[visit.place.service]
    step, steps = walk.progress(guide, visit.place)
    return {
        "service": guide.id,
        "name": guide.name,
        "step": step,
        "steps": steps,
        "done": walk.done(guide, visit.place),
    }
