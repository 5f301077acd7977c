"""The account as WeChat meets it: the real app over the trained model, and WeChat's stand-in as a process of its own."""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from sqlalchemy import create_engine, inspect, text

from assistant.app import House, create_app, open_house
from assistant.settings import ROOT, Settings, WeChatAccount
from channels.wechat.stand_in.phone import Delivered, Message, Phone, Secrets, a_person
from channels.wechat.upkeep import Upkeep
from tests.conftest import free_port

APP_ID, SECRET, TOKEN = "wx1234567890abcdef", "s3cret-s3cret-s3cret-s3cret-s3cr", "linban-token"
PATIENCE_SECONDS = 60.0
AES_KEY, OLD_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "ABCDEFGHIJKLMNOPQRSTUVWXYZ9876543210abcdefg"


class StandIn:
    """WeChat's platform on loopback, as a test steers it and looks into it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=10, trust_env=False)

    def faults(self, **by_path: dict[str, Any]) -> None:
        """From now on these go wrong, and nothing else; a path is written with _ for /."""
        paths = {"send": "message/custom/send", "token": "stable_token", "get": "media/get", "upload": "media/upload"}
        paths["notice"] = "message/subscribe/bizsend"
        self._http.post("/stand-in/faults", json={paths[name]: fault for name, fault in by_path.items()})

    def sent(self, person: str) -> list[dict[str, Any]]:
        """What reached a phone besides the answers to its calls."""
        return [message for message in self._http.get("/stand-in/sent").json() if message["touser"] == person]

    async def wait_for(self, person: str, count: int = 1) -> list[dict[str, Any]]:
        """The same, as soon as there are so many."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            sent = self.sent(person)
            if len(sent) >= count:
                return sent
            # The account runs in this very loop.
            await asyncio.sleep(0.05)
        raise AssertionError(f"{count} messages were not sent, only {self.sent(person)}")

    def calls(self) -> list[str]:
        """The paths that were called."""
        called: list[str] = self._http.get("/stand-in/calls").json()
        return called

    def keep(self, sound: bytes, kind: str = "audio/amr") -> str:
        """The media id of a voice message."""
        answer = self._http.post("/stand-in/media", content=sound, headers={"Content-Type": kind})
        return str(answer.json()["media_id"])

    def media(self, name: str) -> bytes:
        """A file that was uploaded."""
        return self._http.get(f"/stand-in/media/{name}").content


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    """WeChat's platform."""
    port = free_port()
    command = [sys.executable, "-m", "channels.wechat.stand_in", str(port), APP_ID, SECRET]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/stand-in/calls")
        yield StandIn(url)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(url, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the stand-in did not start")


@pytest_asyncio.fixture(scope="session")
async def house(settings: Settings, model: Path) -> House:
    """The real parts; the ears and the mouth of this machine are opened when a test needs them."""
    return await open_house(replace(settings, voice="off"), model)


@dataclass(frozen=True)
class Account:
    """A running account, with a phone of a person nobody has met."""

    url: str
    phone: Phone
    person: str
    settings: Settings
    app: Any

    async def says(self, words: str, **more: object) -> Delivered:
        """The person types something."""
        return await self.phone.deliver(self.phone.text(self.person, words, **more))

    async def sends(self, message: Message) -> Delivered:
        """The person sends anything."""
        return await self.phone.deliver(message)

    def upkeep(self) -> Upkeep:
        """What is done beside the answering, by hand from now on: its own time is not the test's."""
        upkeep: Upkeep = self.app.state.wechat_upkeep
        upkeep.close()
        return upkeep

    @contextmanager
    def without_records(self) -> Iterator[None]:
        """Every use of the records fails meanwhile."""
        engine = create_engine(self.settings.records_url)
        tables = inspect(engine).get_table_names()
        with engine.begin() as connection:
            for name in tables:
                connection.execute(text(f"alter table {name} rename to {name}_away"))
        yield
        with engine.begin() as connection:
            for name in tables:
                connection.execute(text(f"alter table {name}_away rename to {name}"))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of the records, read from outside."""
        engine = create_engine(self.settings.records_url)
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(f"select * from {table}")).mappings()]


OpenAccount = Callable[..., Any]


@pytest.fixture
def account(settings: Settings, house: House, stand_in: StandIn, tmp_path: Path) -> OpenAccount:
    """Opens an account: `async with account(kind="service") as it`. Keywords are those of WeChatAccount; With `told` the person follows it already."""
    stand_in.faults()

    @asynccontextmanager
    async def open_account(
        told: bool = True, home: Path = tmp_path, parts: House = house, phone_key: str | None = None, **more: Any
    ) -> AsyncIterator[Account]:
        # A busy machine may take longer than WeChat waits; what is late is tested where it is asked for.
        agreed = {"app_id": APP_ID, "token": TOKEN, "secret": SECRET, "aes_key": AES_KEY, "api": stand_in.url}
        agreed |= {"budget_seconds": PATIENCE_SECONDS}
        wechat = WeChatAccount(**{**agreed, **more})
        chosen = replace(settings, home=home, wechat=wechat, fetch="never")
        async with AsyncExitStack() as stack:
            app = create_app(chosen, parts)
            url = await stack.enter_async_context(served(app))
            key = wechat.aes_key if wechat.mode != "plain" else ""
            agreed_by_phone = Secrets(APP_ID, TOKEN, key if phone_key is None else phone_key)
            phone = await stack.enter_async_context(
                Phone(f"{url}/wechat", agreed_by_phone, stand_in.url, 2 * PATIENCE_SECONDS)
            )
            it = Account(url, phone, a_person(), chosen, app)
            if told:
                await it.sends(phone.event(it.person, "subscribe", EventKey=""))
            yield it

    return open_account


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """The app behind a real port of loopback."""
    port = free_port()
    server = _Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, ws="none", log_level="critical", access_log=False)
    )
    task = asyncio.create_task(server.serve())
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        # uvicorn offers no event for it; where it cannot start, its task ends.
        assert not task.done(), "the account stopped"
        assert time.monotonic() < deadline, "the account did not start"
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """A server that leaves the signals to pytest."""

    def install_signal_handlers(self) -> None:
        return


async def eventually(holds: Callable[[], bool]) -> None:
    """Waits until it holds: what goes on beside an answer takes as long as the machine is busy."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        await asyncio.sleep(0.05)


@pytest.fixture
def nonce() -> str:
    """A nonce nobody has used."""
    return uuid.uuid4().hex[:10]
