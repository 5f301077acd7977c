"""Every way through a guide as the sentences of the people who take them: what a rehearsal of the guide says."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from assistant.guides.model import Guide, Option

_LONGEST = 12
"""Questions in a row; a guide that asks more would be a fault of its own."""


@dataclass(frozen=True)
class Branch:
    """One way through a guide."""

    about: str
    """The options taken, by title, and where they lead."""
    openings: tuple[str, ...]
    """Ways of asking for the service, to be tried in this order."""
    says: tuple[str, ...]
    """What a person says then, turn by turn."""


@dataclass(frozen=True)
class Wordings:
    """What people say where every guide is alike; from data/phrases."""

    onwards: tuple[str, ...]
    """ "Done, what next"."""
    aside: str
    """A question on the side."""


def branches(guide: Guide, wordings: Wordings) -> Iterator[Branch]:
    """One branch for every chain of answers. A path is walked to its end by the first chain that leads to it."""
    ways = (guide.aliases[0], *guide.situations[:2], *guide.aliases[1:4], guide.name)
    onwards = cycle(wordings.onwards)
    walked: set[str] = set()
    for number, chain in enumerate(_chains(guide, guide.start)):
        first = number % len(ways)
        says = [_wording(option, number) for option in chain]
        path = chain[-1].path
        if path is not None and path not in walked:
            steps = len(guide.paths[path].steps)
            says += [wordings.aside, *(next(onwards) for _ in range(steps))]
            walked.add(path)
        yield Branch(" / ".join(option.title for option in chain), ways[first:] + ways[:first], tuple(says))


def _wording(option: Option, number: int) -> str:
    """The title on the button and the other wordings, in turn."""
    ways = (option.title, *option.says)
    return ways[number % len(ways)]


def _chains(guide: Guide, question: str, before: tuple[Option, ...] = ()) -> Iterator[tuple[Option, ...]]:
    for option in guide.questions[question].options:
        chain = (*before, option)
        if option.to is not None and len(chain) < _LONGEST:
            yield from _chains(guide, option.to, chain)
        else:
            yield chain
