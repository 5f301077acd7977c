"""What the pipeline made of an utterance, as the actions read it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from borax.calendars.lunardate import LunarDate

from assistant.guides.catalogue import Catalogue
from assistant.guides.facts import Facts
from dialogues.actions.visit import Pace

SURE = 0.5
"""From this confidence on a service is taken without asking; measured on benchmarks/understanding/development."""
LIKELY = 0.12
"""From this confidence on a service is worth offering."""
RUNNER_UP = 0.03
"""From this confidence on a service is worth a button beside a likelier one: of strangers' sentences about a service 94 %
have theirs first, 99 % among the first three (benchmarks/understanding/development)."""
NAMED = 0.33
"""From this confidence on a correction names a service; a bare "no, wrong" comes to 0.31 at most."""
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
    facts: Facts = field(default_factory=Facts)
    """What was told of the person and the matter."""
    ordinal: int | None = None
    """The place in a row that was named, from 1."""
    clauses: tuple[str, ...] = ()
    """The sentence in its parts, where it has more than one."""
    also: tuple[str, ...] = ()
    """Other services that parts of the sentence name, in their order."""
    danger: str | None = None
    """What kind of danger a call for help is about, where that is clear."""
    told: str | None = None
    """`secret` where a code or a card was told, `plain` where a number that is not needed here; masked in `text`."""
    reminder: bool = False
    """Whether the person wants to be reminded later."""
    hearing: float = 1.0
    """How sure the recogniser was of the words; 1 for what was typed or tapped."""
    pace: Pace | None = None
    """The pace that suits the person, where it is known from how they speak."""

    def service(self, least: float = SURE) -> str | None:
        """The likeliest service, where it is at least so likely."""
        return next((service for service, confidence in self.services[:1] if confidence >= least), None)

    def likely(self, least: float = LIKELY) -> tuple[str, ...]:
        """The services worth offering, best first; none where the best is not at least so likely."""
        best = max((confidence for _, confidence in self.services), default=0.0)
        return tuple(s for s, confidence in self.services if confidence >= RUNNER_UP and best >= least)[:CHOICES]


def heard(message: dict[str, Any], known: Catalogue, today: date) -> Heard:
    """What Rasa's latest message holds."""
    entities = {entity["entity"]: entity["value"] for entity in message.get("entities", [])}
    ranking = message.get("service_ranking") or _named(entities)
    intent = message.get("intent") or {}
    said = message.get("facts") or []
    metadata = message.get("metadata") or {}
    spoken = metadata.get("source") == "spoken"
    return Heard(
        text=str(message.get("text") or ""),
        act=str(intent.get("name") or "unclear"),
        confidence=float(intent.get("confidence") or 0.0),
        # A guide may have been taken away since the model was trained.
        services=tuple((found["service"], found["confidence"]) for found in ranking if found["service"] in known),
        aspect=entities.get("aspect"),
        offer=entities.get("offer"),
        ending=str(metadata.get("ending", "said")),
        danger=entities.get("danger"),
        told=entities.get("told"),
        reminder="reminder" in entities,
        facts=replace(facts_told(said, today), danger=entities.get("danger")),
        ordinal=next((one["value"] for one in said if one["fact"] == "ordinal"), None),
        clauses=tuple(message.get("clauses") or ()),
        also=tuple(service for service in message.get("also_named") or () if service in known),
        hearing=float(metadata.get("confidence", 1.0)) if spoken else 1.0,
        pace=metadata.get("pace"),
    )


def facts_told(said: list[dict[str, Any]], today: date) -> Facts:
    """The facts that were read out of a sentence (dialogues/components/facts.py), as of today."""
    last = {one["fact"]: one["value"] for one in said}
    age = tuple(last["age"]) if "age" in last else None
    if age is None and "born" in last:
        age = (today.year - last["born"] - 1, today.year - last["born"])
    happened = [str(one["value"]) for one in said if one["fact"] == "happened"]
    return Facts(
        whom=last.get("whom"),
        age=age,
        comes=last.get("comes"),
        happened={value.removeprefix("not-"): not value.startswith("not-") for value in happened},  # type: ignore[misc]
        on=solar(last["date"], today) if "date" in last else None,
        money=last.get("money"),
    )


def solar(said: dict[str, Any], today: date) -> date | None:
    """The day that was meant, in the solar calendar; the first of a month where no day was said. A lunar day and a day
    without a year are the next to come. None where there is no such day."""
    try:
        if said.get("lunar"):
            return _lunar(said, today)
        if "days" in said:
            return today + timedelta(days=said["days"])
        if "months" in said:
            months = today.year * 12 + today.month - 1 + said["months"]
            return date(months // 12, months % 12 + 1, said.get("day", 1))
        if "month" in said:
            return _in_its_year(said, today)
    except ValueError:
        return None
    return None


def _in_its_year(said: dict[str, Any], today: date) -> date:
    if "years" in said:
        return date(today.year + said["years"], said["month"], said.get("day", 1))
    day = date(today.year, said["month"], said.get("day", 1))
    past = (day.year, day.month) < (today.year, today.month) or ("day" in said and day < today)
    return day.replace(year=today.year + 1) if past else day


def _lunar(said: dict[str, Any], today: date) -> date:
    year = LunarDate.from_solar(today).year
    days = (_lunar_day(year + later, said) for later in (-1, 0, 1))
    return next(day for day in days if day >= today)


def _lunar_day(year: int, said: dict[str, Any]) -> date:
    day = said.get("day") or 1
    try:
        return LunarDate(year, said["month"], day, int(said.get("leap", False))).to_solar_date()
    except ValueError:
        if day != 30:
            raise
        # The last day of a month is called the thirtieth, also where the month is short.
        return LunarDate(year, said["month"], 29, int(said.get("leap", False))).to_solar_date()


def _named(entities: dict[str, Any]) -> list[dict[str, Any]]:
    """The ranking where an entity was given by hand, as in the stories of `rasa test`."""
    return [{"service": entities["service"], "confidence": 1.0}] if "service" in entities else []
