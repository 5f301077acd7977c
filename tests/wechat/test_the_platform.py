"""Calls to WeChat's platform: one token for all, no call for ever, one clean error, and no secret in any log (W-18..W-21, L-02..L-05, L-15)."""

import asyncio
import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records import Database, Seal
from assistant.settings import WeChatAccount
from channels.wechat.errors import (
    CountUsedUp,
    NotPermitted,
    PlatformError,
    PlatformUnreachable,
    TokenRefused,
    TooFrequent,
    WindowClosed,
)
from channels.wechat.platform import Platform
from channels.wechat.stand_in.phone import a_person
from channels.wechat.tables import TABLES
from tests.wechat.conftest import APP_ID, SECRET, TOKEN, StandIn


class Workers:
    """Several workers over the same records."""

    def __init__(self, api: str, home: Path) -> None:
        self.now = time.time()
        self._api, self._home = api, home
        self._open: list[tuple[Platform, Database]] = []

    def another(self, api: str = "") -> Platform:
        """One more worker."""
        database = Database(f"sqlite:///{self._home / 'records.db'}")
        database.create(TABLES)
        account = WeChatAccount(APP_ID, TOKEN, SECRET, kind="service", api=api or self._api)
        platform = Platform(account, database, Seal.kept_in(self._home), lambda: self.now)
        self._open.append((platform, database))
        return platform

    def close(self) -> None:
        """Ends them."""
        for platform, database in self._open:
            platform.close()
            database.close()


@pytest.fixture
def workers(stand_in: StandIn, tmp_path: Path) -> Iterator[Workers]:
    """No worker yet."""
    stand_in.faults()
    opened = Workers(stand_in.url, tmp_path)
    yield opened
    opened.close()


def fetches(stand_in: StandIn) -> int:
    """How often a token was asked for."""
    return stand_in.calls().count("stable_token")


async def test_one_fetch_for_all_workers(workers: Workers, stand_in: StandIn) -> None:
    """W-20: two workers that need the token at once, and again within its time, fetch it once; the next one before it ends."""
    one, two = workers.another(), workers.another()
    before = fetches(stand_in)
    await asyncio.gather(*(worker.menu() for worker in (one, two, one, two, two)))
    await one.menu()
    assert fetches(stand_in) == before + 1
    workers.now += 7200 - 200
    await asyncio.gather(one.menu(), two.menu())
    assert fetches(stand_in) == before + 2
    assert "token" not in stand_in.calls()


async def test_a_token_taken_back(workers: Workers, stand_in: StandIn) -> None:
    """W-20, L-04: where the platform drops the token, the next one is asked for, never by force, and the call made again once."""
    worker = workers.another()
    await worker.menu()
    workers.now += 60
    stand_in._http.post("/stand-in/token", json={"token": "another"})
    stand_in.faults(send={"kind": "error", "number": 40001, "times": 1})
    with pytest.raises(WindowClosed):
        await worker.send_text(a_person(), "x")


@pytest.mark.parametrize("number", [40001, 40014, 42001])
async def test_a_token_that_is_never_taken(workers: Workers, stand_in: StandIn, number: int) -> None:
    """L-04: refused for ever, a call is made twice at most, asks for one token more at most, and ends in a clean error."""
    worker = workers.another()
    await worker.menu()
    workers.now += 60
    stand_in.faults(send={"kind": "error", "number": number, "times": -1})
    for _ in range(3):
        before, asked = stand_in.calls().count("message/custom/send"), fetches(stand_in)
        with pytest.raises(TokenRefused):
            await worker.send_text(a_person(), "x")
        assert stand_in.calls().count("message/custom/send") - before <= 2
        assert fetches(stand_in) - asked <= 1


@pytest.mark.parametrize(
    ("number", "kind"), [(45015, WindowClosed), (45047, CountUsedUp), (48001, NotPermitted), (45009, TooFrequent)]
)
async def test_each_code_is_its_error(
    workers: Workers, stand_in: StandIn, number: int, kind: type[PlatformError]
) -> None:
    """W-18: each code the platform may answer with is known by name."""
    stand_in.faults(send={"kind": "error", "number": number})
    with pytest.raises(kind) as caught:
        await workers.another().send_text(a_person(), "x")
    assert caught.value.number == number


@pytest.mark.parametrize("kind", ["slow", "broken", "dropped"])
@pytest.mark.parametrize("where", ["token", "send"])
async def test_nothing_waits_for_ever(workers: Workers, stand_in: StandIn, kind: str, where: str) -> None:
    """L-03: a platform that hangs, breaks its JSON or the line ends in one clean error, for a call as for the token."""
    stand_in.faults(**{where: {"kind": kind, "seconds": 600, "times": -1}})
    with pytest.raises(PlatformUnreachable):
        await workers.another().send_text(a_person(), "x")


async def test_nobody_there(workers: Workers) -> None:
    """L-03: nobody listening is the same clean error."""
    with pytest.raises(PlatformUnreachable):
        await workers.another("http://127.0.0.1:9").menu()


async def test_a_waiting_call_holds_nobody_up(workers: Workers, stand_in: StandIn) -> None:
    """L-02: while a call hangs, the event loop goes on."""
    worker = workers.another()
    await worker.menu()
    stand_in.faults(send={"kind": "slow", "seconds": 600})
    hanging = asyncio.create_task(worker.send_text(a_person(), "x"))
    turns = 0
    while not hanging.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 1000
    assert isinstance(hanging.exception(), PlatformUnreachable)


async def test_no_secret_in_any_log(workers: Workers, stand_in: StandIn) -> None:
    """L-15, P-28: neither token nor secret is in any line or error, at the most talkative level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        worker = workers.another()
        await worker.menu()
        token = worker._client.token
        for kind in ("broken", "dropped", "error"):
            stand_in.faults(send={"kind": kind, "number": 40001, "times": -1})
            with pytest.raises(PlatformError) as caught:
                await worker.send_text(a_person(), "x")
            assert token not in repr(caught.value)
            assert caught.value.__suppress_context__ or caught.value.__context__ is None
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert token not in written.getvalue()
    assert SECRET not in written.getvalue()
    assert SECRET not in repr(WeChatAccount(APP_ID, TOKEN, SECRET))
    for file in workers._home.glob("records.db*"):
        assert token.encode() not in file.read_bytes()
