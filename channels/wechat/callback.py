"""`/wechat`: what WeChat calls. Whatever happens inside, it is answered with 200 in time (W-01..W-08)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from assistant.settings import WeChatAccount
from channels.wechat.adapter import crypto, messages
from channels.wechat.adapter.crypto import Key, Opened
from channels.wechat.desk import Desk
from channels.wechat.errors import BodyTooLarge, Refused, Unreadable
from channels.wechat.incoming import Incoming
from channels.wechat.reception import Claim, Reception, Standing

BODY_BYTES = 64 * 1024
"""W-28; WeChat's own bodies have a few kilobytes."""
SKEW_SECONDS = 300.0
"""W-02."""
SUCCESS = b"success"
"""W-07: exactly this, else the person reads that the account is out of order."""

_ENCRYPTED = {"safe": (True,), "compatible": (True, False), "plain": (False,)}

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("linban.wechat")


@dataclass(frozen=True)
class Callback:
    """What the route needs."""

    account: WeChatAccount
    keys: Sequence[Key]
    """The current one, then the one before."""
    reception: Reception
    desk: Desk
    clock: Callable[[], float]


@dataclass(frozen=True)
class Received:
    """A message with the key it came with; None where it came in plain text."""

    incoming: Incoming
    key: Key | None


def callback(request: Request) -> Callback:
    """The callback of the running app."""
    found: Callback = request.app.state.wechat
    return found


Here = Annotated[Callback, Depends(callback)]


@router.get("/wechat")
async def check(request: Request, here: Here) -> Response:
    """WeChat asks whether the address is ours: its own text back, unchanged (W-01)."""
    query = request.query_params
    echo = query.get("echostr", "")
    _verify(here, query.get("signature", ""), query.get("timestamp", ""), query.get("nonce", ""))
    if not echo:
        raise Refused("there is nothing to echo")
    return Response(echo, media_type="text/plain")


@router.post("/wechat")
async def deliver(request: Request, here: Here) -> Response:
    """One message or event. Refused unless WeChat signed it; from then on the answer is 200."""
    started = time.monotonic()
    body = await _body(request)
    query = request.query_params
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    _verify(here, query.get("signature", ""), stamp, nonce)
    try:
        received = _received(here, request, body)
    except Unreadable as error:
        log.warning("wechat_unreadable", reason=error.message)
        return Response(SUCCESS, media_type="text/plain")
    words = await _words(here, received.incoming, f"{stamp} {nonce}", started)
    if not words:
        return Response(SUCCESS, media_type="text/plain")
    xml = messages.text_reply(received.incoming, words)
    return Response(received.key.sealed(xml, nonce) if received.key else xml, media_type="application/xml")


async def _words(here: Callback, incoming: Incoming, nonce: str, started: float) -> str:
    # Nothing of a person who leaves is written down any more.
    person = None if incoming.event == "unsubscribe" else here.reception.name(incoming.person)
    claim = await here.reception.claim(incoming.key, nonce, person)
    if claim.standing is Standing.REPLAYED:
        raise Refused("the nonce was used for another message")
    try:
        words = await _answered(here, incoming, claim, here.account.budget_seconds - (time.monotonic() - started))
    except Exception as error:
        # W-07; the error's text may hold what a person said.
        log.error("wechat_failed", kind=incoming.kind, error=type(error).__name__)
        words = ""
    spent = round((time.monotonic() - started) * 1000, 1)
    kind, standing = incoming.event or incoming.kind, claim.standing.name.lower()
    log.info("wechat", kind=kind, standing=standing, said=bool(words), ms=spent)
    return words


async def _answered(here: Callback, incoming: Incoming, claim: Claim, seconds: float) -> str:
    if claim.standing is Standing.ANSWERED:
        return claim.answer
    if claim.standing is Standing.UNDERWAY:
        return await here.reception.settled(incoming.key, seconds)
    words = ""
    try:
        words = await here.desk.words_for(incoming, seconds)
    finally:
        await here.reception.settle(incoming.key, words)
    return words


def _received(here: Callback, request: Request, body: bytes) -> Received:
    xml = messages.readable(body)
    encrypted = request.query_params.get("encrypt_type", "raw") == "aes"
    if encrypted not in _ENCRYPTED[here.account.mode]:
        raise Refused(f"the account is in {here.account.mode} mode")
    if not encrypted:
        return Received(messages.incoming(xml), None)
    opened = _opened(here, request, xml)
    return Received(messages.incoming(messages.readable(opened.text.encode())), opened.key)


def _opened(here: Callback, request: Request, xml: str) -> Opened:
    query = request.query_params
    encrypted = messages.field(xml, "Encrypt")
    given = query.get("msg_signature", "")
    # Not `signature`: that one does not cover the body (L-14).
    if not encrypted or not crypto.signed_by(
        here.account.token, given, query.get("timestamp", ""), query.get("nonce", ""), encrypted
    ):
        raise Refused("the encrypted message is not signed")
    return crypto.opened(here.keys, encrypted)


def _verify(here: Callback, given: str, stamp: str, nonce: str) -> None:
    if not nonce or not crypto.signed_by(here.account.token, given, stamp, nonce):
        raise Refused("the call is not signed")
    if not stamp.isdecimal() or abs(here.clock() - int(stamp)) > SKEW_SECONDS:
        log.warning("wechat_stale")
        raise Refused("the call's time is not ours: an old call again, or a clock that is wrong")


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > BODY_BYTES:
        raise BodyTooLarge(f"more than {BODY_BYTES} bytes")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            raise BodyTooLarge(f"more than {BODY_BYTES} bytes")
    return body
