"""What a place adds to a guide in words: the window to go to, when it is open, its number; or honestly that it is not known."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.guides.catalogue import facts_of, filled
from assistant.guides.model import Guide, Step
from assistant.places.model import Contact, Window
from dialogues.actions.sources import documents_shown, doubt, who_says_so
from dialogues.actions.turn import Turn

HOTLINE = "12345"
"""Who knows every window of the country."""


@dataclass(frozen=True)
class Said:
    """An answer of which a part may be left out where the turn would grow too long (V-05)."""

    first: tuple[str, ...]
    spare: tuple[str, ...] = ()
    """Said between first and last, sentence by sentence, as far as there is room."""
    last: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    """What only the screen shows."""


def answered(turn: Turn, guide: Guide, aspect: str) -> Said:
    """The answer to an aspect, as far as the place knows it."""
    sentences = guide.answers.get(aspect)  # type: ignore[call-overload]
    if not sentences:
        return Said(turn.words("answer_unknown"))
    if aspect == "basis":
        return Said(who_says_so(turn, guide, sentences), screen=documents_shown(turn, guide))
    windows = turn.here.windows_for(guide.id) if turn.here is not None else ()
    if aspect == "place" and windows:
        return _place(turn, windows)
    if aspect == "hours" and any(window.hours for window in windows):
        return _hours(turn, windows)
    if aspect == "phone" and _to_ring(turn, guide):
        return _phone(turn, guide, sentences)
    return _general(turn, guide, aspect, sentences)


def on_the_way(turn: Turn, guide: Guide, step: Step) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A step in words, in simpler words, and what the screen adds; a step to the window names that of the place."""
    shown = (step.show,) if step.show else ()
    windows = turn.here.windows_for(guide.id) if turn.here is not None and step.going else ()
    if not windows:
        return step.say, step.plain, shown
    nearest = windows[0]
    go = turn.words("local_place", name=nearest.name, where=nearest.where)
    plain = go[:1] if step.going == len(step.say) else step.plain
    return go + step.say[step.going :], plain, (*shown, *screen(turn, windows))


def screen(turn: Turn, windows: tuple[Window, ...]) -> tuple[str, ...]:
    """The windows in full, for the eye."""
    return tuple(line for window in windows for line in _lines(turn, window))


def _place(turn: Turn, windows: tuple[Window, ...]) -> Said:
    nearest, others = windows[0], windows[1:2]
    ring = turn.words("local_place_phone", phone=nearest.phone) if nearest.phone else ()
    also = tuple(sentence for window in others for sentence in turn.words("local_place_also", name=window.name))
    first = turn.words("local_place", name=nearest.name, where=nearest.where)
    return Said(first, ring + also, _confirm(turn, nearest), screen(turn, windows))


def _hours(turn: Turn, windows: tuple[Window, ...]) -> Said:
    window = next(window for window in windows if window.hours)
    first = turn.words("local_hours", name=window.name, hours=window.hours)
    ring = turn.words("local_place_phone", phone=window.phone) if window.phone else ()
    return Said(first, ring, _confirm(turn, window), screen(turn, windows))


def _phone(turn: Turn, guide: Guide, sentences: tuple[str, ...]) -> Said:
    """The number of the place, then what the guide says of the national lines."""
    nearest, *others = _to_ring(turn, guide)
    contacts = [line for entry in (nearest, *others) for line in _ring_lines(turn, entry)]
    first = turn.words("local_phone", name=nearest.name, phone=nearest.phone)
    windows = turn.here.windows_for(guide.id) if turn.here is not None else ()
    shown = screen(turn, windows) or tuple(contacts)
    return Said(first, filled(guide, _national(guide, sentences)), _confirm(turn, nearest), shown)


def _general(turn: Turn, guide: Guide, aspect: str, sentences: tuple[str, ...]) -> Said:
    """The answer for any place; with whom to ask where this place's own is not known."""
    say = filled(guide, sentences)
    facts = facts_of(guide, sentences)
    confirm = doubt(turn, guide, facts)
    told = any(fact.text == HOTLINE for fact in facts)
    window = guide.record.in_hall or bool(turn.here is not None and turn.here.windows_for(guide.id))
    if aspect in ("place", "hours") and window:
        return Said(say[:1], say[1:], confirm + turn.words(f"unknown_{aspect}"))
    if aspect == "phone" and window and not told:
        return Said(say, turn.words("unknown_phone"), confirm)
    if any(fact.local for fact in facts) and not told:
        return Said(say + confirm, turn.words("unknown_fact"))
    return Said(say + confirm)


def _to_ring(turn: Turn, guide: Guide) -> tuple[Window | Contact, ...]:
    if turn.here is None:
        return ()
    windows = (window for window in turn.here.windows_for(guide.id) if window.phone)
    return (*windows, *turn.here.contacts_for(guide.id))


def _national(guide: Guide, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences with a line of the country that says more than whom to ask for a number."""
    return tuple(
        sentence for sentence in sentences if any(fact.text != HOTLINE for fact in facts_of(guide, (sentence,)))
    )


def _confirm(turn: Turn, entry: Window | Contact) -> tuple[str, ...]:
    return turn.words("confirm_first") if entry.review_by < turn.today else ()


def _lines(turn: Turn, window: Window) -> Iterator[str]:
    yield from turn.words("screen_window", name=window.name, address=window.address)
    if window.hours:
        yield from turn.words("screen_hours", hours=window.hours)
    if window.phone:
        yield from turn.words("screen_phone", phone=window.phone)


def _ring_lines(turn: Turn, entry: Window | Contact) -> tuple[str, ...]:
    return turn.words("screen_contact", name=entry.name, phone=entry.phone)
