"""Whether a guide holds together: every way through it ends, every date still stands, every field the office needs is there."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from assistant.guides.document import Finding
from assistant.guides.fields import ASPECTS
from assistant.guides.loader import fact_names, said_or_shown
from assistant.guides.model import Basis, Fact, Guide, Option

DUE_SOON = timedelta(days=30)
"""A fact that is to be looked at again within this time is a warning."""

Place = tuple[str | int, ...]


def faults(guide: Guide, icons: Collection[str], today: date) -> Iterator[Finding]:
    """What has to be mended before the guide is right."""
    yield from _missing_aspects(guide)
    yield from _out_of_reach(guide)
    yield from _circles(guide)
    yield from _missing_ways(guide)
    yield from _same_names(guide)
    yield from _unknown_icons(guide, icons)
    yield from _missing_for_the_office(guide)
    yield from _figures_of_one_place(guide)
    yield from _overdue(guide, today)


def warnings(guide: Guide, today: date) -> Iterator[Finding]:
    """What will have to be looked at, and what may be a slip."""
    for place, due in _due_days(guide):
        if today <= due <= today + DUE_SOON:
            yield place, f"is due in {(due - today).days} days: check it at its source, then set a new date"
    used = {name for _, sentence in said_or_shown(guide) for name in fact_names(sentence)}
    for name in guide.facts:
        if name not in used and name not in {fee.fact for fee in guide.fees}:
            yield ("facts", name), f"no sentence names it: write {{{name}}} where it belongs, or remove it"
    if not any(basis.sources for basis in guide.legal_basis):
        yield ("legal_basis",), "no document has a source: look one up, “who says so” is answered with doubt until then"


def _missing_aspects(guide: Guide) -> Iterator[Finding]:
    for aspect in ASPECTS:
        if aspect not in guide.answers:
            yield ("answers",), f"“{aspect}” is not answered: add it, or say honestly whom to ask"


def _targets(option: Option) -> Iterator[tuple[str, str]]:
    for room, target in (("questions", option.to), ("paths", option.path), ("exits", option.exit)):
        if target is not None:
            yield room, target


def _out_of_reach(guide: Guide) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    waiting = [("questions" if guide.start in guide.questions else "paths", guide.start)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if place[0] == "questions":
            waiting += [target for option in guide.questions[place[1]].options for target in _targets(option)]
    for room, names in (("questions", guide.questions), ("paths", guide.paths), ("exits", guide.exits)):
        for name in names:
            if (room, name) not in seen:
                yield (room, name), "cannot be reached from “start”: let an option lead here, or remove it"


def _circles(guide: Guide) -> Iterator[Finding]:
    """Questions that lead back to themselves: a person there never comes to an end."""
    for name, question in guide.questions.items():
        for number, option in enumerate(question.options):
            if option.to is not None and name in _questions_after(guide, option.to):
                yield ("questions", name, "options", number, "to"), f"leads in a circle back to “{name}”"


def _questions_after(guide: Guide, name: str) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [option.to for option in guide.questions[name].options if option.to is not None]
    return seen


def _missing_ways(guide: Guide) -> Iterator[Finding]:
    if not any(name.startswith("offline") for name in guide.paths):
        yield ("paths",), "there is no way without a phone: add a path whose name begins with “offline”"


def _same_names(guide: Guide) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for room, names in (("questions", guide.questions), ("paths", guide.paths), ("exits", guide.exits)):
        for name in names:
            if owner.setdefault(name, room) != room:
                yield (room, name), f"{owner[name]} has a “{name}” too: give one of them another name"
    for name, question in guide.questions.items():
        place = ("questions", name, "options")
        yield from _twice(place, "id", (option.id for option in question.options))
        yield from _twice(place, "title", (option.title for option in question.options))
    yield from _twice(("sources",), "id", (source.id for source in guide.sources))


def _twice(place: Place, field: str, values: Iterable[str]) -> Iterator[Finding]:
    for value, times in Counter(values).items():
        if times > 1:
            yield place, f"{field} “{value}” is there {times} times: give each its own"


def _unknown_icons(guide: Guide, icons: Collection[str]) -> Iterator[Finding]:
    shown: list[tuple[Place, str]] = [(("questions", name), asked.pictogram) for name, asked in guide.questions.items()]
    for name, path in guide.paths.items():
        shown += [(("paths", name, "steps", number), step.pictogram) for number, step in enumerate(path.steps)]
    for place, icon in shown:
        if icon not in icons:
            yield (*place, "pictogram"), f"there is no icon “{icon}”: take one of channels/pages/static/icons"


def _missing_for_the_office(guide: Guide) -> Iterator[Finding]:
    record = guide.record
    if record.visits > 0 and not record.visits_reason:
        yield ("record", "visits"), "G-20: says that one has to come: add “visits_reason”"
    if record.online and not record.online_at:
        yield ("record", "online"), "G-22: says that it can be done online: add “online_at”, where"
    if record.project_type == "即办件" and (record.promise.days or 0) > 1 and not record.promise.note:
        yield (
            ("record", "promise", "days"),
            "G-14: what is done at once (即办件) is done the same day: 0, or say why in “note”",
        )
    if None not in (record.promise.days, record.statutory.days) and record.promise.unit == record.statutory.unit:
        assert record.promise.days is not None
        assert record.statutory.days is not None
        if record.promise.days > record.statutory.days:
            yield ("record", "promise", "days"), "G-13: is longer than the law allows (“statutory”)"
    for number, item in enumerate(guide.materials):
        if not item.required and not item.note:
            yield ("materials", number), "G-16: is not always needed: say in “note” when it is"


def _figures_of_one_place(guide: Guide) -> Iterator[Finding]:
    for name, fact in guide.facts.items():
        if fact.local and any(sign in fact.text for sign in ("元", "块钱", "％", "%")):
            yield ("facts", name, "text"), "is local: write no figure here, each place fills in its own"


def _due_days(guide: Guide) -> Iterator[tuple[Place, date]]:
    yield ("verification", "review_due"), guide.verification.review_due
    dated: list[tuple[Place, Fact | Basis]] = [(("facts", name), fact) for name, fact in guide.facts.items()]
    dated += [(("legal_basis", number), basis) for number, basis in enumerate(guide.legal_basis)]
    for place, fact in dated:
        yield (*place, "review_by"), fact.review_by


def _overdue(guide: Guide, today: date) -> Iterator[Finding]:
    for place, due in _due_days(guide):
        if due < today:
            what = "the guide" if place[0] == "verification" else "the fact" if place[0] == "facts" else "the document"
            yield place, f"is past: check {what} again, then set a new date"
    for number, source in enumerate(guide.sources):
        if source.retrieved_on > today:
            yield ("sources", number, "retrieved_on"), "is in the future: write the day on which it was read"
