"""Keeps what is personal unreadable in the records: the database alone tells nobody who wrote or what (P-22)."""

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

KEY_FILE = "records.key"
_NAME_BYTES = 16


class Seal:
    """Seals texts with one key, and gives a person a name that cannot be turned back. The key lies beside the database, not in it."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)
        self._naming = hashlib.blake2b(key, person=b"linban names").digest()

    @classmethod
    def kept_in(cls, folder: Path) -> "Seal":
        """The seal of a state folder; its key is made at the first start, readable for its owner only."""
        path = folder / KEY_FILE
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(Fernet.generate_key())
        try:
            # Of several workers that start at once, the first one's key is the key of all.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return cls(path.read_bytes())

    def name(self, text: str) -> str:
        """Always the same name for the same text; 32 characters, from which the text cannot be found."""
        return hashlib.blake2b(text.encode(), digest_size=_NAME_BYTES, key=self._naming).hexdigest()

    def sealed(self, text: str, at: float) -> str:
        """The text so that only `opened` can read it; `at` is the time in seconds since 1970."""
        return self._fernet.encrypt_at_time(text.encode(), int(at)).decode()

    def opened(self, sealed: str, at: float, good_for: int | None = None) -> str | None:
        """The text again; None where it was changed, made with another key, or is older than `good_for` seconds."""
        try:
            if good_for is None:
                return self._fernet.decrypt(sealed.encode()).decode()
            return self._fernet.decrypt_at_time(sealed.encode(), good_for, int(at)).decode()
        except (InvalidToken, UnicodeEncodeError):
            return None
