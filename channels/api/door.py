"""Nobody queues for ever: where too many wait already, the next is told to come again."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import ChannelError

HEARING, SPEAKING = 8, 32
"""Most whole recordings, and texts to be spoken, at once: on two cores about ten seconds of waiting."""


class TooMany(ChannelError):
    """Too many wait already."""

    code = "busy"
    phrase = "error_busy"
    status = 503
    retryable = True


class Door:
    """Lets in so many at once. For one event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside for the block. Raises TooMany."""
        if self._inside >= self._most:
            raise TooMany(f"{self._most} are waiting already")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
