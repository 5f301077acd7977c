"""The records: whole transactions, several workers, and nothing readable without the key (P-22)."""

import asyncio
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, update

from assistant.errors import RecordsError
from assistant.records import Database, Seal, despite_failure

TABLES = MetaData()
COUNTS = Table("counts", TABLES, Column("name", Integer, primary_key=True), Column("count", Integer))


async def test_no_count_is_lost(tmp_path: Path) -> None:
    """Two workers that read and then write at the same time never overwrite each other."""
    databases = [Database(f"sqlite:///{tmp_path}/records.db") for _ in range(2)]
    for database in databases:
        database.create(TABLES)
    await databases[0].run(lambda connection: connection.execute(insert(COUNTS).values(name=1, count=0)))

    def one_more(connection):  # type: ignore[no-untyped-def]
        count = connection.scalar(select(COUNTS.c.count))
        connection.execute(update(COUNTS).values(count=count + 1))

    await asyncio.gather(*(database.run(one_more) for database in databases * 50))
    assert await databases[1].run(lambda connection: connection.scalar(select(COUNTS.c.count))) == 100
    for database in databases:
        database.close()


async def test_whole_or_not_at_all(tmp_path: Path) -> None:
    """What is written before an error is not there after it."""
    database = Database(f"sqlite:///{tmp_path}/records.db")
    database.create(TABLES)

    def broken(connection):  # type: ignore[no-untyped-def]
        connection.execute(insert(COUNTS).values(name=1, count=0))
        connection.execute(insert(COUNTS).values(name=1, count=0))

    with pytest.raises(RecordsError) as caught:
        await database.run(broken)
    assert "counts" not in caught.value.message
    assert await database.run(lambda connection: connection.execute(select(COUNTS)).all()) == []
    assert await despite_failure(database.run(broken), "instead") == "instead"
    database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "no url"])
def test_a_place_that_is_none(url: str) -> None:
    """Records that no two threads could share are refused at the start."""
    with pytest.raises(RecordsError, match="LINBAN_RECORDS"):
        Database(url)


def test_one_key_for_all_workers(tmp_path: Path) -> None:
    """Workers that start at once in an empty folder seal with the same key, which only its owner may read."""
    with ThreadPoolExecutor(8) as threads:
        seals = list(threads.map(lambda _: Seal.kept_in(tmp_path), range(8)))
    assert len({seal.name("o1") for seal in seals}) == 1
    assert seals[0].opened(seals[7].sealed("字", 0), 0) == "字"
    assert stat.S_IMODE((tmp_path / "records.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["records.key"]


def test_what_is_sealed(tmp_path: Path) -> None:
    """A sealed text is unreadable, cannot be changed, and can be made to end; another key opens nothing."""
    seal = Seal.kept_in(tmp_path / "one")
    sealed = seal.sealed("秘密", 1000)
    assert "秘密" not in sealed
    assert seal.opened(sealed, 1059, good_for=60) == "秘密"
    assert seal.opened(sealed, 1061, good_for=60) is None
    assert seal.opened(sealed[:-4] + "AAA=", 1000) is None
    assert seal.opened("字", 1000) is None
    assert Seal.kept_in(tmp_path / "two").opened(sealed, 1000) is None
    assert seal.name("o1") != Seal.kept_in(tmp_path / "two").name("o1")
