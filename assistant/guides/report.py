"""How good the guides are: complete, fresh, checked. For the people who keep them true."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from assistant.guides.catalogue import checked_sources, doubtful, overdue, sound_catalogue
from assistant.guides.fields import ASPECTS
from assistant.guides.model import Guide

SOON = timedelta(days=60)
"""What is due within this time is listed by name."""
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Standing:
    """How one guide stands today."""

    guide: Guide
    missing: tuple[str, ...]
    """What an inspection would miss (G-34): aspects, `source` of the documents, `verified_by`."""
    overdue: int
    """Facts past their day."""
    ring_first: int
    """Facts spoken with "please ring first"."""
    due: date
    """The first day on which something has to be looked at again."""

    @property
    def complete(self) -> int:
        """Per cent of what an inspection looks for."""
        return round(100 * (1 - len(self.missing) / (len(ASPECTS) + 2)))

    @property
    def steps(self) -> int:
        """Steps of all paths."""
        return sum(len(path.steps) for path in self.guide.paths.values())


def standings(data: Path, today: date) -> list[Standing]:
    """Every guide as it stands, the first that falls due first. Raises GuideFilesInvalid."""
    found = [_standing(guide, today) for guide in sound_catalogue(data / "guides")]
    return sorted(found, key=lambda standing: (standing.due, standing.guide.id))


def report(data: Path, today: date) -> Iterator[str]:
    """A line for each guide, one for each category, then the totals."""
    found = sorted(standings(data, today), key=lambda standing: standing.guide.id)
    yield f"{'guide':24} {'checked':10} {'aspects':>7} {'steps':>5} {'facts':>5} {'ring first':>10}  next review  complete"
    for standing in found:
        yield _line(standing)
    for category, inside in by_category(found).items():
        verified = sum(standing.guide.verification.state == "verified" for standing in inside)
        complete = _mean([standing.complete for standing in inside])
        yield f"{category}: {len(inside)} guides, {verified} verified, {complete} % complete"
    due = [standing.guide.id for standing in found if standing.due - today <= SOON]
    verified = sum(standing.guide.verification.state == "verified" for standing in found)
    yield f"{len(found)} guides, {verified} verified, {len(due)} to review within {SOON.days} days" + (
        ": " + ", ".join(due) if due else ""
    )


def page(data: Path, today: date) -> str:
    """The report as one HTML page that needs nothing else, in Chinese, for a clerk."""
    found = standings(data, today)
    templates = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return templates.get_template("report.html").render(
        standings=found,
        categories=by_category(found),
        today=today,
        soon=SOON.days,
        due=[standing for standing in found if standing.due - today <= SOON],
        verified=sum(standing.guide.verification.state == "verified" for standing in found),
        complete=_mean([standing.complete for standing in found]),
        overdue=sum(standing.overdue for standing in found),
        ring_first=sum(standing.ring_first for standing in found),
        facts=sum(len(standing.guide.facts) for standing in found),
    )


def by_category(found: Sequence[Standing]) -> dict[str, list[Standing]]:
    """The guides of each category, in the order given."""
    categories: dict[str, list[Standing]] = {}
    for standing in found:
        categories.setdefault(standing.guide.category, []).append(standing)
    return categories


def _standing(guide: Guide, today: date) -> Standing:
    facts = guide.facts.values()
    missing = [aspect for aspect in ASPECTS if aspect not in guide.answers]
    if not any(checked_sources(guide, basis) for basis in guide.legal_basis):
        missing.append("source")
    if guide.verification.verified_by is None:
        missing.append("verified_by")
    dates = (*(fact.review_by for fact in facts), *(basis.review_by for basis in guide.legal_basis))
    return Standing(
        guide,
        tuple(missing),
        overdue=sum(overdue(guide, fact, today) for fact in facts),
        ring_first=sum(doubtful(guide, fact, today) for fact in facts),
        due=min(guide.verification.review_due, *dates),
    )


def _line(standing: Standing) -> str:
    guide = standing.guide
    answered = f"{len(guide.answers)}/{len(ASPECTS)}"
    return (
        f"{guide.id:24} {guide.verification.state:10} {answered:>7} {standing.steps:>5} {len(guide.facts):>5}"
        f" {standing.ring_first:>10}  {standing.due}  {standing.complete:>6} %"
    )


def _mean(numbers: Sequence[int]) -> int:
    return round(sum(numbers) / len(numbers))
