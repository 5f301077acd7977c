"""Phrases and lexicon may be changed while people are served: a change is taken in, a slip takes nothing away."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.guides.content import content


@content("lexicon", "greetings.yml")
def greetings(data: dict[str, list[str]]) -> tuple[str, ...]:
    """The words of a small file."""
    return tuple(data["words"])


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes the file, each time a second later."""
    monkeypatch.setenv("LINBAN_DATA", str(tmp_path))
    path = tmp_path / "lexicon" / "greetings.yml"
    path.parent.mkdir()
    clock = iter(range(1_000_000_000, 2_000_000_000))

    def written(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        now = next(clock)
        os.utime(path, (now, now))

    return written


def test_a_change_is_taken_in(write: Callable[[str], None]) -> None:
    """What is in the file now counts; without a change it is the very same."""
    write("words: [你好]")
    first = greetings()
    assert first == ("你好",)
    assert greetings() is first
    write("words: [您好, 早]")
    assert greetings() == ("您好", "早")


@pytest.mark.parametrize("slip", ["", "words: [", "word: [早]", "words: 3", "\x00"])
def test_a_slip_takes_nothing_away(slip: str, write: Callable[[str], None], caplog: pytest.LogCaptureFixture) -> None:
    """What was good stays in service, the file is named once, and mending it ends that."""
    write("words: [你好]")
    assert greetings() == ("你好",)
    write(slip)
    assert [greetings() for _ in range(3)] == [("你好",)] * 3
    assert [record.getMessage().split()[0] for record in caplog.records] == ["greetings.yml"]
    write("words: [早]")
    assert greetings() == ("早",)


def test_a_file_that_goes_takes_nothing_away(write: Callable[[str], None], tmp_path: Path) -> None:
    """While a folder is being copied anew, people are answered as before."""
    write("words: [你好]")
    assert greetings() == ("你好",)
    (tmp_path / "lexicon" / "greetings.yml").unlink()
    assert greetings() == ("你好",)


def test_a_file_that_never_was_good_is_an_error(write: Callable[[str], None]) -> None:
    """At the start there is nothing to stay as it was."""
    write("word: [早]")
    with pytest.raises(KeyError):
        greetings()
