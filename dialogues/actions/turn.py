"""One turn as an action sees it: what was understood, the visit so far, the guides, and the answer it gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.guides import walk
from assistant.guides.catalogue import Catalogue
from assistant.guides.model import Guide
from assistant.phrases import Phrases, front_services, phrases
from assistant.places.here import guides_here, here
from assistant.places.locality import Locality
from dialogues.actions import offers
from dialogues.actions.visit import Offer, Pace, Repair, Spoken, Visit, dumped, loaded

SURE = 0.5
"""From this confidence on a service is taken without asking; measured on benchmarks/understanding/dev.yml."""
LIKELY = 0.12
"""From this confidence on a service is worth offering."""
NAMED = 0.33
"""From this confidence on a correction names a service; a bare "no, wrong" comes to 0.31 at most."""
FITS = 0.5
"""From this fit on, words are taken to mean one of the answers on offer."""
CHOICES = 3
"""V-07."""


@dataclass(frozen=True)
class Heard:
    """What the pipeline made of the utterance."""

    text: str
    act: str
    confidence: float
    services: tuple[tuple[str, float], ...]
    """(service, confidence), best first."""
    aspect: str | None
    offer: str | None
    """Title of the offer that was taken word for word."""
    ending: str = "said"
    """How listening ended, where it was spoken; see `Utterance.ending`."""
    danger: str | None = None
    """What kind of danger a call for help is about, where that is clear."""
    told: str | None = None
    """`secret` where a code or a card was told, `plain` where a number that is not needed here; masked in `text`."""
    reminder: bool = False
    """Whether the person wants to be reminded later."""

    def service(self, least: float = SURE) -> str | None:
        """The likeliest service, where it is at least so likely."""
        return next((service for service, confidence in self.services[:1] if confidence >= least), None)

    def likely(self, least: float = LIKELY) -> tuple[str, ...]:
        """The services worth offering, best first; none where the best is not at least so likely."""
        best = max((confidence for _, confidence in self.services), default=0.0)
        return tuple(s for s, confidence in self.services if confidence >= LIKELY and best >= least)[:CHOICES]


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
        near = offers.closest(self.visit.offers, self.heard.text)
        return near.offer if near is not None and near.fit >= least else None


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
        known = guides_here()
        visit = _still_there(loaded(tracker.get_slot("visit")), known)
        turn = Turn(_heard(tracker.latest_message, known), visit, known, phrases(), date.today(), here())
        answer = _not_needed(turn, self.answer(turn))
        visit = _remembered(turn, answer)
        payload = _payload(turn, answer, visit)
        dispatcher.utter_message(
            text="\n".join(answer.say),
            buttons=[{"title": offer.title, "payload": offer.title} for offer in visit.offers if offer.shown],
            json_message=payload,
        )
        return [SlotSet("visit", None if answer.forget else dumped(visit))]


def _still_there(visit: Visit, known: Catalogue) -> Visit:
    """The visit in the guides as they are now: one may have been edited while the person was in it."""
    place = visit.place
    if place is None or place.service not in known:
        return visit
    return replace(visit, place=walk.standing(known[place.service], place))


def _heard(message: dict[str, Any], known: Catalogue) -> Heard:
    entities = {entity["entity"]: entity["value"] for entity in message.get("entities", [])}
    ranking = message.get("service_ranking") or _named(entities)
    intent = message.get("intent") or {}
    return Heard(
        text=str(message.get("text") or ""),
        act=str(intent.get("name") or "unclear"),
        confidence=float(intent.get("confidence") or 0.0),
        # A guide may have been taken away since the model was trained.
        services=tuple((found["service"], found["confidence"]) for found in ranking if found["service"] in known),
        aspect=entities.get("aspect"),
        offer=entities.get("offer"),
        ending=str((message.get("metadata") or {}).get("ending", "said")),
        danger=entities.get("danger"),
        told=entities.get("told"),
        reminder="reminder" in entities,
    )


def _named(entities: dict[str, Any]) -> list[dict[str, Any]]:
    """The ranking where an entity was given by hand, as in the stories of `rasa test`."""
    return [{"service": entities["service"], "confidence": 1.0}] if "service" in entities else []


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
            "act": answer.act or heard.act,
            "service": answer.service or _understood_service(heard),
            "aspect": aspect,
            "confidence": round(heard.confidence, 4),
            "candidates": list(heard.likely()) if heard.act in _ABOUT_A_SERVICE else [],
        },
        "pictogram": answer.pictogram,
        "pace": _SLOWER[visit.pace] if answer.slower else visit.pace,
        "volume": visit.volume,
        "forget": answer.forget,
        "slip": answer.slip,
        "reminder": heard.reminder,
    }


_SLOWER: dict[Pace, Pace] = {"fast": "normal", "normal": "slow", "slow": "slow"}
_SAFETY = ("emergency", "scam")
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
