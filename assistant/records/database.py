"""The database of records: SQLAlchemy over SQLite in WAL mode, or over PostgreSQL by URL."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from assistant.errors import RecordsError

_THREADS = 4
_THREADS_OF_A_FILE = 1
"""A file has one writer at a time, and SQLite lets the others sleep and look again: in one row they are faster."""
_BUSY_SECONDS = 5.0

Result = TypeVar("Result")


class Database:
    """Transactions on the records. Every call of `run` is one transaction in a thread of its own: done whole, or not at all."""

    def __init__(self, url: str) -> None:
        """Raises RecordsError where the URL is none, or names no file: records in memory would not be shared by threads."""
        try:
            parsed = make_url(url)
        except SQLAlchemyError as error:
            raise RecordsError("LINBAN_RECORDS is not a URL of SQLAlchemy") from error
        if parsed.drivername.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
            raise RecordsError("LINBAN_RECORDS names no file: write sqlite:///FILE")
        self._file = Path(parsed.database) if parsed.drivername.startswith("sqlite") else None
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        # NORMAL keeps everything over a crash of the service, and may lose the last moment in a power cut; FULL does not.
        self._engine, self._durable = self._opened(url, "NORMAL"), self._opened(url, "FULL")
        threads = _THREADS if self._file is None else _THREADS_OF_A_FILE
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="records")

    def _opened(self, url: str, synchronous: str) -> Engine:
        if self._file is None:
            return create_engine(url, poolclass=QueuePool, pool_size=_THREADS, pool_pre_ping=True)
        arguments = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(url, poolclass=QueuePool, pool_size=_THREADS, connect_args=arguments)
        event.listen(engine, "connect", lambda connection, _: _prepare(connection, synchronous))
        event.listen(engine, "begin", _begin)
        return engine

    def create(self, tables: MetaData) -> None:
        """Makes the tables that are missing. Raises RecordsError."""
        with self.transaction() as connection:
            tables.create_all(connection)

    @contextmanager
    def transaction(self, durable: bool = False) -> Iterator[Connection]:
        """One transaction; what is written in it is written whole or not at all, and `durable` over a power cut too. Raises RecordsError."""
        try:
            with (self._durable if durable else self._engine).begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # Its text may hold values of a row.
            raise RecordsError(f"the records could not be used: {type(error).__name__}") from error

    async def run(self, work: Callable[[Connection], Result], durable: bool = False) -> Result:
        """What `work` returns, done in one transaction away from the event loop. Raises RecordsError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._within, work, durable)

    def state(self) -> dict[str, str]:
        """Which kind of database it is, for /api/health."""
        return {"store": self._engine.dialect.name}

    def close(self) -> None:
        """Ends the threads and the connections."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()
        self._durable.dispose()

    def _within(self, work: Callable[[Connection], Result], durable: bool) -> Result:
        with self.transaction(durable) as connection:
            return work(connection)


async def despite_failure(work: Awaitable[Result], instead: Result) -> Result:
    """What some work on the records gives; `instead` where they cannot be used, so that a person is answered all the same."""
    try:
        return await work
    except RecordsError:
        return instead


def _prepare(connection: Any, synchronous: str) -> None:
    # SQLAlchemy begins transactions itself; left to sqlite3, a read would not be part of them.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails as soon as another one has written in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
