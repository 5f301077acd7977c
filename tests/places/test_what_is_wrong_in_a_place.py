"""Whoever writes down their village is told the file, the line, the field and what to do, and the service does not start with a wrong one."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.places.checking import check
from assistant.settings import ROOT, SettingInvalid, read

TODAY = date(2026, 11, 23)
STATION = "name: 示例村便民站"

# name: (place, words replaced, what they become, where the fault is, what to do)
SLIPS = {
    "a field is missing": ("village", "name: 示例村\n", "", "1", "name: is missing: add “name”"),
    "a field is misspelt": ("village", "phone: 0000-7654321", "tel: 0000-7654321", "tel", "windows[0].tel: is not a field of a place: check the spelling, or remove it"),
    "a spoken name is too long": ("village", STATION, "name: 示例村党群服务中心便民站", "示例村党群", "windows[0].name: string should have at most 8 characters"),
    "a number is no number": ("village", "phone: 0000-7654321", "phone: 七六五四", "phone: 七", "windows[0].phone: string should match pattern"),
    "the number of an example could be somebody's": ("village", "phone: 0000-7654321", "phone: 0731-7654321", "0731", "windows[0].phone: an example has an invented number: begin it with 0000-"),
    "a service is unknown": ("village", "- water-bill", "- water-bills", "water-bills", "windows[0].serves[7]: there is no guide “water-bills”"),
    "a source is unknown": ("village", "sources: [board]", "sources: [boards]", "boards", "windows[0].sources: there is no source “boards”"),
    "the helper is nobody": ("village", "helper: helper", "helper: nobody", "nobody", "helper: there is no contact “nobody” in this file"),
    "two windows of one id": ("town", "id: civil-affairs", "id: social-security", 20, "windows[1].id: “social-security” is there twice: give each its own"),
    "the place around is unknown": ("village", "within: example-town", "within: example-city", "example-city", "within: there is no place “example-city”: add example-city.yml"),
    "a county in a village": ("county", "within: example-province", "within: example-village", "within:", "within: a county cannot lie within “example-village”, a village"),
    "the id is not the file name": ("village", "id: example-village", "id: example-hamlet", "id: example-hamlet", "id: must equal the file name: write “example-village”, or rename the file"),
    "a fact of an unknown guide": ("county", "  dibao:", "  dibaos:", "dibaos", "facts.dibaos: there is no guide “dibaos”"),
    "a fact the guide does not have": ("county", "    start_age:", "    starting:", "starting", "facts.old-age-allowance.starting: “old-age-allowance” has no fact “starting”"),
    "a fact that is the same everywhere": ("county", "    start_age:", "    fee:", "    fee:", "facts.old-age-allowance.fee: is the same everywhere: the guide does not mark it “local: true”"),
    "an amount that makes a sentence too long": ("county", "示例数，每月二百二十二元", "示例数，每人每月，按照家里的情况最多补到二百二十二元", "二百二十二", "facts.dibao.amount.text: makes answers.amount[1] of the guide too long (V-06: 26 characters, at most 20: split it into two sentences): say it shorter"),
    "a window is overdue": ("village", "    review_by: 2027-12-31", "    review_by: 2026-11-22", "2026-11-22", "windows[0].review_by: is past: ask there again, then set a new date"),
    "a fact is overdue": ("village", "office: 示例镇卫生院, review_by: 2027-12-31", "office: 示例镇卫生院, review_by: 2026-11-22", "2026-11-22", "facts.senior-checkup.when.review_by: is past: ask there again, then set a new date"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_with_its_place_and_the_way_out(slip: str, data: Path, change: Callable[..., Path]) -> None:
    """Every kind of slip is named by file, line, field and what to do (G-32, V-05, V-06)."""
    place, old, new, marker, message = SLIPS[slip]
    path = change(f"example-{place}", old, new)
    line = marker if isinstance(marker, int) else _line(path, marker)
    assert f"{path.name}:{line}: {message}" in "\n".join(map(str, check(data, TODAY)))


def _line(path: Path, marker: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 if marker == "1" else next(number for number, line in enumerate(lines, start=1) if marker in line)


def test_the_places_are_in_order(data: Path) -> None:
    """The places of this checkout have no fault."""
    assert check(data, TODAY) == []


def test_an_invented_number_does_not_go_live(data: Path, change: Callable[..., Path]) -> None:
    """Whoever copies the example and takes its mark off is told of every number that is still invented."""
    change("example-town", "example: true\n", "")
    faults = [fault for fault in check(data, TODAY) if fault.file == "example-town.yml"]
    assert [fault.field for fault in faults] == [f"windows[{number}].phone" for number in range(4)]
    assert all(fault.message == "is an invented number: write the real one, or leave it out" for fault in faults)


def test_all_faults_of_all_files_come_at_once(data: Path, change: Callable[..., Path]) -> None:
    """Two broken files are reported together, and a place around that is broken is not called missing."""
    change("example-town", "level: town", "level: twon")
    change("example-province", "name: 示例省\n", "")
    assert {fault.file for fault in check(data, TODAY)} == {"example-town.yml", "example-province.yml"}


def test_the_commands_name_a_slip(data: Path, tmp_path: Path, change: Callable[..., Path]) -> None:
    """`linban guides check` looks at the places too, and ends with 1 where one is wrong."""
    change("example-village", "helper: helper", "helper: nobody")
    ran = _linban(data, tmp_path, "guides", "check")
    errors = [line for line in ran.stdout.splitlines() if ": warning: " not in line]
    assert ran.returncode == 1
    assert errors[:2] == ["example-village.yml:46: helper: there is no contact “nobody” in this file", "1 to mend"]


def test_an_unknown_place_stops_the_start_with_one_line(data: Path, tmp_path: Path) -> None:
    """LINBAN_PLACE with a place that is not there: the setting, the value, and what it may be; no trace."""
    ran = _linban(data, tmp_path, "guides", "list", LINBAN_PLACE="exmaple-village")
    assert ran.returncode == 1
    assert ran.stderr == (
        f"linban: LINBAN_PLACE is “exmaple-village”: there is no exmaple-village.yml in {data / 'places'}; "
        "write one of example-county, example-province, example-town, example-village, or leave it empty\n"
    )


def test_no_place_is_a_setting_too(data: Path) -> None:
    """Unset and empty mean that no place is known; a place that is there is taken."""
    for given, taken in (({}, ""), ({"LINBAN_PLACE": " "}, ""), ({"LINBAN_PLACE": "example-town"}, "example-town")):
        assert read({"LINBAN_DATA": str(data), **given}).place == taken
    with pytest.raises(SettingInvalid, match=r"LINBAN_PLACE is “\.\./guides/dibao”"):
        read({"LINBAN_DATA": str(data), "LINBAN_PLACE": "../guides/dibao"})


def _linban(data: Path, home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "LINBAN_DATA": str(data), "LINBAN_HOME": str(home), "LINBAN_PLACE": "", **more}
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
