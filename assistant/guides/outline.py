"""A guide as text, the way a person would walk through it."""

from collections.abc import Iterator

from assistant.guides.catalogue import filled
from assistant.guides.model import Guide


def outline(guide: Guide) -> Iterator[str]:
    """The guide line by line: opening, questions, paths, exits, answers."""
    yield f"{guide.name} ({guide.id})"
    yield " ".join(filled(guide, guide.opening))
    for name, question in guide.questions.items():
        yield f"[{name}] " + " ".join(filled(guide, question.ask))
        for option in question.options:
            yield f"    {option.title} -> {option.to or option.path or option.exit}"
    for name, path in guide.paths.items():
        yield f"[{name}] {path.title}"
        for number, step in enumerate(path.steps, start=1):
            yield f"    {number}. " + " ".join(filled(guide, step.say))
        yield "    = " + " ".join(filled(guide, path.done))
    for name, exit_ in guide.exits.items():
        yield f"[{name}] " + " ".join(filled(guide, exit_.say)) + (f" -> {exit_.see}" if exit_.see else "")
    for aspect, answer in guide.answers.items():
        yield f"{aspect:12} " + " ".join(filled(guide, answer))
