"""A guide on paper and as a page of its own: what to bring, where to go, when, and every step. Read without a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import segno
from markupsafe import Markup

from assistant.guides.catalogue import doubtful, facts_of, filled
from assistant.guides.model import Guide, Material
from assistant.places.locality import Locality
from assistant.places.slip import Slip, slip
from channels.pages.ways import Way, ways

_LOCAL: tuple[Literal["place", "hours", "phone", "fee"], ...] = ("place", "hours", "phone", "fee")

LONGEST_CODE = 300
"""Bytes that a QR code of 40 mm still holds so coarsely that an old phone reads it."""


@dataclass(frozen=True)
class Paper:
    """Everything of one guide that is worth taking along."""

    slip: Slip
    spoken_name: str
    opening: tuple[str, ...]
    needed: tuple[Material, ...]
    perhaps: tuple[Material, ...]
    """Materials that only some people need."""
    answers: Mapping[str, tuple[str, ...]]
    """By aspect: place, hours, phone, fee, cautions; for any place."""
    ways: tuple[Way, ...]
    ring_first: bool
    """True where a fact on the paper rests on nothing certain, or is overdue (G-32)."""
    checked_until: date


def paper(guide: Guide, here: Locality | None, today: date) -> Paper:
    """The paper of a guide at a place; `guide` has the facts of the place put in already."""
    sheet = slip(guide, here)
    cautions = guide.answers.get("cautions", ())
    asked = (*guide.opening, *cautions, *(s for aspect in _LOCAL for s in guide.answers.get(aspect, ())))
    due = (*(window.review_by for window in sheet.windows), *(contact.review_by for contact in sheet.contacts))
    overdue = any(day < today for day in due)
    return Paper(
        slip=sheet,
        spoken_name=guide.spoken_name,
        opening=filled(guide, guide.opening),
        needed=tuple(material for material in sheet.materials if material.required),
        perhaps=tuple(material for material in sheet.materials if not material.required),
        answers={
            "place": sheet.where,
            "hours": sheet.hours,
            "phone": sheet.phone,
            "fee": sheet.fee,
            "cautions": filled(guide, cautions),
        },
        ways=tuple(ways(guide)),
        ring_first=overdue or any(doubtful(guide, fact, today) for fact in facts_of(guide, asked)),
        checked_until=guide.verification.review_due,
    )


def words_of(paper: Paper) -> str:
    """The paper in a few lines, for a code that is read where no address can be opened."""
    sheet = paper.slip
    lines = [sheet.name, *(material.name for material in paper.needed)]
    lines += [line for window in sheet.windows for line in (window.name, window.address, window.phone or "") if line]
    lines += [*sheet.where, *sheet.phone] if not sheet.windows else []
    text = ""
    for line in lines:
        longer = f"{text}\n{line}".strip()
        if len(longer.encode()) > LONGEST_CODE:
            break
        text = longer
    return text


def code(text: str) -> Markup:
    """A QR code as SVG; it has no size of its own."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return Markup(drawing)  # noqa: S704  drawn by segno of our own words
