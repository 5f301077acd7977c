"""What a person says reaches no log, no output and no file (P-08, P-10)."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.conversation import Conversation
from assistant.errors import ModelAbsent
from assistant.settings import ROOT, Settings

pytestmark = pytest.mark.dialogue

CANARY = "翠花嫂子八八四八"
SMALL_BYTES = 20_000_000

TALK = """
import asyncio, sys
from pathlib import Path
from assistant.conversation import Conversation
from assistant.models import Utterance

async def talk():
    conversation = await Conversation.load(Path(sys.argv[1]), Path(sys.argv[2]))
    for text in sys.argv[3:]:
        await conversation.reply(Utterance("canary", text))

asyncio.run(talk())
"""


def test_a_process_that_talks_prints_nothing_of_it(settings: Settings, model: Path) -> None:
    """A conversation in a process of its own leaves one line a turn, and no word of what was said, on its output."""
    said = [f"{CANARY}要办社保卡", CANARY, f"我叫{CANARY}，有人叫我转钱", f'/ask_service{{"name": "{CANARY}"}}']
    command = [sys.executable, "-c", TALK, str(model), str(settings.endpoints), *said]
    ran = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert CANARY not in ran.stdout + ran.stderr
    lines = [line for line in ran.stdout.splitlines() if '"event": "turn"' in line and '"channel": "web"' in line]
    assert len(lines) == len(said)


def test_the_service_writes_nothing_of_it(server: Any) -> None:
    """Words that were understood, refused, spoken or searched are neither in the service's log nor in its folder."""
    started = time.time()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for text in (f"{CANARY}要办社保卡", CANARY, CANARY * 200):
            client.post("/api/chat", json={"session": "canary", "text": text})
        client.post("/api/chat", content=f'{{"text": "{CANARY}"'.encode(), headers={"content-type": "application/json"})
        client.post("/api/chat", json={"session": CANARY * 50, "text": {"said": CANARY}})
        client.post("/api/hear", content=CANARY.encode())
        client.post("/api/speak", json={"text": CANARY})
        client.get("/api/guides", params={"q": CANARY})
    assert CANARY not in server.log.read_text(encoding="utf-8", errors="replace")
    written = [path for path in server.home.rglob("*") if path.is_file() and path.stat().st_mtime >= started]
    assert [
        path.name for path in written if path.stat().st_size < SMALL_BYTES and CANARY.encode() in path.read_bytes()
    ] == []


def test_without_a_model_the_command_says_one_line(tmp_path: Path, settings: Settings) -> None:
    """Where there is no model, the error says what to run, and the command line prints it without a trace."""
    with pytest.raises(ModelAbsent, match="run `linban train`"):
        asyncio.run(Conversation.load(tmp_path / "absent.tar.gz", settings.endpoints))
    command = (
        "import asyncio, pathlib\nfrom assistant import cli\n"
        "@cli.app.command()\ndef talk():\n"
        "    from assistant.conversation import Conversation\n"
        "    asyncio.run(Conversation.load(pathlib.Path('absent.tar.gz'), pathlib.Path('endpoints.yml')))\n"
        "cli.main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", command, "talk"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[-1] == "linban: no trained model at absent.tar.gz: run `linban train`"
    assert "Traceback" not in ran.stderr
