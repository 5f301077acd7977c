"""The platform's side: tokens, media, customer-service messages, menu, with the rules it keeps and the faults it has."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

MESSAGES, TAPS = 5, 3
WINDOW_SECONDS, TAP_SECONDS = 48 * 3600.0, 60.0
TOKEN_SECONDS = 7200


@dataclass
class Fault:
    """What is to go wrong with calls to one path: `error` with a number, `slow`, `broken` JSON, a `dropped` connection."""

    kind: str
    number: int = 0
    seconds: float = 0.0
    times: int = 1
    """How often; -1 is for ever."""


@dataclass
class State:
    """All the stand-in remembers."""

    app_id: str
    secret: str
    token: str = ""
    token_until: float = 0.0
    sent: list[dict[str, Any]] = field(default_factory=list)
    """Customer-service messages and notices that reached a phone, in order."""
    calls: list[str] = field(default_factory=list)
    """The path of every call."""
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    menu: dict[str, Any] | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    left: dict[str, tuple[int, float]] = field(default_factory=dict)
    """For each person how many messages may still be sent, and until when."""


def create_platform(app_id: str, secret: str) -> FastAPI:
    """The platform for one account."""
    app = FastAPI(openapi_url=None)
    app.state.known = State(app_id, secret)
    app.add_api_route("/cgi-bin/{path:path}", _called, methods=["GET", "POST"], response_model=None)
    app.add_api_route("/stand-in/{path:path}", _controlled, methods=["GET", "POST"], response_model=None)
    return app


async def _called(request: Request, path: str) -> Response:
    state: State = request.app.state.known
    state.calls.append(path)
    fault = _due(state, path)
    if fault is not None and fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault is not None:
        return _faulty(fault)
    if path == "stable_token":
        return _stable_token(state, await request.json())
    if request.query_params.get("access_token") != state.token or not state.token:
        return _error(40001)
    if path == "media/get":
        return _media(state, request.query_params.get("media_id", ""))
    if path == "media/upload":
        return await _uploaded(state, request)
    if path == "menu/get":
        return JSONResponse({"menu": state.menu}) if state.menu else _error(46003)
    if path == "menu/create":
        state.menu = await request.json()
        return _error(0)
    if path in ("message/custom/send", "message/subscribe/bizsend"):
        return _sent(state, path, await request.json())
    return _error(40066)


async def _controlled(request: Request, path: str) -> Response:
    state: State = request.app.state.known
    if path == "sent":
        person = request.query_params.get("person", "")
        return JSONResponse([message for message in state.sent if person in ("", message["touser"])])
    if path == "calls":
        return JSONResponse(state.calls)
    if path == "media":
        name = secrets.token_urlsafe(32)
        state.media[name] = (await request.body(), request.headers.get("Content-Type", "audio/amr"))
        return JSONResponse({"media_id": name})
    if path.startswith("media/"):
        body, kind = state.media[path.removeprefix("media/")]
        return Response(body, media_type=kind)
    body = await request.json()
    if path == "wrote":
        tapped = bool(body["tapped"])
        state.left[body["person"]] = (
            (TAPS, time.time() + TAP_SECONDS) if tapped else (MESSAGES, time.time() + WINDOW_SECONDS)
        )
    if path == "faults":
        state.faults = {where: Fault(**fault) for where, fault in body.items()}
    if path == "token":
        state.token = str(body["token"])
    return JSONResponse({})


def _due(state: State, path: str) -> Fault | None:
    fault = state.faults.get(path)
    if fault is None or fault.times == 0:
        return None
    fault.times -= 1 if fault.times > 0 else 0
    return fault


def _faulty(fault: Fault) -> Response:
    if fault.kind == "error":
        return _error(fault.number)
    if fault.kind == "broken":
        return Response('{"errcode": 0, "errm', media_type="application/json")

    async def half() -> AsyncIterator[bytes]:
        yield b'{"errcode"'
        raise ConnectionResetError

    return StreamingResponse(half(), media_type="application/json", headers={"Content-Length": "400"})


def _stable_token(state: State, asked: dict[str, Any]) -> Response:
    if (asked.get("appid"), asked.get("secret")) != (state.app_id, state.secret):
        return _error(40125)
    if time.time() >= state.token_until:
        # As long as the real ones, which are up to 512 characters.
        state.token, state.token_until = secrets.token_hex(128), time.time() + TOKEN_SECONDS
    return JSONResponse({"access_token": state.token, "expires_in": int(state.token_until - time.time())})


def _media(state: State, name: str) -> Response:
    if name not in state.media:
        return _error(40007)
    body, kind = state.media[name]
    return Response(body, media_type=kind)


async def _uploaded(state: State, request: Request) -> Response:
    form = await request.form()
    file = form["media"]
    if isinstance(file, str):
        return _error(41005)
    body = await file.read()
    if len(body) > 2 * 1024 * 1024:
        return _error(45001)
    name = secrets.token_urlsafe(32)
    state.media[name] = (body, file.content_type or "")
    return JSONResponse(
        {"type": request.query_params.get("type", ""), "media_id": name, "created_at": int(time.time())}
    )


def _sent(state: State, path: str, message: dict[str, Any]) -> Response:
    person = message.get("touser", "")
    if path.endswith("custom/send"):
        left, until = state.left.get(person, (0, 0.0))
        if time.time() > until:
            return _error(45015)
        if left <= 0:
            return _error(45047)
        if len(message.get("text", {}).get("content", "").encode()) > 2048:
            return _error(45002)
        kind = message["msgtype"]
        if kind in ("voice", "image") and message[kind]["media_id"] not in state.media:
            return _error(40007)
        state.left[person] = (left - 1, until)
    state.sent.append({**message, "at": time.time()})
    return _error(0)


def _error(number: int) -> Response:
    return JSONResponse({"errcode": number, "errmsg": "ok" if number == 0 else f"error {number}"})
