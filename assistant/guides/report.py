"""How good the guides are: complete, fresh, checked. For the people who keep them true."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assistant.guides.catalogue import doubtful, sound_catalogue
from assistant.guides.model import ASPECTS, Guide

_SOON_DAYS = 60


def report(data: Path, today: date) -> Iterator[str]:
    """A line for each guide, then the totals. Columns: aspects answered, steps, facts, facts to ring about, next review."""
    guides = list(sound_catalogue(data / "guides"))
    yield f"{'guide':24} {'checked':9} {'aspects':>7} {'steps':>5} {'facts':>5} {'ring first':>10}  next review"
    for guide in guides:
        yield _line(guide, today)
    due = [guide.id for guide in guides if (_next_review(guide) - today).days <= _SOON_DAYS]
    verified = sum(guide.verification.state == "verified" for guide in guides)
    yield f"{len(guides)} guides, {verified} verified, {len(due)} to review within {_SOON_DAYS} days" + (
        ": " + ", ".join(due) if due else ""
    )


def _line(guide: Guide, today: date) -> str:
    steps = sum(len(path.steps) for path in guide.paths.values())
    ring = sum(doubtful(guide, fact, today) for fact in guide.facts.values())
    answered = f"{len(guide.answers)}/{len(ASPECTS)}"
    return f"{guide.id:24} {guide.verification.state:9} {answered:>7} {steps:>5} {len(guide.facts):>5} {ring:>10}  {_next_review(guide)}"


def _next_review(guide: Guide) -> date:
    return min([guide.verification.review_due, *(fact.review_by for fact in guide.facts.values())])
