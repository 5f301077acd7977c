"""When the service ends, every part is closed, whatever goes wrong with another."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.app import create_app
from assistant.settings import read


class Part:
    """A part that remembers that it was closed."""

    def __init__(self, name: str, closed: list[str]) -> None:
        self._name, self._closed = name, closed

    def close(self) -> None:
        self._closed.append(self._name)


class NoKnowledge:
    """An index in which nothing is ever looked up."""

    def search(self, query: str) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize("stops", ["in good order", "with an error"])
async def test_a_part_that_fails_leaves_the_others_closed(tmp_path: Path, stops: str) -> None:
    """Rendering ahead breaks, or the service itself does: ears and mouth are closed all the same, and a line says so."""
    closed: list[str] = []
    lines: list[str] = []
    house: Any = SimpleNamespace(
        conversation=None,
        hearing=Part("hearing", closed),
        speaking=Part("speaking", closed),
        speaker=None,  # no speaker at all: what renders ahead falls over it
        knowledge=NoKnowledge(),
        known={},
        guides=dict,
    )
    settings = replace(read(), home=tmp_path, render="background", fetch="never", wechat=None)
    app = create_app(settings, house, lines.append)
    with suppress(ConnectionAbortedError):
        async with app.router.lifespan_context(app):
            if stops == "with an error":
                raise ConnectionAbortedError
    assert closed == ["hearing", "speaking"]
    assert [line for line in lines if line.startswith("speaking: prompts were not rendered ahead. AttributeError")]
