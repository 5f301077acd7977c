"""The line between a browser and the service: it can be cut and mended as a village's is in a storm, and its other end
can be played by a test."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, WebSocketRoute


class OtherEnd:
    """The other end of a page's voice socket."""

    def __init__(self, page: Page, on: Callable[["OtherEnd", dict[str, Any]], None]) -> None:
        """`on` is given each JSON frame of the page."""
        self.sound = 0
        self._on = on
        page.route_web_socket("**/api/voice*", self._opened)

    def _opened(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.on_message(self._received)

    def _received(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.sound += 1
        else:
            self._on(self, json.loads(message))

    def tell(self, **frame: Any) -> None:
        """Sends a JSON frame."""
        self.socket.send(json.dumps(frame))


class Wire:
    """Carries every connection to `url`. A cut ends those that are open, and refuses new ones until it is mended."""

    def __init__(self, url: str) -> None:
        there = urlsplit(url)
        self._there = (there.hostname or "", there.port or 80)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._ends: set[socket.socket] = set()
        self._whole = True
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        """Nothing gets through any more."""
        self._whole = False
        for end in list(self._ends):
            _close(end)

    def mend(self) -> None:
        """As before; what was cut off stays cut off."""
        self._whole = True

    def close(self) -> None:
        """Ends for good."""
        self.cut()
        _close(self._door)

    def _let_in(self) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:
                return
            if not self._whole:
                _close(here)
                continue
            there = socket.create_connection(self._there)
            self._ends |= {here, there}
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        # A cut; the other end is told below.
        with suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
        for end in (source, target):
            self._ends.discard(end)
            _close(end)


def _close(end: socket.socket) -> None:
    # Nobody may be at the other end any more.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wire(url: str) -> Iterator[Wire]:
    """A line that is whole at first; it ends with the block."""
    line = Wire(url)
    try:
        yield line
    finally:
        line.close()
