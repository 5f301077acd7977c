"""`linban wechat`: the account's menu, and a chat in the terminal. Each command loads only what it needs."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant import settings
from assistant.errors import GuideError
from assistant.settings import ROOT, SettingInvalid

if TYPE_CHECKING:
    from channels.wechat.platform import Platform

Result = TypeVar("Result")

wechat = typer.Typer(help="The WeChat official account.", no_args_is_help=True)
menu = typer.Typer(help="The account's menu, from data/wechat/menu.yml.", no_args_is_help=True)
wechat.add_typer(menu, name="menu")


@menu.command("check")
def check() -> None:
    """Everything wrong in data/wechat/menu.yml; exit code 1 where there is something."""
    from channels.wechat.menu import faults, read_menu

    found = list(faults(read_menu(settings.read().data)))
    for line in found:
        _say(line)
    _say(f"{len(found)} to mend" if found else "the menu is in order")
    raise typer.Exit(1 if found else 0)


@menu.command("push")
def push() -> None:
    """Make data/wechat/menu.yml the account's menu. Phones show it within five minutes."""
    from channels.wechat.menu import faults, for_platform, read_menu

    groups = read_menu(settings.read().data)
    found = list(faults(groups))
    if found:
        raise GuideError(f"the menu is not in order: {found[0]}")
    asyncio.run(_with_platform(lambda platform: platform.push_menu(for_platform(groups))))
    _say("pushed")


@menu.command("show")
def show() -> None:
    """The menu the account has now."""
    from channels.wechat.menu import drawn

    held = asyncio.run(_with_platform(lambda platform: platform.menu()))
    for line in drawn((held or {}).get("menu") or {}):
        _say(line)
    if not held:
        _say("the account has no menu")


@wechat.command("simulate")
def simulate(
    kind: Annotated[str, typer.Option(help="passive, subscription or service")] = "passive",
) -> None:
    """Chat with an account in the terminal, through encryption, callback and a stand-in of WeChat's platform on loopback.

    Nothing of the real account is read or written: the chat has records of its own, which end with it.
    """
    from channels.wechat.simulation import simulate

    asyncio.run(simulate(ROOT, settings.read().home, kind, _say, _typed))


def _typed() -> str | None:
    typer.echo("> ", nl=False)
    return sys.stdin.readline().strip() or None


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


async def _with_platform(call: "Callable[[Platform], Awaitable[Result]]") -> Result:
    """What a call to WeChat's platform returns, with the token that all workers share."""
    from assistant.records import Database, Seal
    from channels.wechat.platform import Platform
    from channels.wechat.tables import TABLES

    chosen = settings.read()
    if chosen.wechat is None or not chosen.wechat.can_call:
        raise SettingInvalid(
            "set LINBAN_WECHAT_TOKEN and its fellows, and LINBAN_WECHAT_KIND to subscription or service"
        )
    database = Database(chosen.records_url)
    database.create(TABLES)
    platform = Platform(chosen.wechat, database, Seal.kept_in(chosen.home), time.time)
    try:
        return await call(platform)
    finally:
        platform.close()
        database.close()
