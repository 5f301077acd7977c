"""What the assistant says again and again: the fixed phrases and the guides, for rendering ahead."""

from collections.abc import Iterable, Iterator

from assistant.guides.catalogue import Catalogue, filled
from assistant.guides.model import Guide
from assistant.phrases import Phrases


def prompts(phrases: Phrases, known: Catalogue) -> Iterator[tuple[str, ...]]:
    """The sentences of everything that is said together, those with an open {slot} among them.

    The phrases first, then how the guides begin, then the guides one by one.
    """
    for wordings in phrases.wordings.values():
        yield from wordings
    yield from (filled(guide, guide.opening) for guide in known)
    for guide in known:
        yield from _said(guide)


def _said(guide: Guide) -> Iterable[tuple[str, ...]]:
    said = [text for question in guide.questions.values() for text in (question.ask, question.plain)]
    for path in guide.paths.values():
        said += [text for step in path.steps for text in (step.say, step.plain)]
        said.append(path.done)
    said += [exit_.say for exit_ in guide.exits.values()]
    said += guide.answers.values()
    return (filled(guide, text) for text in said)
