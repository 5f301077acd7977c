"""`dialogues/` is a Rasa project like any other: Rasa's own tools check it and test it as it stands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rasa.shared.utils.io import read_yaml_file

from assistant.settings import ROOT

pytestmark = pytest.mark.dialogue

DIALOGUES = ROOT / "dialogues"
STORIES = sorted((DIALOGUES / "tests").glob("test_*.yml"))


def rasa(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Runs the `rasa` command as a person would."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "rasa", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_project_is_valid() -> None:
    """`rasa data validate` finds no conflict and nothing to warn about in domain, sentences, rules and stories."""
    data = [str(DIALOGUES / name) for name in ("nlu", "rules", "stories")]
    where = ["--domain", str(DIALOGUES / "domain"), "--config", str(DIALOGUES / "config.yml"), "--data", *data]
    ran = rasa("data", "validate", *where, "--fail-on-warnings")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_stories_go_as_they_are_told(model: Path, tmp_path: Path) -> None:
    """`rasa test core` predicts every action of every visit in dialogues/tests with the trained model."""
    where = ["--stories", str(DIALOGUES / "tests"), "--model", str(model), "--out", str(tmp_path)]
    ran = rasa("test", "core", *where, "--fail-on-prediction-errors", "--no-plot")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed


def test_the_stories_are_understood_end_to_end(model: Path, tmp_path: Path) -> None:
    """Plain `rasa test` parses what people say in the visits and finds each act, service and aspect as it is told there."""
    where = ["--stories", str(DIALOGUES / "tests"), "--nlu", str(DIALOGUES / "rules")]
    ran = rasa(
        "test", *where, "--model", str(model), "--out", str(tmp_path), "--fail-on-prediction-errors", "--no-plot"
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "None of the test stories failed" in failed


def test_every_act_has_its_place_in_a_story() -> None:
    """Each act of the contract is answered by its action in at least one visit of dialogues/tests."""
    acts = [next(iter(intent)) for intent in read_yaml_file(DIALOGUES / "domain" / "acts.yml")["intents"]]
    stories = [story for path in STORIES for story in read_yaml_file(path)["stories"]]
    told = {step["intent"] for story in stories for step in story["steps"] if "intent" in step}
    assert [act for act in acts if act not in told] == []
