"""The knowledge base is built from the guides when they change, answers any query, and staff can open it."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.guides.catalogue import Catalogue, catalogue
from assistant.guides.knowledge import Knowledge
from assistant.places.loader import read_overlays
from assistant.settings import ROOT

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The knowledge base of all guides of this checkout."""
    folder = ROOT / "data" / "guides"
    knowledge = Knowledge(tmp_path_factory.mktemp("knowledge") / "knowledge.db")
    assert knowledge.refresh(catalogue(folder), folder)
    return knowledge


def test_it_is_built_only_when_a_guide_has_changed(data: Path, change: Write, tmp_path: Path) -> None:
    """The first refresh builds, the second does not, and one after an edit does; the edit is then found."""
    knowledge, folder = Knowledge(tmp_path / "state" / "knowledge.db"), data / "guides"
    assert knowledge.refresh(catalogue(folder), folder)
    assert not knowledge.refresh(catalogue(folder), folder)
    assert knowledge.search("竹躺椅") == ()
    change(("aliases: [借凳子,", "aliases: [借竹躺椅,"))
    assert knowledge.refresh(catalogue(folder), folder)
    assert knowledge.search("竹躺椅") == ("bench",)


@pytest.mark.parametrize("damage", [b"", b"not a database at all, but long enough to look like one " * 40])
def test_a_damaged_file_is_built_anew(damage: bytes, data: Path, tmp_path: Path) -> None:
    """A file that is empty or no database does not stop the start."""
    path, folder = tmp_path / "knowledge.db", data / "guides"
    path.write_bytes(damage)
    knowledge = Knowledge(path)
    assert knowledge.refresh(catalogue(folder), folder)
    assert knowledge.search("借板凳") == ("bench",)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("养老刷脸", "pension-auth"),
        ("刷脸那个", "pension-auth"),
        ("社保卡", "social-card"),
        ("低保", "dibao"),
        ("煤气", "gas-bill"),
        ("养老金待遇 资格认证", "pension-auth"),
        ("养老 刷脸", "pension-auth"),
        ("96110", "anti-fraud"),
    ],
)
def test_long_and_short_words_are_found(query: str, first: str, whole: Knowledge) -> None:
    """A name, an alias, two characters, two words and a number each bring the guide they belong to first."""
    found = whole.search(query)
    assert found[:1] == (first,)
    assert len(found) == len(set(found))


def test_a_guide_is_found_by_the_name_that_is_spoken(whole: Knowledge, known: Catalogue) -> None:
    """The name the assistant itself uses finds the guide (G-31)."""
    assert [guide.id for guide in known if guide.id not in whole.search(guide.spoken_name)] == []


@pytest.mark.parametrize(
    "query",
    ['"', "'", '"""', "''; drop table guides;--", "AND", "NEAR(a b)", "养老金*", "养老金 OR 低保", "(", "col:养老金", "^社保卡", "%", "_", "-社保卡", "\\", "😀😀😀", "\x00", "ab\x00cd", "　", "   ", "{}", "养老金\"认证"],
)  # fmt: skip
def test_odd_characters_are_only_characters(query: str, whole: Knowledge) -> None:
    """Quotes, operators and invisible characters are looked for as they are; nothing fails and nothing is lost."""
    assert isinstance(whole.search(query), tuple)
    assert whole.search("养老刷脸")[0] == "pension-auth"


def test_what_nobody_wrote_is_not_found(whole: Knowledge) -> None:
    """Words that occur nowhere, and no words at all, find nothing."""
    assert whole.search("量子力学") == ()
    assert whole.search("") == ()


def test_a_search_stops_at_the_number_asked_for(whole: Knowledge) -> None:
    """A word that occurs everywhere gives the best few."""
    assert len(whole.search("办", most=3)) == 3


def test_many_may_read_at_once(whole: Knowledge) -> None:
    """Searches from several threads find the same."""
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(whole.search, ["社保卡"] * 40))
    assert len(found) == 1


def test_it_holds_every_guide_with_its_facts(whole: Knowledge, known: Catalogue) -> None:
    """Nothing is left out on the way from the files to the tables."""
    counts = whole.counts()
    assert counts["guides"] == len(known)
    assert counts["facts"] == sum(len(guide.facts) for guide in known)
    assert counts["materials"] == sum(len(guide.materials) for guide in known)
    assert counts["sources"] == sum(len(guide.sources) for guide in known)


def test_staff_can_open_it_with_sqlite_utils(data: Path, tmp_path: Path) -> None:
    """The `sqlite-utils` command shows the tables and searches the texts."""
    path, folder = tmp_path / "knowledge.db", data / "guides"
    Knowledge(path).refresh(catalogue(folder), folder)
    assert '{"table": "guides", "count": 2}' in _sqlite_utils("tables", str(path), "--counts")
    assert "断了腿怎么办" not in _sqlite_utils("search", str(path), "texts", "长凳借")
    assert "村口长凳借用登记" in _sqlite_utils("search", str(path), "texts", "长凳借")
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_it_holds_the_places_with_a_full_text_search(tmp_path: Path) -> None:
    """Windows, people and figures of every place are tables, found by what is written of them (G-17, G-29)."""
    path, folder = tmp_path / "knowledge.db", ROOT / "data" / "guides"
    knowledge, places = Knowledge(path), read_overlays(ROOT / "data" / "places")
    knowledge.refresh(catalogue(folder), folder, places)
    counts = knowledge.counts()
    assert counts["places"] == len(places)
    assert counts["windows"] == sum(len(place.windows) for place in places.values())
    assert counts["local_facts"] == sum(len(facts) for place in places.values() for facts in place.facts.values())
    assert '"place": "example-town"' in _sqlite_utils("search", str(path), "place_texts", "示例镇民政")
    assert "示例派出所" in _sqlite_utils("query", str(path), "select name from windows where serves like '%id-card%'")


def test_a_changed_place_builds_it_anew(data: Path, tmp_path: Path) -> None:
    """A place file beside the guides is part of what the knowledge base is built from."""
    knowledge, folder = Knowledge(tmp_path / "knowledge.db"), data / "guides"
    assert knowledge.refresh(catalogue(folder), folder)
    (data / "places").mkdir()
    (data / "places" / "hamlet.yml").write_text("id: hamlet\nlevel: village\nname: 示例屯\n", encoding="utf-8")
    assert knowledge.refresh(catalogue(folder), folder, read_overlays(data / "places"))
    assert knowledge.counts()["places"] == 1


def _sqlite_utils(*arguments: str) -> str:
    ran = subprocess.run([sys.executable, "-m", "sqlite_utils", *arguments], capture_output=True, text=True, check=True)
    return ran.stdout
