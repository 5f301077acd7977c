"""While one person is being heard, another is answered; impatient taps are answered in order."""

import asyncio
import io
import uuid
import wave
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.dialogue


@pytest.mark.audio
async def test_a_chat_is_answered_while_a_recording_is_being_heard(server: Any, spoken: bytes) -> None:
    """Recognition of a long recording is under way; typed words of somebody else are answered before it is done."""
    clip = _repeated(spoken, at_least_seconds=10)
    async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
        done: list[str] = []
        hearing = asyncio.create_task(_noted(client.post("/api/hear", content=clip), "hear", done))
        await asyncio.sleep(0.2)
        assert not hearing.done()
        for text in ("你好", "社保卡丢了怎么办", "再说一遍"):
            await _noted(client.post("/api/chat", json={"session": "other", "text": text}), "chat", done)
        heard = await hearing
    assert done == ["chat", "chat", "chat", "hear"]
    assert heard.status_code == 200
    assert "认证" in heard.json()["text"]


async def test_taps_of_one_person_are_answered_in_order(server: Any) -> None:
    """Three quick taps are three turns, one after the other: none lost, none doubled."""
    session = f"taps-{uuid.uuid4().hex}"
    async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
        for text in ("养老金认证怎么弄", "去窗口做"):
            await client.post("/api/chat", json={"session": session, "text": text})
        tap = {"session": session, "text": "下一步", "source": "button"}
        replies = await asyncio.gather(*(client.post("/api/chat", json=tap) for _ in range(3)))
    assert sorted(reply.json()["guide"]["step"] for reply in replies) == [3, 4, 5]


async def _noted(answer: Any, name: str, done: list[str]) -> httpx.Response:
    response: httpx.Response = await answer
    done.append(name)
    return response


def _repeated(recording: bytes, at_least_seconds: float) -> bytes:
    with wave.open(io.BytesIO(recording)) as file:
        frames, parameters = file.readframes(file.getnframes()), file.getparams()
    times = int(at_least_seconds * parameters.framerate / parameters.nframes) + 1
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setparams(parameters)
        file.writeframes(frames * times)
    return body.getvalue()
