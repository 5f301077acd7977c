"""`linban wechat simulate`: chats in the terminal through everything a real phone goes through, encryption and platform included."""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from channels.wechat.errors import PlatformUnreachable
from channels.wechat.stand_in.phone import Delivered, Message, Phone, Secrets, a_person

_START_SECONDS = 300.0
_LOOK_SECONDS = 0.2
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

Say = Callable[[str], None]


async def simulate(root: Path, home: Path, kind: str, say: Say, lines: Callable[[], str | None]) -> None:
    """Starts a platform and the service on loopback, and delivers each line. `lines` gives the next one; None ends it.

    Of the state folder `home` only the models and caches are used: what the account knows of real people stays untouched.
    `/voice FILE` sends a recording, `/tap WORDS` taps a menu entry, `/follow` and `/leave` follow and leave the account.
    """
    agreed = Secrets("wx" + secrets.token_hex(8), secrets.token_hex(16), _aes_key())
    secret = secrets.token_hex(16)
    platform_port, port = _free_port(), _free_port()
    platform, service = f"http://127.0.0.1:{platform_port}", f"http://127.0.0.1:{port}"
    with (
        _own_home(home) as own,
        _process(["-m", "channels.wechat.stand_in", str(platform_port), agreed.app_id, secret], root, {}),
        _process(["-m", "assistant.cli", "serve"], root, _service(own, port, kind, agreed, secret, platform)) as served,
    ):
        await _ready(f"{platform}/stand-in/calls", None)
        say("starting the service")
        await _ready(f"{service}/api/health", served)
        say(f"a {kind} account, encrypted; /voice FILE, /tap WORDS, /leave; an empty line ends it")
        async with Phone(f"{service}/wechat", agreed, platform) as phone:
            await _chat(phone, platform, say, lines)


def _service(home: Path, port: int, kind: str, agreed: Secrets, secret: str, platform: str) -> dict[str, str]:
    """The settings of the service: nothing of the real account is left in them."""
    return {
        "LINBAN_HOME": str(home),
        "LINBAN_RECORDS": "",
        "LINBAN_PORT": str(port),
        "LINBAN_HOST": "127.0.0.1",
        "LINBAN_WECHAT_TOKEN": agreed.token,
        "LINBAN_WECHAT_APP_ID": agreed.app_id,
        "LINBAN_WECHAT_SECRET": secret,
        "LINBAN_WECHAT_AES_KEY": agreed.aes_key,
        "LINBAN_WECHAT_PREVIOUS_AES_KEY": "",
        "LINBAN_WECHAT_KIND": kind,
        "LINBAN_WECHAT_MODE": "safe",
        "LINBAN_WECHAT_API": platform,
        "LINBAN_WECHAT_PAGES": f"http://127.0.0.1:{port}",
        "LINBAN_WECHAT_NOTICE": "",
    }


@contextmanager
def _own_home(home: Path) -> Iterator[Path]:
    """A state folder for this chat alone, with the models and caches of another one."""
    with tempfile.TemporaryDirectory(prefix="linban-simulate-") as own:
        for name in ("models", "cache"):
            # What is trained or fetched meanwhile is good for the next time too.
            (home / name).mkdir(parents=True, exist_ok=True)
            (Path(own) / name).symlink_to(home / name, target_is_directory=True)
        yield Path(own)


async def _chat(phone: Phone, platform: str, say: Say, lines: Callable[[], str | None]) -> None:
    person, shown = a_person(), 0
    async with httpx.AsyncClient(base_url=platform, trust_env=False) as client:
        message: Message | None = phone.event(person, "subscribe", EventKey="")
        while message is not None:
            _show(await phone.deliver(message), say)
            shown = await _show_sent(client, person, shown, say)
            line = await asyncio.to_thread(lines)
            shown = await _show_sent(client, person, shown, say)
            message = await _message(phone, client, person, line) if line else None


async def _message(phone: Phone, client: httpx.AsyncClient, person: str, line: str) -> Message:
    command, _, rest = line.partition(" ")
    if command == "/voice":
        sound = await asyncio.to_thread(_recording, rest)
        answer = await client.post("/stand-in/media", content=sound, headers={"Content-Type": "audio/amr"})
        return phone.voice(person, answer.json()["media_id"])
    if command == "/tap":
        return phone.event(person, "CLICK", EventKey=rest)
    if command in ("/follow", "/leave"):
        return phone.event(person, "subscribe" if command == "/follow" else "unsubscribe", EventKey="")
    return phone.text(person, line)


def _recording(name: str) -> bytes:
    return Path(name).expanduser().read_bytes()


def _show(answer: Delivered, say: Say) -> None:
    say(f"  [{answer.status}, {answer.seconds * 1000:.0f} ms] " + (answer.words or answer.body).replace("\n", "\n  "))


async def _show_sent(client: httpx.AsyncClient, person: str, shown: int, say: Say) -> int:
    await asyncio.sleep(_LOOK_SECONDS)
    sent = [message for message in (await client.get("/stand-in/sent")).json() if message["touser"] == person]
    for message in sent[shown:]:
        say("  [sent] " + _words(message).replace("\n", "\n  "))
    return len(sent)


def _words(message: dict[str, dict[str, object]]) -> str:
    kind = str(message["msgtype"]) if "msgtype" in message else "notice"
    content = message.get(kind, message)
    if kind == "msgmenu":
        items = " / ".join(str(item["content"]) for item in content["list"])  # type: ignore[attr-defined]
        return f"{content['head_content']}\n{items}"
    if kind == "news":
        card = content["articles"][0]  # type: ignore[index]
        return f"a card: {card['title']} {card['url']}"
    if kind in ("image", "voice"):
        return {"image": "a picture", "voice": "speech"}[kind]
    return str(content.get("content") or content)


@contextmanager
def _process(arguments: list[str], root: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    own = {**os.environ, "PYTHONPATH": str(root), **environment}
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=root, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _ready(url: str, process: "subprocess.Popen[bytes] | None") -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(int(_START_SECONDS / _LOOK_SECONDS)):
            if process is not None and process.poll() is not None:
                raise PlatformUnreachable("the service stopped while it was starting; `linban serve` says why")
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(_LOOK_SECONDS)
    raise PlatformUnreachable("the service did not start in time")


def _aes_key() -> str:
    # The 43rd character carries four bits only; A leaves the unused ones at zero.
    return "".join(secrets.choice(_ALPHABET) for _ in range(42)) + "A"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
