"""A phone that writes to an account, with WeChat's servers between: signs, encrypts, delivers, and reads the answer."""

import itertools
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from channels.wechat.stand_in import envelope

ACCOUNT = "gh_linban"
HANGS_UP_SECONDS = 5.0
"""So long WeChat waits for an answer."""


@dataclass(frozen=True)
class Secrets:
    """What WeChat and the account agreed upon."""

    app_id: str
    token: str
    aes_key: str = ""
    """Empty: everything goes in plain text."""


@dataclass(frozen=True)
class Delivered:
    """How a delivery was answered."""

    status: int
    body: str
    """As it came."""
    fields: Mapping[str, str]
    """The answer's fields, decrypted; empty where there was none."""
    seconds: float

    @property
    def words(self) -> str:
        """What the person reads as the answer; empty for `success`."""
        return self.fields.get("Content", "")


@dataclass(frozen=True)
class Message:
    """One message, which can be delivered several times."""

    fields: Mapping[str, object]
    number: int = 0

    def xml(self) -> str:
        """As the platform writes it."""
        lines = [f"<{name}>{_value(value)}</{name}>" for name, value in self.fields.items()]
        return "<xml>" + "".join(lines) + "</xml>"


class Phone:
    """Delivers messages to a callback. `platform` is told of them, so that it counts as the real one does."""

    def __init__(
        self, callback: str, agreed: Secrets, platform: str = "", hangs_up_seconds: float = HANGS_UP_SECONDS
    ) -> None:
        self._callback, self._agreed, self._platform = callback, agreed, platform
        self._http = httpx.AsyncClient(timeout=hangs_up_seconds, trust_env=False)
        self._numbers = itertools.count(secrets.randbits(50))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    def text(self, person: str, words: str, **more: object) -> Message:
        """Typed words."""
        return self.message(person, "text", Content=words, **more)

    def voice(self, person: str, media: str, **more: object) -> Message:
        """A voice message."""
        return self.message(person, "voice", MediaId=media, Format="amr", **more)

    def event(self, person: str, event: str, **more: object) -> Message:
        """An event, which has no number."""
        return Message({**_head(person, "event"), "Event": event, **more})

    def message(self, person: str, kind: str, **more: object) -> Message:
        """A message of any kind."""
        number = next(self._numbers)
        return Message({**_head(person, kind), **more, "MsgId": number}, number)

    async def deliver(self, message: Message, nonce: str = "", stamp: int | None = None) -> Delivered:
        """Delivers a message once, as WeChat does it."""
        await self._announce(message)
        return await self.deliver_xml(message.xml(), nonce, stamp)

    async def deliver_xml(self, xml: str, nonce: str = "", stamp: int | None = None) -> Delivered:
        """Delivers any body."""
        query = self.signed(nonce, stamp)
        body = xml
        if self._agreed.aes_key:
            encrypted = envelope.encrypt(xml, self._agreed.aes_key, self._agreed.app_id)
            signature = envelope.sign(self._agreed.token, query["timestamp"], query["nonce"], encrypted)
            query |= {"encrypt_type": "aes", "msg_signature": signature}
            body = (
                f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
            )
        return await self.post(body.encode(), query)

    async def post(self, body: bytes, query: Mapping[str, str]) -> Delivered:
        """Any call of the callback."""
        started = time.perf_counter()
        answer = await self._http.post(
            self._callback, params=dict(query), content=body, headers={"Content-Type": "text/xml"}
        )
        return Delivered(answer.status_code, answer.text, self._read(answer.text), time.perf_counter() - started)

    async def check(self, echo: str, **changed: str) -> httpx.Response:
        """Asks whether the address is the account's, as the developer page does."""
        return await self._http.get(self._callback, params={**self.signed(), "echostr": echo, **changed})

    def signed(self, nonce: str = "", stamp: int | None = None) -> dict[str, str]:
        """The query of a call."""
        nonce = nonce or secrets.token_hex(5)
        when = str(int(time.time()) if stamp is None else stamp)
        return {"signature": envelope.sign(self._agreed.token, when, nonce), "timestamp": when, "nonce": nonce}

    def _read(self, body: str) -> dict[str, str]:
        if not body.startswith("<xml>"):
            return {}
        outer = envelope.fields(body)
        if "Encrypt" not in outer:
            return outer
        agreed = self._agreed
        right = envelope.sign(agreed.token, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        if right != outer["MsgSignature"]:
            raise ValueError("the answer is not signed")
        return envelope.fields(envelope.decrypt(outer["Encrypt"], agreed.aes_key, agreed.app_id))

    async def _announce(self, message: Message) -> None:
        if self._platform:
            known = {"person": message.fields["FromUserName"], "tapped": message.fields["MsgType"] == "event"}
            await self._http.post(f"{self._platform}/stand-in/wrote", json=known)


def a_person() -> str:
    """An openid nobody has had yet."""
    return "o" + os.urandom(14).hex()[:27]


def _head(person: str, kind: str) -> dict[str, object]:
    return {"ToUserName": ACCOUNT, "FromUserName": person, "CreateTime": int(time.time()), "MsgType": kind}


def _value(value: object) -> str:
    return f"<![CDATA[{value}]]>" if isinstance(value, str) else str(value)
