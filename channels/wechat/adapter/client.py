"""Calls to WeChat's platform through wechatpy: a time-out on each (L-03), no retry of its own (L-04), one kind of error (W-18)."""

from collections.abc import Mapping, Sequence
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from channels.wechat.errors import PlatformError, PlatformUnreachable, of_number

CONNECT_SECONDS, READ_SECONDS = 2.0, 3.0
"""L-03."""
MEDIA_BYTES = 2_500_000
"""A voice message has at most 2 MB (W-19)."""
_SOUND = ("audio/", "application/octet-stream")
_MENU_MISSING = 46003


class Client:
    """Blocking calls; each raises a PlatformError. `token` is set by who holds it."""

    def __init__(self, api: str, app_id: str, secret: str) -> None:
        self._api, self._app_id, self._secret = api, app_id, secret
        self._client = _BoundedClient(f"{api}/cgi-bin/", app_id, secret)

    @property
    def token(self) -> str:
        """The access token of the next call."""
        return self._client.token

    @token.setter
    def token(self, token: str) -> None:
        self._client.token = token

    def stable_token(self) -> tuple[str, float]:
        """(token, seconds it is good for) from `stable_token`, which leaves an earlier one good (W-20). Never forces a new one."""
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        answer = _called(lambda: self._client.without_token("stable_token", body))
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise PlatformUnreachable("the platform's answer holds no token")
        return token, float(seconds)

    def send_text(self, person: str, text: str) -> None:
        """Sends words as a customer-service message."""
        _called(lambda: self._client.message.send_text(person, text))

    def send_menu(self, person: str, head: str, items: Sequence[tuple[str, str]], tail: str) -> None:
        """Sends words with choices that can be tapped; `items` are (id, what it says)."""
        listed = [{"id": key, "content": content} for key, content in items]
        menu = {"head_content": head, "list": listed, "tail_content": tail}
        _called(lambda: self._client.message.send_msg_menu(person, menu))

    def send_card(self, person: str, title: str, description: str, url: str) -> None:
        """Sends one card that opens a page; more than one the platform refuses with 45008 (W-16)."""
        card = {"title": title, "description": description, "url": url, "picurl": ""}
        _called(lambda: self._client.message.send_articles(person, [card]))

    def send_voice(self, person: str, media: str) -> None:
        """Sends sound that was uploaded before."""
        _called(lambda: self._client.message.send_voice(person, media))

    def send_image(self, person: str, media: str) -> None:
        """Sends a picture that was uploaded before."""
        _called(lambda: self._client.message.send_image(person, media))

    def send_notice(self, person: str, template: str, page: str, data: Mapping[str, Mapping[str, str]]) -> None:
        """Sends a 订阅通知 that the person asked for (W-24)."""
        body = {"touser": person, "template_id": template, "page": page, "data": data}
        _called(lambda: self._client.post("message/subscribe/bizsend", data=body))

    def upload_voice(self, mp3: bytes) -> str:
        """The media id of an MP3; good for three days (W-19)."""
        return self._uploaded("voice", ("answer.mp3", mp3, "audio/mpeg"))

    def upload_image(self, png: bytes) -> str:
        """The media id of a PNG; good for three days (W-19)."""
        return self._uploaded("image", ("things.png", png, "image/png"))

    def _uploaded(self, kind: str, file: tuple[str, bytes, str]) -> str:
        answer = _called(lambda: self._client.media.upload(kind, file))
        media = answer.get("media_id")
        if not isinstance(media, str) or not media:
            raise PlatformUnreachable("the platform's answer holds no media id")
        return media

    def download(self, media: str) -> bytes:
        """The sound of a voice message (W-10)."""
        try:
            with self._client.get("media/get", params={"media_id": media}, stream=True) as answer:
                return _read(answer)
        except (AttributeError, TypeError) as error:
            raise PlatformUnreachable("the platform sent no sound") from error
        except (requests.RequestException, WeChatClientException) as error:
            raise _translated(error) from None

    def push_menu(self, menu: Mapping[str, Any]) -> None:
        """Makes this the account's menu."""
        _called(lambda: self._client.menu.create(menu))

    def menu(self) -> dict[str, Any] | None:
        """The menu the account has now; None where it has none."""
        try:
            return _called(lambda: self._client.get("menu/get"))
        except PlatformError as error:
            if error.number == _MENU_MISSING:
                return None
            raise

    def close(self) -> None:
        """Ends the connections."""
        self._client.end()


class _BoundedClient(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """The library's client with a token from outside, so that it never fetches one itself (W-21)."""

    token = ""

    def __init__(self, base: str, app_id: str, secret: str) -> None:
        super().__init__(app_id, secret, timeout=(CONNECT_SECONDS, READ_SECONDS), auto_retry=False)
        self.API_BASE_URL = base
        # A proxy or .netrc of the machine is read anew for every call otherwise.
        self._http.trust_env = False

    @property
    def access_token(self) -> str:
        return self.token

    def fetch_access_token(self) -> None:
        raise PlatformError("a token is fetched by its holder only")

    def without_token(self, endpoint: str, body: dict[str, Any]) -> Any:
        return self._handle_result(
            self._http.post(f"{self.API_BASE_URL}{endpoint}", json=body, timeout=self.timeout), auto_retry=False
        )

    def end(self) -> None:
        self._http.close()

    def _decode_result(self, res: Any) -> Any:
        # Sound is not read here: the library would hold all of it in memory, however long it is.
        if res.headers.get("Content-Type", "").startswith(_SOUND):
            return res
        return super()._decode_result(res)


def _called(call: Any) -> dict[str, Any]:
    try:
        answer = call()
    except (requests.RequestException, WeChatClientException) as error:
        # Not `from error`: its text holds the address with the token in it (L-15).
        raise _translated(error) from None
    if not isinstance(answer, dict):
        raise PlatformUnreachable("the platform's answer is not JSON")
    return answer


def _translated(error: Exception) -> PlatformError:
    number = getattr(error, "errcode", None)
    if isinstance(number, int):
        return of_number(number)
    return PlatformUnreachable(f"the platform gave no answer: {type(error).__name__}")


def _read(answer: requests.Response) -> bytes:
    pieces, size = [], 0
    for piece in answer.iter_content(65536):
        size += len(piece)
        if size > MEDIA_BYTES:
            raise PlatformError(f"the voice message is larger than {MEDIA_BYTES} bytes")
        pieces.append(piece)
    return b"".join(pieces)
