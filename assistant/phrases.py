"""The fixed sentences, from data/phrases. Several wordings of one phrase take turns, so that a person never hears the same twice running."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import GuideError
from assistant.guides.content import content


@dataclass(frozen=True)
class Phrases:
    """Wordings by key; each wording is a tuple of short sentences."""

    wordings: Mapping[str, tuple[tuple[str, ...], ...]]

    def say(self, key: str, turn: int = 0, **slots: object) -> tuple[str, ...]:
        """The sentences of a phrase with its {slots} filled. `turn` picks the wording. Raises GuideError for an unknown key."""
        try:
            wordings = self.wordings[key]
        except KeyError as error:
            raise GuideError(f"data/phrases has no “{key}”") from error
        return tuple(sentence.format(**slots) for sentence in wordings[turn % len(wordings)])

    def word(self, key: str) -> str:
        """A phrase of one wording and one sentence, such as the title of a button."""
        return self.say(key)[0]


@content("phrases", "replies.yml")
def phrases(data: Any) -> Phrases:
    """The phrases: `key: [sentence, …]`, or `key: [[sentence, …], […]]` for wordings that take turns."""
    return Phrases({key: _wordings(key, value) for key, value in data.items()})


@content("phrases", "front.yml")
def front_services(data: Any) -> tuple[str, ...]:
    """The services on the first screen, most asked first."""
    return tuple(data["services"])


def _wordings(key: str, value: object) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return (tuple(value),)
    if isinstance(value, list) and value and all(isinstance(part, list) and part for part in value):
        return tuple(tuple(str(sentence) for sentence in part) for part in value)
    raise GuideError(f"data/phrases “{key}”: write a list of sentences, or a list of such lists")
