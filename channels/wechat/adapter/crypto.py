"""WeChat's encryption through wechatpy: any failure is one error, and a signature is compared in constant time (L-08)."""

import base64
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass

from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

from channels.wechat.errors import Refused

_BLOCK = 32
_HEAD = 20
"""Bytes before the content: 16 random ones and 4 of length."""


def signature(*parts: str) -> str:
    """WeChat's signature of some texts: SHA-1 over the sorted texts."""
    signer = WeChatSigner()
    # An empty text would be taken out of the order by the library's own conversion; it adds nothing to the sum.
    signer.add_data(*(part for part in parts if part))
    return str(signer.signature)


def signed_by(token: str, given: str, *parts: str) -> bool:
    """Whether `given` is the signature of the token and the texts."""
    return hmac.compare_digest(signature(token, *parts).encode(), given.encode())


@dataclass(frozen=True)
class Opened:
    """A message that was decrypted, with the key that fitted: the reply is encrypted with the same (W-05)."""

    text: str
    key: "Key"


class Key:
    """One EncodingAESKey of one account."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._crypto = WeChatCrypto(token, aes_key, app_id)
        self._app_id = app_id

    def opened(self, encrypted: str) -> str:
        """The text in a cipher. Raises Refused where it was not made with this key for this account."""
        try:
            plain: bytes = PrpCrypto(self._crypto.key).cipher.decrypt(base64.b64decode(encrypted, validate=True))
            return _content(plain, self._app_id)
        except Exception as error:
            # KeyError, IndexError, ValueError, struct.error, UnicodeDecodeError: whatever it is, WeChat did not send it.
            raise Refused("the message was not encrypted with our key") from error

    def sealed(self, xml: str, nonce: str) -> str:
        """The envelope, as XML, around an encrypted reply."""
        return str(self._crypto.encrypt_message(xml, nonce, str(int(time.time()))))


def opened(keys: Sequence[Key], encrypted: str) -> Opened:
    """The text of a cipher, by the first key that fits: the current one, else the one before. Raises Refused."""
    for key in keys[:-1]:
        try:
            return Opened(key.opened(encrypted), key)
        except Refused:
            continue
    return Opened(keys[-1].opened(encrypted), keys[-1])


def _content(plain: bytes, app_id: str) -> str:
    # wechatpy takes any last byte for the padding and any length for the content.
    padding = plain[-1]
    if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise ValueError("padding")
    body = plain[_HEAD:-padding]
    length = int.from_bytes(plain[16:_HEAD], "big")
    if body[length:].decode() != app_id or length > len(body):
        raise ValueError("another account")
    return body[:length].decode()
