"""`linban wechat`: the menu is pushed and shown, and the simulation chats through everything a phone goes through (W-22)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, inspect, select
from sqlalchemy.engine import Engine

from assistant.records import Seal
from assistant.settings import ROOT, Settings
from channels.wechat.reminders import REMINDERS
from channels.wechat.stand_in.phone import a_person
from tests.wechat.conftest import AES_KEY, APP_ID, SECRET, TOKEN, StandIn


def linban(*arguments: str, typed: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs the command."""
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, input=typed, capture_output=True, text=True, timeout=600
    )


def test_the_menu_becomes_the_account_s(stand_in: StandIn, tmp_path: Path) -> None:
    """W-22: checked, pushed and shown by command; where no account may do it, one line says what is missing."""
    stand_in.faults()
    account = {
        "LINBAN_HOME": str(tmp_path),
        "LINBAN_WECHAT_TOKEN": TOKEN,
        "LINBAN_WECHAT_APP_ID": APP_ID,
        "LINBAN_WECHAT_SECRET": SECRET,
        "LINBAN_WECHAT_AES_KEY": AES_KEY,
        "LINBAN_WECHAT_KIND": "service",
        "LINBAN_WECHAT_API": stand_in.url,
    }
    assert "in order" in linban("wechat", "menu", "check").stdout
    assert "no menu" in linban("wechat", "menu", "show", **account).stdout
    assert linban("wechat", "menu", "push", **account).returncode == 0
    shown = linban("wechat", "menu", "show", **account).stdout
    assert "常办的事\n  养老认证  养老金认证怎么弄\n" in shown
    wrong = {**account, "LINBAN_WECHAT_SECRET": "wrong", "LINBAN_HOME": str(tmp_path / "new")}
    refused = linban("wechat", "menu", "push", **wrong)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    nobody = linban("wechat", "menu", "push")
    assert nobody.returncode == 1
    assert "LINBAN_WECHAT_TOKEN" in nobody.stderr


@dataclass(frozen=True)
class Simulation:
    """The command over records of its own, in which somebody may be reminded."""

    records: str
    before: list[tuple[Any, ...]]
    running: "Future[subprocess.CompletedProcess[str]]"


KINDS = ("passive", "service")


@pytest.fixture(scope="module")
def simulations(
    settings: Settings, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Simulation]]:
    """Both kinds of account side by side: each is a whole service that has to start."""
    typed = "养老金认证怎么弄\n第二个\n/tap 有人叫我转钱\n/leave\n\n"
    with ThreadPoolExecutor(len(KINDS)) as beside:
        begun = {}
        for kind in KINDS:
            records = f"sqlite:///{tmp_path_factory.mktemp(kind)}/records.db"
            before = somebody_to_remind(records, settings.home)
            own = {"LINBAN_VOICE": "off", "LINBAN_RECORDS": records, "LINBAN_WECHAT_NOTICE": "tpl"}
            running = beside.submit(linban, "wechat", "simulate", "--kind", kind, typed=typed, **own)
            begun[kind] = Simulation(records, before, running)
        yield begun


@pytest.mark.parametrize("kind", KINDS)
def test_the_simulation(simulations: dict[str, Simulation], kind: str) -> None:
    """The real service and a platform start on loopback; what is typed goes encrypted both ways, and the answers are shown.

    The real account's records are not touched: whoever is to be reminded there is not "reminded" by the stand-in.
    """
    it = simulations[kind]
    run = it.running.result()
    assert run.returncode == 0, run.stderr
    for words in ("取消关注", "您想在手机上做，还是去窗口做？", "请带上身份证或社保卡", "96110", "success"):
        assert words in run.stdout, run.stdout
    database = create_engine(it.records)
    assert rows_of(database) == it.before
    assert inspect(database).get_table_names() == ["wechat_reminders"]


def somebody_to_remind(records: str, home: Path) -> list[tuple[Any, ...]]:
    """The row of a person who may be reminded now."""
    database, now = create_engine(records), time.time()
    openid = Seal.kept_in(home).sealed(a_person(), now)
    REMINDERS.create(database)
    with database.begin() as connection:
        connection.execute(
            insert(REMINDERS).values(person="p", openid=openid, service="pension-auth", due=now - 60, tried=0.0)
        )
    return rows_of(database)


def rows_of(database: Engine) -> list[tuple[Any, ...]]:
    """The reminders in a database."""
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(select(REMINDERS))]
