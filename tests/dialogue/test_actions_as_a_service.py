"""The custom actions may run on their own, as Rasa means it: the same replies, and a clear error where they are gone."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assistant.conversation import Conversation
from assistant.errors import DialogueError
from assistant.models import Reply, Utterance
from assistant.settings import ROOT, Settings

pytestmark = pytest.mark.dialogue

VISIT = ("我要弄那个养老刷脸", "去窗口做", "弄好了", "要带什么", "再说一遍", "退回去", "慢点说", "", "有人叫我转钱", "接着办", "到哪了", "把我的信息删了")  # fmt: skip
START_SECONDS = 180


@dataclass
class ActionServer:
    """`rasa run actions` on a port of its own, to be started and stopped."""

    port: int
    log: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [
            sys.executable,
            "-m",
            "rasa",
            "run",
            "actions",
            "--actions",
            "dialogues.actions",
            "--port",
            str(self.port),
        ]
        with self.log.open("ab") as out:
            self.processes.append(
                subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=out, stderr=subprocess.STDOUT)
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.processes[-1].poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.3)
        raise RuntimeError(self.log.read_text()[-2000:])

    def stop(self) -> None:
        """Stops it, as if the machine it runs on had failed."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=20)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(
    settings: Settings, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Conversation, ActionServer]]:
    """A conversation whose actions run in another process, named by an endpoints.yml."""
    folder = tmp_path_factory.mktemp("actions")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = ActionServer(probe.getsockname()[1], folder / "actions.log")
    endpoints = folder / "endpoints.yml"
    text = settings.endpoints.read_text(encoding="utf-8")
    endpoints.write_text(f"{text}\naction_endpoint:\n  url: http://127.0.0.1:{server.port}/webhook\n", encoding="utf-8")
    try:
        server.start()
        yield await Conversation.load(model, endpoints), server
    finally:
        server.stop()


async def test_the_replies_are_the_same(conversation: Conversation, served: tuple[Conversation, ActionServer]) -> None:
    """Twelve turns with the actions in this process and by `rasa run actions` are alike in every word and button."""
    other, _ = served
    assert await _visit(other) == await _visit(conversation)


async def test_without_the_actions_there_is_a_clear_error_and_nothing_is_lost(
    served: tuple[Conversation, ActionServer],
) -> None:
    """While the actions are gone a turn is a DialogueError that may be tried again; afterwards the step is as before."""
    conversation, server = served
    session = f"test-{uuid.uuid4().hex}"
    for text in ("养老金认证怎么弄", "去窗口做", "下一步"):
        await conversation.reply(Utterance(session, text))
    server.stop()
    for _ in range(2):
        with pytest.raises(DialogueError) as raised:
            await conversation.reply(Utterance(session, "下一步"))
        assert raised.value.retryable
        assert "下一步" not in raised.value.message
    server.start()
    reply = await conversation.reply(Utterance(session, "到哪了"))
    assert reply.guide is not None
    assert (reply.guide.service, reply.guide.step) == ("pension-auth", 3)
    assert (await conversation.reply(Utterance(session, "下一步"))).say == ("跟工作人员说一声：", "我来做养老金认证。")


async def _visit(conversation: Conversation) -> list[Reply]:
    return [await conversation.reply(Utterance("same-session", text)) for text in VISIT]
