"""`linban try`: a person at a terminal sees every stage of a sentence, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.dialogue


def test_a_sentence_is_shown_stage_by_stage(model: Path) -> None:
    """The lines of README.md in their order: what was heard, the act, the service, the reply; no line of a log."""
    tried = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "try", "我要弄那个养老刷脸"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    lines = tried.stdout.splitlines()
    shown = [line.split()[0] for line in lines[lines.index("heard     我要弄那个养老刷脸") :]]
    assert shown == ["heard", "act", "service", "services", "taken", "reply", "choices", "guide"]
    assert not any(line.startswith("{") for line in lines)
