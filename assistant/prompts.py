"""What the assistant says again and again: the fixed phrases and the guides, for rendering ahead."""

from collections.abc import Iterable, Iterator

from assistant.guides.catalogue import Catalogue, filled
from assistant.guides.model import Guide
from assistant.phrases import Phrases


def prompts(phrases: Phrases, known: Catalogue) -> Iterator[str]:
    """Every sentence, the phrases first, then guide by guide; those with an open {slot} are among them."""
    for wordings in phrases.wordings.values():
        for wording in wordings:
            yield from wording
    for guide in known:
        yield from _sentences(guide)


def _sentences(guide: Guide) -> Iterable[str]:
    yield from filled(guide, guide.opening)
    for question in guide.questions.values():
        yield from filled(guide, (*question.ask, *question.plain))
    for path in guide.paths.values():
        for step in path.steps:
            yield from filled(guide, (*step.say, *step.plain))
        yield from filled(guide, path.done)
    for exit_ in guide.exits.values():
        yield from filled(guide, exit_.say)
    for answer in guide.answers.values():
        yield from filled(guide, answer)
