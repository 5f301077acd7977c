"""What a person has told about their matter, and which answers of a guide follow from it. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.guides.model import Guide, Option
from assistant.guides.when import Comes, Danger, Happening, When, Whom


@dataclass(frozen=True)
class Facts:
    """What is known of one person and one matter. None and an absent key mean: not told."""

    whom: Whom | None = None
    """For whom it is asked."""
    age: tuple[int, int] | None = None
    """Full years, (youngest, oldest) possible: what was told may be nominal years or "over seventy"."""
    comes: Comes | None = None
    """Whether the person can come themselves."""
    happened: Mapping[Happening, bool] = field(default_factory=dict)
    """What has happened to the thing in question, or expressly has not."""
    on: date | None = None
    """The last date told, in the solar calendar."""
    money: float | None = None
    """The last amount told, in yuan."""
    danger: Danger | None = None
    """The danger that help was last called for in."""

    def and_told(self, later: "Facts") -> "Facts":
        """These facts with later ones: the later word holds, and another person's facts begin anew."""
        kept = self if later.whom in (None, self.whom) or self.whom is None else Facts(happened=self.happened)
        return Facts(
            whom=later.whom or kept.whom,
            age=later.age or kept.age,
            comes=later.comes or kept.comes,
            happened={**kept.happened, **later.happened},
            on=later.on or kept.on,
            money=kept.money if later.money is None else later.money,
            danger=later.danger or self.danger,
        )

    def of_the_person(self) -> "Facts":
        """Without what belongs to one matter only: a lost bank card says nothing of the bus card."""
        return replace(self, happened={}, on=None, money=None, danger=None)


def follows(when: When, facts: Facts) -> bool:
    """Whether the facts leave no doubt that an option with this `when` is the answer."""
    checks = []
    if when.age is not None:
        checks.append(facts.age is not None and _within(facts.age, when.age.at_least, when.age.under))
    if when.comes:
        checks.append(facts.comes in when.comes)
    if when.whom:
        checks.append(facts.whom in when.whom)
    if when.happened:
        checks.append(any(facts.happened.get(happening) for happening in when.happened))
    if when.danger:
        checks.append(facts.danger in when.danger)
    return bool(checks) and all(checks)


def answers(guide: Guide, facts: Facts) -> dict[str, str]:
    """The option that the facts choose, by question; a question that they leave open is not in it."""
    found = {}
    for name, question in guide.questions.items():
        fitting = [option for option in question.options if _chosen(option, facts)]
        if len(fitting) == 1:
            found[name] = fitting[0].id
    return found


def denied(guide: Guide, facts: Facts, known: Mapping[str, str]) -> tuple[str, ...]:
    """The questions whose known answer rests on something that the facts say has not happened."""
    return tuple(
        name
        for name, question in guide.questions.items()
        for option in question.options
        if option.id == known.get(name) and denies(option, facts)
    )


def denies(option: Option, facts: Facts) -> bool:
    """Whether an option rests on something that the facts say has not happened."""
    happened = option.when.happened if option.when is not None else ()
    return any(facts.happened.get(happening) is False for happening in happened)


def _chosen(option: Option, facts: Facts) -> bool:
    return option.when is not None and follows(option.when, facts)


def _within(age: tuple[int, int], at_least: int | None, under: int | None) -> bool:
    youngest, oldest = age
    return (at_least is None or youngest >= at_least) and (under is None or oldest < under)
