"""Whoever asks for it is forgotten, whichever store keeps the conversations (P-04, W-14)."""

import json
import socketserver
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from assistant.conversation import Conversation
from assistant.models import Utterance
from assistant.trackers import EVENTS_KEPT, StoreCannotForget, TrimmedTrackerStore, check_forgets, forget

pytestmark = pytest.mark.dialogue

TOLD = "翠花嫂子叫我来办社保卡"
ESCAPED = json.dumps(TOLD)[1:-1].encode()
RASAS, OURS = "SQL", "assistant.trackers.TrimmedSQLTrackerStore"
ENDPOINTS = """
tracker_store: {{type: {kind}, dialect: sqlite, db: {file}}}
lock_store: {{type: assistant.locks.PromptLockStore}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=[RASAS, OURS])
async def kept_in_sql(
    request: pytest.FixtureRequest, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Conversation, Path]:
    """Conversations in an SQLite file of their own, and the file."""
    folder = tmp_path_factory.mktemp("sql")
    file, endpoints = folder / "conversations.db", folder / "endpoints.yml"
    endpoints.write_text(ENDPOINTS.format(kind=request.param, file=file), encoding="utf-8")
    return await Conversation.load(model, endpoints), file


@pytest.mark.parametrize("way", ["in words", "by command"])
async def test_a_database_keeps_nothing_of_who_is_forgotten(way: str, kept_in_sql: tuple[Conversation, Path]) -> None:
    """Said or by DELETE: no row is left of the person, no byte in the file, and the others stay as they were."""
    conversation, file = kept_in_sql
    session, other = _session(), _session()
    for text in (TOLD, "去窗口做", "下一步"):
        await conversation.reply(Utterance(session, text))
        await conversation.reply(Utterance(other, "养老金认证怎么弄"))
    assert _rows(file, session) > 0
    others = _rows(file, other)
    assert ESCAPED in file.read_bytes()
    if way == "in words":
        await conversation.reply(Utterance(session, "把我的信息删了"))
    else:
        assert await conversation.forget(session)
        assert not await conversation.forget(session)
    assert (_rows(file, session), _rows(file, other)) == (0, others)
    assert session.encode() not in file.read_bytes()
    assert ESCAPED not in file.read_bytes()
    assert (await conversation.reply(Utterance(session, "到哪了"))).guide is None


async def test_a_database_holds_no_more_after_many_turns(kept_in_sql: tuple[Conversation, Path]) -> None:
    """In our store turn 60 finds as few rows as turn 10, where Rasa's keeps all; pace, place and step survive the cut."""
    conversation, file = kept_in_sql
    session, most = _session(), EVENTS_KEPT + 3 if OURS.endswith(f".{conversation.counts()['store']}") else 10_000
    for text in ("养老金认证怎么弄", "去窗口做", "慢点说", *["下一步", "退回去"] * 28):
        reply = await conversation.reply(Utterance(session, text))
        assert _rows(file, session) <= most
    assert reply.guide is not None
    assert (reply.guide.service, reply.guide.step, reply.pace) == ("pension-auth", 2, "slow")


async def test_redis_keeps_nothing_of_who_is_forgotten() -> None:
    """The key of the person is gone, the others stay."""
    with _redis() as (port, keys):
        store = RedisTrackerStore(Domain.empty(), host="127.0.0.1", port=port)
        check_forgets(store)
        for session in ("one", "other"):
            tracker = store.init_tracker(session)
            tracker.update(UserUttered(TOLD))
            await store.save(tracker)
        assert sorted(keys) == ["tracker:one", "tracker:other"]
        await forget(store, "one")
        assert list(keys) == ["tracker:other"]


async def test_memory_keeps_nothing_of_who_is_forgotten() -> None:
    """In Rasa's memory as in ours."""
    for store in (InMemoryTrackerStore(Domain.empty()), TrimmedTrackerStore(Domain.empty())):
        await store.save(store.init_tracker("one"))
        await store.save(store.init_tracker("other"))
        await forget(store, "one")
        assert list(await store.keys()) == ["other"]


class WriteOnly(TrackerStore):
    """A store of somebody's own, of which nothing can be deleted."""

    def __init__(self, domain: Domain, event_broker: object = None, **_: object) -> None:
        super().__init__(domain)


async def test_a_store_that_cannot_delete_stops_the_start(model: Path, tmp_path: Path) -> None:
    """It is named with what may stand there instead, before anybody is served."""
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(f"tracker_store: {{type: {__name__}.WriteOnly}}\n", encoding="utf-8")
    with pytest.raises(StoreCannotForget, match=r"cannot be deleted from WriteOnly; name assistant\.trackers"):
        await Conversation.load(model, endpoints)


def _session() -> str:
    return f"test-{uuid.uuid4().hex}"


def _rows(file: Path, session: str) -> int:
    with sqlite3.connect(file) as connection:
        return int(connection.execute("select count(*) from events where sender_id = ?", (session,)).fetchone()[0])


@contextmanager
def _redis() -> Iterator[tuple[int, dict[str, str]]]:
    """A server on loopback that knows of Redis what the store needs, and its keys."""
    keys: dict[str, str] = {}

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline():
                words = []
                for _ in range(int(line[1:])):
                    size = int(self.rfile.readline()[1:])
                    words.append(self.rfile.read(size + 2)[:-2].decode())
                self.wfile.write(self.answer(*words))

        def answer(self, command: str, key: str = "", value: str = "", *_: str) -> bytes:
            if command == "GET":
                kept = keys.get(key, "").encode()
                return b"$%d\r\n%s\r\n" % (len(kept), kept) if kept else b"$-1\r\n"
            if command == "DEL":
                return b":%d\r\n" % (keys.pop(key, None) is not None)
            if command == "SET":
                keys[key] = value
            return b"+OK\r\n"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], keys
        server.shutdown()
