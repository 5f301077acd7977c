"""The way through a guide: where a person stands, and where an answer, "done" or "back" takes them. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assistant.guides.model import Exit, Guide, Option, Path, Question, Step


@dataclass(frozen=True)
class Place:
    """Where a person stands: at a question, at a step of a path, past its last step, or at an exit."""

    service: str
    node: str
    """Name of the question, path or exit."""
    step: int = 0
    """Index of the step, from 0; equal to the number of steps when the path is done."""
    answered: tuple[tuple[str, str], ...] = ()
    """(question, option) on the way here, oldest first."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Every answer given to this guide by question, also those behind a step back, so that nothing is asked twice."""


def enter(guide: Guide, known: Mapping[str, str] | None = None) -> Place:
    """The start of a guide; questions whose answer is known already are passed."""
    return _onwards(guide, Place(guide.id, guide.start, known=dict(known or {})))


def standing(guide: Guide, place: Place) -> Place:
    """The place in the guide as it is now. Where an edit took away the question, path, exit or step, the way there is
    walked again with the answers given."""
    path = guide.paths.get(place.node)
    if path is not None and place.node not in guide.questions:
        return replace(place, step=min(place.step, len(path.steps)))
    if place.node in guide.questions or place.node in guide.exits:
        return place
    return enter(guide, place.known)


def choose(guide: Guide, place: Place, question: str, option: str) -> Place:
    """The place after an answer. An answer to a question that comes later is kept until then; one to an earlier
    question changes it and goes on from there."""
    known = {**place.known, question: option}
    if question == place.node:
        return _onwards(guide, replace(place, known=known))
    asked = [name for name, _ in place.answered]
    if question in asked:
        kept = place.answered[: asked.index(question)]
        return _onwards(guide, Place(place.service, question, answered=kept, known=known))
    return replace(place, known=known)


def told(guide: Guide, place: Place, answers: Mapping[str, str]) -> Place:
    """The place once these answers are known too. What was answered before is left as it is."""
    return _onwards(guide, replace(place, known={**answers, **place.known}))


def unanswered(guide: Guide, place: Place, questions: Iterable[str]) -> Place:
    """The place before the first of these questions was answered; what was answered to them is forgotten."""
    forgotten = set(questions)
    known = {name: option for name, option in place.known.items() if name not in forgotten}
    for number, (name, _) in enumerate(place.answered):
        if name in forgotten:
            return _onwards(guide, Place(place.service, name, answered=place.answered[:number], known=known))
    return replace(place, known=known)


def forward(guide: Guide, place: Place) -> Place:
    """One step on; past the last step the path is done. At a question nothing changes."""
    path = path_at(guide, place)
    if path is None or place.step >= len(path.steps):
        return place
    return replace(place, step=place.step + 1)


def back(guide: Guide, place: Place) -> Place | None:
    """One step back, or to the question before; None at the very start. The old answer stays known, and is asked again."""
    if path_at(guide, place) is not None and place.step > 0:
        return replace(place, step=place.step - 1)
    if not place.answered:
        return None
    question, _ = place.answered[-1]
    known = {name: option for name, option in place.known.items() if name != question}
    return Place(place.service, question, answered=place.answered[:-1], known=known)


def question_at(guide: Guide, place: Place) -> Question | None:
    """The question a person stands at, if it is one."""
    return guide.questions.get(place.node)


def path_at(guide: Guide, place: Place) -> Path | None:
    """The path a person is on, if on one."""
    return None if place.node in guide.questions else guide.paths.get(place.node)


def exit_at(guide: Guide, place: Place) -> Exit | None:
    """The exit a person has reached, if it is one."""
    if place.node in guide.questions or place.node in guide.paths:
        return None
    return guide.exits.get(place.node)


def step_at(guide: Guide, place: Place) -> Step | None:
    """The step a person is to do now; None at a question, at an exit and when done."""
    path = path_at(guide, place)
    return path.steps[place.step] if path is not None and place.step < len(path.steps) else None


def done(guide: Guide, place: Place) -> bool:
    """Whether there is nothing left to do here."""
    path = path_at(guide, place)
    return exit_at(guide, place) is not None or (path is not None and place.step >= len(path.steps))


def progress(guide: Guide, place: Place) -> tuple[int, int]:
    """(step, of steps), counted from 1, a question counting as a step. The total before a question is answered is
    that of its first option, which is the likeliest (V-08)."""
    before = len(place.answered)
    path = path_at(guide, place)
    if path is not None:
        return min(before + place.step + 1, before + len(path.steps)), before + len(path.steps)
    if exit_at(guide, place) is not None:
        return max(before, 1), max(before, 1)
    return before + 1, before + _remaining(guide, place.node)


def option_of(question: Question, option: str) -> Option | None:
    """An option by its id."""
    return next((candidate for candidate in question.options if candidate.id == option), None)


def _remaining(guide: Guide, node: str) -> int:
    steps = 0
    while node in guide.questions and steps <= len(guide.questions):
        first = guide.questions[node].options[0]
        steps += 1
        node = first.to or first.path or first.exit or ""
    return steps + (len(guide.paths[node].steps) if node in guide.paths else 0)


def _onwards(guide: Guide, place: Place) -> Place:
    """Passes every question whose answer is known. The names of questions, paths and exits may be the same."""
    while (question := question_at(guide, place)) is not None:
        option = option_of(question, place.known.get(place.node, ""))
        if option is None:
            return place
        target = option.to or option.path or option.exit
        assert target is not None  # the loader refuses an option that leads nowhere
        answered = (*place.answered, (place.node, option.id))
        if len(answered) > len(guide.questions):
            return place  # questions that lead in a circle; the loader's lint reports them
        place = Place(place.service, target, answered=answered, known=place.known)
    return place
