"""`make bench-wechat`: 30 messages a second through the encrypted callback of the real service, with a stand-in of WeChat's platform.

Every fifth message is delivered twice. Each person goes through a guide, so that one turn too many or too few would show
in where they stand at the end. A full run writes wechat.json.
"""

import argparse
import asyncio
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx

from assistant.settings import ROOT, read
from assistant.training import train
from benchmarks import report
from benchmarks.servers import _free_port
from channels.wechat.stand_in.phone import Delivered, Message, Phone, Secrets, a_person

LINES = ("养老金认证怎么弄", "手机上做", "弄好了", "弄好了", "弄好了", "要带什么", "弄好了", "到哪了")
AT_THE_END = "第6步"
"""Where somebody stands after LINES, each said once."""
EVERY_SECONDS = 1.0
"""Between two messages of one person."""
GOAL_SECONDS = 2.5
RESULTS = Path(__file__).parent / "wechat.json"
_PACKAGES = ("rasa", "fastapi", "uvicorn", "wsproto", "wechatpy", "sqlalchemy", "cryptography", "httpx")
_LATE = ("正在查", "还在查")
_START_SECONDS = 180.0


@dataclass
class Count:
    """What was measured."""

    seconds: list[float] = field(default_factory=list)
    late: int = 0
    lost: int = 0
    doubled: int = 0
    errors: int = 0

    @property
    def met(self) -> bool:
        """Whether every goal is met."""
        return not (self.lost or self.doubled or self.errors) and self.of(0.99) <= GOAL_SECONDS * 1000

    def figures(self) -> dict[str, Any]:
        """What is written down."""
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
        return {
            "calls": len(self.seconds),
            "milliseconds": {name: round(self.of(share), 1) for name, share in shares.items()},
            "late": self.late,
            "lost": self.lost,
            "twice": self.doubled,
            "wrong": self.errors,
            "goals_met": self.met,
        }

    def of(self, share: float) -> float:
        """The time within which a share of the calls was answered, in milliseconds."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))] * 1000


@dataclass(frozen=True)
class Person:
    """One person with a phone."""

    phone: Phone
    platform: httpx.AsyncClient
    kind: str
    count: Count
    openid: str = field(default_factory=a_person)

    async def visit(self) -> None:
        """Says all lines, one every second, and looks whether each was answered once."""
        words: list[str] = []
        for number, line in enumerate(LINES):
            next_at = time.perf_counter() + EVERY_SECONDS
            words.append(await self._say(self.phone.text(self.openid, line), twice=number % 5 == 1))
            await asyncio.sleep(max(0.0, next_at - time.perf_counter()))
        if self.kind != "passive":
            words = await self._sent()
        self.count.lost += max(0, len(LINES) - len([said for said in words if said]))
        self.count.doubled += max(0, len(words) - len(LINES))
        if not words or AT_THE_END not in words[-1]:
            self.count.errors += 1

    async def _say(self, message: Message, twice: bool) -> str:
        deliveries = [self._deliver(message)] + ([self._again(message)] if twice else [])
        answers = await asyncio.gather(*deliveries)
        # A second delivery may be told `success` while the first is still being answered; never something else.
        if len({answer.words for answer in answers} - {""}) > 1:
            self.count.doubled += 1
        if answers[0].words.startswith(_LATE) and self.kind == "passive":
            self.count.late += 1
            return await self._fetched()
        return answers[0].words

    async def _again(self, message: Message) -> Delivered:
        await asyncio.sleep(0.05)
        return await self._deliver(message)

    async def _deliver(self, message: Message) -> Delivered:
        answer = await self.phone.deliver(message)
        self.count.seconds.append(answer.seconds)
        self.count.errors += answer.status != 200
        return answer

    async def _fetched(self) -> str:
        for _ in range(20):
            answer = await self.phone.deliver(self.phone.text(self.openid, "1"))
            if not answer.words.startswith(_LATE):
                return answer.words
        return ""

    async def _sent(self) -> list[str]:
        """The messages the platform passed on, as soon as as many are there as were written."""
        sent: list[str] = []
        for _ in range(100):
            mine = (await self.platform.get("/stand-in/sent", params={"person": self.openid})).json()
            # Cards and pictures come besides the words.
            sent = [_words(one) for one in mine if one["msgtype"] in ("msgmenu", "text")]
            if len(sent) >= len(LINES):
                return sent
            await asyncio.sleep(0.2)
        return sent


def _words(message: dict[str, Any]) -> str:
    return str(message["msgmenu"]["head_content"] if message["msgtype"] == "msgmenu" else message["text"]["content"])


async def load(kind: str, rate: float, seconds: float, home: Path) -> Count:
    """Runs the load against one kind of account."""
    agreed, secret = Secrets("wx" + secrets.token_hex(8), secrets.token_hex(16), "a" * 42 + "A"), secrets.token_hex(16)
    platform_port, port = _free_port(), _free_port()
    own = {
        "PYTHONPATH": str(ROOT),
        "LINBAN_PORT": str(port),
        "LINBAN_VOICE": "off",
        "LINBAN_FETCH": "never",
        "LINBAN_RENDER": "never",
        "LINBAN_RECORDS": f"sqlite:///{home / f'{kind}.db'}",
        "LINBAN_WECHAT_TOKEN": agreed.token,
        "LINBAN_WECHAT_APP_ID": agreed.app_id,
        "LINBAN_WECHAT_SECRET": secret,
        "LINBAN_WECHAT_AES_KEY": agreed.aes_key,
        "LINBAN_WECHAT_KIND": kind,
        "LINBAN_WECHAT_API": f"http://127.0.0.1:{platform_port}",
    }
    with (
        _process(["-m", "channels.wechat.stand_in", str(platform_port), agreed.app_id, secret], own),
        _process(["-m", "assistant.cli", "serve"], own),
    ):
        wechat, service = f"http://127.0.0.1:{platform_port}", f"http://127.0.0.1:{port}"
        await _ready(f"{service}/api/health")
        count = Count()
        async with (
            Phone(f"{service}/wechat", agreed, wechat, 30) as phone,
            httpx.AsyncClient(base_url=wechat, trust_env=False, timeout=30) as client,
        ):
            await _crowd(phone, client, kind, rate, seconds, count)
        return count


async def _crowd(phone: Phone, client: httpx.AsyncClient, kind: str, rate: float, seconds: float, count: Count) -> None:
    """New people come so fast that together they write `rate` messages a second."""
    visits = []
    for _ in range(round(rate * seconds / len(LINES))):
        visits.append(asyncio.create_task(Person(phone, client, kind, count).visit()))
        await asyncio.sleep(len(LINES) / rate)
    await asyncio.gather(*visits)


@contextmanager
def _process(arguments: Sequence[str], own: dict[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **own}, stdout=quiet, stderr=quiet
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


async def _ready(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.2)
    raise RuntimeError("the service was not ready in time")


def main() -> None:
    """Prints a line for each kind of account, a full run writes wechat.json; the exit code is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=30.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kinds", nargs="+", default=["passive", "service"])
    chosen = parser.parse_args()
    train(read(), print)
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as home:
        counts = {kind: asyncio.run(load(kind, chosen.rate, chosen.seconds, Path(home))) for kind in chosen.kinds}
    _print(counts)
    if chosen == parser.parse_args([]):
        _write(counts, chosen, before)
    met = all(count.met for count in counts.values())
    print("all goals are met" if met else "a goal is missed")
    sys.exit(0 if met else 1)


def _print(counts: dict[str, Count]) -> None:
    names = "".join(f"{name + ' ms':>9}" for name in ("p50", "p95", "p99", "max"))
    print(f"{'kind':13}{'calls':>7}{names}{'late':>6}{'lost':>6}{'twice':>6}{'wrong':>6}")
    for kind, count in counts.items():
        times = "".join(f"{count.of(share):9.0f}" for share in (0.5, 0.95, 0.99, 1.0))
        print(f"{kind:13}{len(count.seconds):7}{times}{count.late:6}{count.lost:6}{count.doubled:6}{count.errors:6}")


def _write(counts: dict[str, Count], chosen: argparse.Namespace, before: float) -> None:
    content = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": report.commit(),
        "machine": report.machine(),
        # The phones, the platform's stand-in and whoever else works on the machine share its cores with the service.
        "load_before": round(before, 2),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "messages_per_second": chosen.rate,
        "seconds": chosen.seconds,
        "kinds": {kind: count.figures() for kind, count in counts.items()},
    }
    RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print("written to benchmarks/wechat.json")


if __name__ == "__main__":
    main()
