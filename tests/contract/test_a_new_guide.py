"""A clerk drops one file into data/guides while the service runs: it is understood and guided, without training."""

import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.settings import ROOT, Settings

pytestmark = pytest.mark.dialogue

GUIDE = "book-lending"
CHANGES_SECONDS = 300
"""Far longer than it takes; a busy machine is no fault of the service."""
OWN_WORDS = [
    "村里能不能借书看",
    "我想从书屋借几本书给孙子看",
    "想到书屋借本书",
    "书屋在哪儿，我要借书",
    "图书室借书咋弄",
]
"""None of them is in the file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content, so that the checkout's own is left alone."""
    return Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("content") / "data"))


@pytest.fixture(scope="module")
def running(
    serving: Any, folder: Path, settings: Settings, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The service over the copy, with a state folder of its own and the model that is trained already."""
    home = tmp_path_factory.mktemp("state")
    (home / "models").symlink_to(settings.home / "models")
    shutil.copytree(settings.home / "cache", home / "cache")
    with serving(
        home, home / "server.log", LINBAN_HOME=str(home), LINBAN_DATA=str(folder), LINBAN_VOICE="off"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def example() -> str:
    """The worked example of docs/authoring.md: its pieces put together."""
    return worked_example(ROOT / "docs" / "authoring.md")


def worked_example(page: Path) -> str:
    """All YAML of a page in a row."""
    return "".join(re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))


def test_both_languages_show_the_same_example(example: str) -> None:
    """Who reads Chinese copies the same file."""
    assert worked_example(ROOT / "docs" / "authoring.zh.md") == example


def test_one_file_makes_a_service_understood_guided_and_safe(running: Any, folder: Path, example: str) -> None:
    """Unknown before; found in people's own words after, led through to the end; a broken file changes nothing."""
    path = folder / "guides" / f"{GUIDE}.yml"
    assert _understood(running.url, OWN_WORDS[0]) != GUIDE
    trained = sorted(file.name for file in (running.home / "models" / "dialogue").iterdir())

    path.write_text(example, encoding="utf-8")
    _until(lambda: "changes taken in" in running.log.read_text())
    assert [_understood(running.url, words) for words in OWN_WORDS] == [GUIDE] * len(OWN_WORDS)
    assert _guided(running.url) == ["下一步", "下一步", "下一步", "done"]
    assert httpx.get(f"{running.url}/api/guides", params={"q": "农家书屋"}).json()[0]["id"] == GUIDE

    path.write_text(example.replace("start: known", "start: nowhere"), encoding="utf-8")
    _until(lambda: "there is no question or path “nowhere”" in running.log.read_text())
    health = httpx.get(f"{running.url}/api/health").json()
    assert health["guides"]["state"] == "faulty"
    assert [(fault["file"], fault["field"]) for fault in health["guides"]["faults"]] == [(f"{GUIDE}.yml", "start")]
    assert health["guides"]["faults"][0]["line"] == example[: example.index("start: known")].count("\n") + 1
    assert _understood(running.url, OWN_WORDS[1]) == GUIDE

    path.write_text(example.replace("不收钱", "免费"), encoding="utf-8")
    _until(lambda: httpx.get(f"{running.url}/api/health").json()["guides"]["state"] == "ready")
    assert "免费" in "".join(_chat(running.url, uuid.uuid4().hex, "借书证")["say"])
    assert sorted(file.name for file in (running.home / "models" / "dialogue").iterdir()) == trained


def _guided(url: str) -> list[str]:
    """Through the guide in the words a person uses, up to its end."""
    session, done = uuid.uuid4().hex, []
    _chat(url, session, "借书证")
    reply = _chat(url, session, "头一回借")
    for _ in range(9):
        assert reply["guide"]["service"] == GUIDE
        done.append("done" if reply["guide"]["done"] else "下一步")
        if reply["guide"]["done"]:
            break
        reply = _chat(url, session, "好了")
    return done


def _understood(url: str, text: str) -> Any:
    return _chat(url, uuid.uuid4().hex, text)["understood"]["service"]


def _chat(url: str, session: str, text: str) -> dict[str, Any]:
    answer = httpx.post(f"{url}/api/chat", json={"session": session, "text": text}, timeout=60)
    assert answer.status_code == 200, answer.text
    reply: dict[str, Any] = answer.json()
    return reply


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + CHANGES_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "the change was not taken in"
        time.sleep(0.2)
