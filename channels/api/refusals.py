"""How the edge says no: `{"error": {"code", "message"}}`, in words for the person, never a stack trace."""

from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError

BODY_BYTES = 8 * 1024 * 1024
"""A minute of 48 kHz stereo sound fits; a body that is larger is refused before it is read."""

log = structlog.get_logger("linban.edge")


def install(app: FastAPI) -> None:
    """Makes the app answer every error in the one shape."""
    app.add_exception_handler(AssistantError, _assistant_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(BodyLimit)


def _answer(request: Request, status: int, code: str, phrase: str) -> JSONResponse:
    words = request.app.state.parts.say(phrase)
    return JSONResponse({"error": {"code": code, "message": "".join(words)}}, status_code=status)


async def _assistant_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AssistantError)
    if error.status >= 500:
        log.warning("part_failed", code=error.code, path=request.url.path)
    return _answer(request, error.status, error.code, error.phrase)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    kinds = {detail["type"] for detail in error.errors()}
    if "json_invalid" in kinds:
        return _answer(request, 400, "malformed_json", "error_request")
    if "string_too_long" in kinds:
        return _answer(request, 413, "text_too_long", "error_too_long")
    return _answer(request, 422, "bad_request", "error_request")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed", 400: "bad_request"}.get(error.status_code, "refused")
    return _answer(request, error.status_code, code, "error_request")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # The text of a foreign error may hold what a person said, so only its kind is written down.
    log.error("unexpected", kind=type(error).__name__, path=request.url.path)
    return _answer(request, 500, "internal", "error_general")


class BodyLimit:
    """Refuses a body larger than BODY_BYTES with 413, whether or not its length was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > BODY_BYTES:
            return await self._refuse(scope, receive, send)
        try:
            await self._app(scope, _counted(receive), send)
        except _TooLarge:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _answer(Request(scope), 413, "body_too_large", "error_too_long")(scope, receive, send)


class _TooLarge(Exception):
    pass


def _counted(receive: Receive) -> Callable[[], Awaitable[Message]]:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_BYTES:
            raise _TooLarge
        return message

    return counting
