"""Who says so: what is spoken about how far a sentence can be trusted, and which documents the screen shows."""

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.guides.catalogue import checked_sources, doubtful, facts_of, filled, overdue
from assistant.guides.model import Basis, Fact, Guide
from dialogues.actions.turn import Turn


def assured(turn: Turn, guide: Guide, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences with their facts; where one is overdue or rests on nothing checked, with whom to ask first (G-32)."""
    return filled(guide, sentences) + doubt(turn, guide, facts_of(guide, sentences))


def doubt(turn: Turn, guide: Guide, facts: Iterable[Fact | Basis]) -> tuple[str, ...]:
    """Whom to ask before relying on these facts; nothing where all are checked and fresh."""
    uncertain = [fact for fact in facts if doubtful(guide, fact, turn.today)]
    if any(overdue(guide, fact, turn.today) for fact in uncertain):
        return turn.words("confirm_overdue")
    return turn.words("confirm_first") if uncertain else ()


def who_says_so(turn: Turn, guide: Guide, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The answer to "who laid this down", with the month in which it was last looked up, or whom to ask (G-05, G-32)."""
    read = [basis for basis in guide.legal_basis if checked_sources(guide, basis)]
    unsure = doubt(turn, guide, [*facts_of(guide, sentences), *(read or guide.legal_basis)])
    if unsure:
        return filled(guide, sentences) + unsure
    day = max(source.retrieved_on for basis in read for source in checked_sources(guide, basis))
    return filled(guide, sentences) + turn.words("basis_checked", year=day.year, month=day.month)


def documents_shown(turn: Turn, guide: Guide) -> tuple[str, ...]:
    """Every document with its office, the day it took effect, and where and when it was read, for the screen."""
    return tuple(line for basis in guide.legal_basis for line in _document(turn, guide, basis))


def _document(turn: Turn, guide: Guide, basis: Basis) -> Iterator[str]:
    yield from turn.words("basis_line", document=basis.document, office=basis.office)
    if basis.note:
        yield from turn.words("basis_note", note=basis.note)
    if basis.effective:
        yield from turn.words("basis_effective", **_parts(basis.effective))
    sources = checked_sources(guide, basis)
    for source in sources:
        yield from turn.words("basis_source", title=source.title, site=source.site, **_parts(source.retrieved_on))
    if not sources:
        yield from turn.words("basis_unread")


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
