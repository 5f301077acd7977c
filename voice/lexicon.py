"""What the ears and the mouth have to know about words, read from data/lexicon: content, not code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Lexicon:
    """The words of the domain. An empty one works: the engines then hear and speak general Chinese."""

    prompt: str = ""
    """Sentence in simplified Chinese that opens Whisper's prompt; it settles the script."""
    words: tuple[str, ...] = ()
    """Words of the domain, most important first."""
    commands: tuple[str, ...] = ()
    """Short things people say to the assistant; they open Whisper's prompt for an utterance of a second or two."""
    never_said: tuple[str, ...] = ()
    """Sentences that Whisper makes up out of noise (subtitle credits and the like)."""
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrase to pinyin with tone numbers, where a dictionary reads it wrongly."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """What is written to how it is said, e.g. "WiFi" to 无线网."""
    dangling: tuple[str, ...] = ()
    """Ends of words that want to go on: 我想, 那个."""
    interjections: tuple[str, ...] = ()
    """What is said without wanting the word: 嗯, 哦."""


NO_WORDS = Lexicon()


def read_lexicon(folder: Path) -> Lexicon:
    """Read domain_words.yml, never_said.yml, pauses.yml and readings.yml of `folder`; a missing file counts as empty.

    Raises ValueError naming the file where one has the wrong shape.
    """
    domain, readings = _mapping(folder / "domain_words.yml"), _mapping(folder / "readings.yml")
    never, pauses = _mapping(folder / "never_said.yml"), _mapping(folder / "pauses.yml")
    try:
        return Lexicon(
            prompt=str(domain.get("sentence", "")),
            words=tuple(map(str, domain.get("words", ()))),
            commands=tuple(map(str, domain.get("commands", ()))),
            never_said=tuple(map(str, never.get("sentences", ()))),
            readings=_readings(readings.get("pinyin", {})),
            spellings={str(key): str(value) for key, value in readings.get("spellings", {}).items()},
            dangling=tuple(map(str, pauses.get("dangling", ()))),
            interjections=tuple(map(str, pauses.get("interjections", ()))),
        )
    except (TypeError, AttributeError) as error:
        raise ValueError(f"{folder}: a list or a mapping of words is needed: {error}") from error


def _readings(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    said = {phrase: tuple(pinyin.split()) for phrase, pinyin in table.items()}
    for phrase, syllables in said.items():
        if len(phrase) != len(syllables):
            raise ValueError(f"readings.yml: {phrase} has {len(phrase)} hanzi and {len(syllables)} syllables")
    return said


def _mapping(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: a mapping is needed")
    return content
