"""The account's menu, from data/wechat/menu.yml: looked over, drawn, and made the account's own (W-22)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import GuideError
from channels.wechat.content import content

GROUPS, ENTRIES, TITLE_CHARACTERS, KEY_BYTES = 3, 4, 4, 128
"""The platform allows five entries and longer titles; phones cut them off."""


def read_menu(folder: Path) -> list[dict[str, Any]]:
    """The groups of the menu in a data folder. Raises GuideError where the file is no list."""
    path = folder / "wechat" / "menu.yml"
    data = content(path)
    if not isinstance(data, list):
        raise GuideError(f"{path}: write a list of groups, each with `title` and `entries`")
    return data


def faults(groups: Sequence[Any]) -> Iterator[str]:
    """Everything wrong in a menu, a line each."""
    if not 1 <= len(groups) <= GROUPS:
        yield f"{len(groups)} groups: write 1 to {GROUPS}"
    for number, group in enumerate(groups, start=1):
        where = f"group {number}"
        if not isinstance(group, Mapping):
            yield f"{where}: write `title` and `entries`"
            continue
        yield from _title_faults(where, group.get("title"))
        entries = group.get("entries")
        if not isinstance(entries, list) or not 1 <= len(entries) <= ENTRIES:
            yield f"{where}: write 1 to {ENTRIES} entries"
            continue
        for place, entry in enumerate(entries, start=1):
            yield from _entry_faults(f"{where}, entry {place}", entry)


def for_platform(groups: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The menu as the platform takes it: a tap says its words."""
    return {
        "button": [
            {
                "name": group["title"],
                "sub_button": [
                    {"type": "click", "name": entry["title"], "key": entry["say"]} for entry in group["entries"]
                ],
            }
            for group in groups
        ]
    }


def drawn(menu: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a menu as the platform gives it back."""
    for group in menu.get("button", ()):
        yield str(group.get("name", ""))
        for entry in group.get("sub_button", ()):
            yield f"  {entry.get('name', '')}  {entry.get('key') or entry.get('url') or ''}"


def _entry_faults(where: str, entry: object) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield f"{where}: write `title` and `say`"
        return
    yield from _title_faults(where, entry.get("title"))
    say = entry.get("say")
    if not isinstance(say, str) or not say.strip():
        yield f"{where}: `say` is empty; write what a tap says"
    elif len(say.encode()) > KEY_BYTES:
        yield f"{where}: `say` has {len(say.encode())} bytes; at most {KEY_BYTES}"


def _title_faults(where: str, title: object) -> Iterator[str]:
    if not isinstance(title, str) or not title.strip():
        yield f"{where}: `title` is empty"
    elif len(title) > TITLE_CHARACTERS:
        yield f"{where}: the title “{title}” has {len(title)} characters; at most {TITLE_CHARACTERS}"
