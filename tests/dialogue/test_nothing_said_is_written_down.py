"""What a person says reaches no log, no output and no file (P-08, P-10)."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.conversation import Conversation
from assistant.errors import ModelAbsent
from assistant.models import Source, Utterance
from assistant.settings import ROOT, Settings

pytestmark = pytest.mark.dialogue

CANARY = "翠花嫂子八八四八"
NAMED = (f"{CANARY}要办社保卡", CANARY, f"我叫{CANARY}，有人叫我转钱", f'/ask_service{{"name": "{CANARY}"}}')
TOLD = ("我的验证码是832197", "验证码是八三二一九七", "卡号6217 0012 3456 7890 123", "密码 8 3 2 1 9 7", "我身份证43010219451203123X，要办低保", "手机１３８００１３８０００", "八三二一九七")  # fmt: skip
# Long enough to stand in no time stamp by chance.
TRACES = (
    "832197",
    "八三二一九七",
    "8 3 2 1 9 7",
    "6217 0012",
    "62170012",
    "3456 7890",
    "34567890",
    "430102194",
    "19451203",
    "13800",
    "00138000",
    "１３８",
)
SMALL_BYTES = 20_000_000
NEXT = "--- the next conversation"

TALK = """
import asyncio, json, sys
from pathlib import Path
from assistant.conversation import Conversation
from assistant.models import Utterance

async def talk():
    conversation = await Conversation.load(Path(sys.argv[1]), Path(sys.argv[2]))
    for session, said in enumerate(json.loads(sys.argv[3])):
        for text in said:
            await conversation.reply(Utterance(f"canary-{session}", text))
        print(sys.argv[4])

asyncio.run(talk())
"""


@pytest.fixture(scope="module")
def printed(settings: Settings, model: Path) -> tuple[str, str, str]:
    """What a process of its own prints while NAMED and then TOLD are said in it, and its complaints in both."""
    command = [sys.executable, "-c", TALK, str(model), str(settings.endpoints), json.dumps([NAMED, TOLD]), NEXT]
    ran = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    named, told, rest = ran.stdout.split(f"{NEXT}\n")
    return named, told + rest, ran.stderr


def test_a_process_that_talks_prints_nothing_of_it(printed: tuple[str, str, str]) -> None:
    """A conversation in a process of its own leaves one line a turn, and no word of what was said, on its output."""
    assert [part for part in printed if CANARY in part] == []
    lines = [line for line in printed[0].splitlines() if '"event": "turn"' in line and '"channel": "web"' in line]
    assert len(lines) == len(NAMED)


def test_a_process_that_is_told_numbers_prints_none(printed: tuple[str, str, str]) -> None:
    """Codes, cards, identity and telephone numbers, in digits and in hanzi, leave no trace on the output (F-02, P-10)."""
    assert printed[1].count('"channel": "web"') == len(TOLD)
    without_times = re.sub(r'"(timestamp|understanding_ms|dialogue_ms)": [^,}]+', "", "".join(printed))
    assert [trace for trace in TRACES if trace in without_times] == []


@pytest.mark.parametrize(
    "before", [[], ["养老金认证怎么弄"], ["养老金认证怎么弄", "去窗口做"], ["养老金认证怎么弄", "", ""]]
)
@pytest.mark.parametrize("told", TOLD)
async def test_numbers_are_in_no_store_and_no_reply(told: str, before: list[str], conversation: Conversation) -> None:
    """In every state, neither the kept conversation, nor what was understood, nor the reply holds a digit (F-02, P-08)."""
    session = f"test-{uuid.uuid4().hex}"
    for text in before:
        await conversation.reply(Utterance(session, text))
    reply = await conversation.reply(Utterance(session, told, Source.SPOKEN))
    kept = await conversation._agent.tracker_store.retrieve(session)
    assert kept is not None
    events = [event.as_dict() for event in kept.events if event.type_name in ("user", "bot", "slot")]
    for event in events:
        event.pop("timestamp", None)
        # Ids are made by chance, and a short trace can stand in one.
        for kept_of in (event, event.get("parse_data") or {}):
            kept_of.pop("message_id", None)
    stored = json.dumps([events, kept.get_slot("visit"), asdict(reply)], ensure_ascii=False, default=str)
    # How sure the classifiers were is a number too.
    stored = re.sub(r"\b[01]\.\d+(e-\d+)?", "", stored.replace(session, "")) + "".join(conversation._parses)
    assert [trace for trace in TRACES if trace in stored] == []
    assert any("〔" in str(event.get("text")) for event in events)


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
