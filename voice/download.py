"""Fetching one large file: with progress, resumed where a connection was cut, checked before anyone sees it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.errors import RecognizerAbsent

CONNECT_SECONDS = 3.0
"""A village line that has no way out must say so soon: the kiosk goes on without."""
READ_SECONDS = 20.0
ATTEMPTS = 4


class FetchFailed(RecognizerAbsent):
    """A model could not be fetched; nothing was installed. The message is one plain line."""

    code = "fetch_failed"
    retryable = True


@dataclass(frozen=True)
class Progress:
    """How far a download has come."""

    done_bytes: int
    total_bytes: int | None
    """None where the publisher does not say."""


Report = Callable[[Progress], None]


def client() -> httpx.Client:
    """Return an HTTP client that gives up after 3 s without a connection."""
    return httpx.Client(timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), follow_redirects=True)


def download(http: httpx.Client, url: str, partial: Path, md5: str, report: Report) -> None:
    """Bring `url` into the file `partial`, going on where an earlier try stopped.

    Raises FetchFailed: after a cut connection the file stays for the next try, after a wrong checksum it is removed.
    """
    failure: httpx.HTTPError | None = None
    for _ in range(ATTEMPTS):
        had = _size(partial)
        try:
            _receive(http, url, partial, report)
            return _check(partial, md5)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.HTTPStatusError) as error:
            raise FetchFailed(f"{url} cannot be reached: {_reason(error)}") from error
        except httpx.HTTPError as error:
            failure = error
            if _size(partial) <= had:
                break
    raise FetchFailed(f"the connection to {url} was cut; the next try goes on from there") from failure


def _receive(http: httpx.Client, url: str, partial: Path, report: Report) -> None:
    had = _size(partial)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={had}-"} if had else {})
    with http.stream("GET", url, headers=headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # everything is there already; the checksum decides
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        length = response.headers.get("Content-Length")
        start = had if resumed else 0
        total = start + int(length) if length else None
        with partial.open("ab" if resumed else "wb") as file:
            for done in _written(response, file.write):
                report(Progress(start + done, total))


def _written(response: httpx.Response, write: Callable[[bytes], object]) -> Iterator[int]:
    done = 0
    for chunk in response.iter_raw():
        write(chunk)
        done += len(chunk)
        yield done


def _check(partial: Path, md5: str) -> None:
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != md5:
        partial.unlink()
        raise FetchFailed("the download does not have the publisher's checksum; it was thrown away, try again")


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answers {error.response.status_code}"
    return str(error) or type(error).__name__


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
