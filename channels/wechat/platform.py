"""WeChat's platform as the rest of this channel sees it: calls that do not hold up the event loop, with the right token."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from assistant.errors import RecordsError
from assistant.records import Database, Seal
from assistant.settings import WeChatAccount
from channels.wechat.adapter.client import Client
from channels.wechat.errors import PlatformUnreachable, TokenRefused
from channels.wechat.tokens import Tokens

_THREADS = 8
_WHOLE_SECONDS = 15.0
"""A server that sends a byte now and then would outlast every time-out between bytes."""

Result = TypeVar("Result")


class Platform:
    """Every call raises a PlatformError, and is made again once at most: with the next token (L-04)."""

    def __init__(self, account: WeChatAccount, database: Database, seal: Seal, clock: Callable[[], float]) -> None:
        self._client = Client(account.api, account.app_id, account.secret)
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="wechat")
        self._tokens = Tokens(database, seal, account.app_id, lambda: self._threaded(self._client.stable_token), clock)

    async def send_text(self, person: str, text: str) -> None:
        """Sends words to an openid."""
        await self._call(lambda: self._client.send_text(person, text))

    async def send_menu(self, person: str, head: str, items: Sequence[tuple[str, str]], tail: str) -> None:
        """Sends words with choices to tap."""
        await self._call(lambda: self._client.send_menu(person, head, items, tail))

    async def send_card(self, person: str, title: str, description: str, url: str) -> None:
        """Sends a card that opens a page."""
        await self._call(lambda: self._client.send_card(person, title, description, url))

    async def send_voice(self, person: str, media: str) -> None:
        """Sends sound uploaded before."""
        await self._call(lambda: self._client.send_voice(person, media))

    async def send_image(self, person: str, media: str) -> None:
        """Sends a picture uploaded before."""
        await self._call(lambda: self._client.send_image(person, media))

    async def send_notice(self, person: str, template: str, page: str, data: Mapping[str, Mapping[str, str]]) -> None:
        """Sends a notice the person asked for."""
        await self._call(lambda: self._client.send_notice(person, template, page, data))

    async def upload_voice(self, mp3: bytes) -> str:
        """The media id of an MP3."""
        return await self._call(lambda: self._client.upload_voice(mp3))

    async def upload_image(self, png: bytes) -> str:
        """The media id of a PNG."""
        return await self._call(lambda: self._client.upload_image(png))

    async def download(self, media: str) -> bytes:
        """The sound of a voice message."""
        return await self._call(lambda: self._client.download(media))

    async def push_menu(self, menu: Mapping[str, Any]) -> None:
        """Makes this the account's menu."""
        await self._call(lambda: self._client.push_menu(menu))

    async def menu(self) -> dict[str, Any] | None:
        """The account's menu."""
        return await self._call(self._client.menu)

    def close(self) -> None:
        """Lets the threads end; what waits is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    async def _call(self, call: Callable[[], Result]) -> Result:
        try:
            return await self._with_token(call)
        except RecordsError as error:
            raise PlatformUnreachable("the token is in the records, which cannot be used") from error

    async def _with_token(self, call: Callable[[], Result]) -> Result:
        token = await self._tokens.token()
        try:
            return await self._with(token, call)
        except TokenRefused:
            if not await self._tokens.refused(token):
                raise
        return await self._with(await self._tokens.token(), call)

    async def _with(self, token: str, call: Callable[[], Result]) -> Result:
        self._client.token = token
        return await self._threaded(call)

    async def _threaded(self, call: Callable[[], Result]) -> Result:
        running = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            return await asyncio.wait_for(running, _WHOLE_SECONDS)
        except TimeoutError:
            raise PlatformUnreachable("the platform did not finish its answer") from None
