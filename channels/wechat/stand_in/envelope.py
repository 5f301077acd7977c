"""WeChat's signature and encryption, written once more from the description: AES-256-CBC, length in network order, padding to 32."""

import base64
import hashlib
import os
import struct
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


def sign(*parts: str) -> str:
    """SHA-1 over the sorted texts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypt(text: str, aes_key: str, app_id: str) -> str:
    """The text as the platform encrypts it."""
    content = text.encode()
    plain = os.urandom(16) + struct.pack("!I", len(content)) + content + app_id.encode()
    fill = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()


def decrypt(encrypted: str, aes_key: str, app_id: str) -> str:
    """The text again. Raises ValueError where it was made for another account."""
    decryptor = _cipher(aes_key).decryptor()
    plain = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    (length,) = struct.unpack("!I", plain[16:20])
    content, sender = plain[20 : 20 + length], plain[20 + length : -plain[-1]]
    if sender.decode() != app_id:
        raise ValueError("made for another account")
    return content.decode()


def fields(xml: str) -> dict[str, str]:
    """The fields directly under the root."""
    return {child.tag: child.text or "" for child in ElementTree.fromstring(xml)}  # noqa: S314  our own service's answer


def _cipher(aes_key: str) -> "Cipher[modes.CBC]":
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
