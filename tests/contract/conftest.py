"""The running service as a channel of another maker sees it: HTTP and nothing else."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from voice.audio import decode

Say = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def api(server: Any) -> Iterator[httpx.Client]:
    """A client of the running service."""
    with httpx.Client(base_url=server.url, timeout=120) as client:
        yield client


@pytest.fixture
def session() -> str:
    """A conversation of its own for each test."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
def say(api: httpx.Client, session: str) -> Say:
    """Says one thing in the test's conversation, and gives the reply."""

    def chat(text: str, **more: Any) -> dict[str, Any]:
        answer = api.post("/api/chat", json={"session": session, "text": text, **more})
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    return chat


@pytest.fixture(scope="session")
def spoken(api: httpx.Client) -> bytes:
    """A recording of a person asking for a service."""
    return api.post("/api/speak", json={"text": "我要办养老金资格认证", "rate": "normal"}).content


@pytest.fixture(scope="session")
def request_sound(spoken: bytes) -> bytes:
    """A person asking for a service, 16 kHz."""
    return decode(spoken).to_pcm()
