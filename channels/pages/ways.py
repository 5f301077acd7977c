"""The ways through a guide as they stand on paper, numbered as the conversation counts them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.guides import walk
from assistant.guides.catalogue import filled
from assistant.guides.model import Guide, Option, Question


@dataclass(frozen=True)
class Step:
    """One step as it stands on the page: a question with what is answered there, or a thing to do."""

    number: int | None
    """What the conversation says at this step; None where it says now this number and now that, because some people
    are asked more on the way here than others."""
    say: tuple[str, ...]
    show: str | None
    pictogram: str
    chosen: tuple[str, ...] = ()
    """The answers that lead this way; empty where there is nothing to answer."""


@dataclass(frozen=True)
class Way:
    """One way through a guide, from its first question on."""

    title: str
    steps: tuple[Step, ...]
    done: tuple[str, ...]


def ways(guide: Guide) -> Iterator[Way]:
    """Every path of a guide with the questions before it, which the conversation counts as steps too."""
    arrivals: dict[str, list[walk.Place]] = {}
    for place in _arrivals(guide):
        arrivals.setdefault(place.node, []).append(place)
    for name, path in guide.paths.items():
        places = arrivals.get(name, [])
        steps = (*_questions(guide, places), *_things_to_do(guide, places, name))
        yield Way(path.title, steps, filled(guide, path.done))


def _arrivals(guide: Guide) -> Iterator[walk.Place]:
    """The first step of a path, once for each way of answering that leads to it; the likeliest first (V-08)."""
    waiting = [walk.enter(guide)]
    while waiting:
        place = waiting.pop(0)
        question = walk.question_at(guide, place)
        if question is None:
            yield place
        elif len(place.answered) < len(guide.questions):  # more only where questions lead in a circle
            waiting += [walk.choose(guide, place, place.node, option.id) for option in question.options]


def _questions(guide: Guide, places: Sequence[walk.Place]) -> Iterator[Step]:
    """What is asked on the way. Where several ways lead here, what is asked at the same place of each stands together;
    where some are longer, each question stands once, in the order of the longest."""
    numbered = _same_length(places)
    asked: dict[object, list[tuple[Question, Option]]] = {}
    for place in sorted(places, key=lambda place: len(place.answered), reverse=True):
        for number, (name, answer) in enumerate(place.answered, start=1):
            question = guide.questions[name]
            if (option := walk.option_of(question, answer)) is not None:
                asked.setdefault(number if numbered else question.ask, []).append((question, option))
    for number, answers in enumerate(asked.values(), start=1):
        yield Step(
            number if numbered else None,
            _each_once(sentence for question, _ in answers for sentence in filled(guide, question.ask)),
            None,
            answers[0][0].pictogram,
            _each_once(option.title for _, option in answers),
        )


def _things_to_do(guide: Guide, places: Sequence[walk.Place], name: str) -> Iterator[Step]:
    for index, step in enumerate(guide.paths[name].steps):
        number = walk.progress(guide, replace(places[0], step=index))[0] if _same_length(places) else None
        yield Step(number, filled(guide, step.say), step.show, step.pictogram)


def _same_length(places: Sequence[walk.Place]) -> bool:
    return len({len(place.answered) for place in places}) == 1


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
