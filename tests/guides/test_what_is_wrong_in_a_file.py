"""An author who slips is told the file, the line, the field, and what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import GuideError
from assistant.guides.catalogue import sound_catalogue
from assistant.guides.document import GuideFilesInvalid
from assistant.guides.loader import read_guide

Write = Callable[..., Path]

# name: (words replaced, the line the fault is on, the field, what to do)
SLIPS = {
    "a field is missing": (("spoken_name: 借长凳\n", ""), "", "spoken_name", "is missing: add “spoken_name”"),
    "a field is misspelt": (("note: 看一眼就行", "notes: 看一眼就行"), "notes: ", "materials[0].notes", "is not a field of a guide: check the spelling, or remove it"),
    "a step has no plain wording": ((", plain: [先打电话。]", ""), "打电话到村委会", "paths.online.steps[0].plain", "is missing: add “plain”"),
    "an option leads to no path": (("path: online}", "path: onlin}"), "path: onlin}", "questions.way.options[0].path", "there is no path “onlin”"),
    "an option leads to no question": (("says: [我用], to: way", "says: [我用], to: ways"), "to: ways", "questions.who.options[0].to", "there is no question “ways”"),
    "an option leads to no exit": (("exit: shop}", "exit: shops}"), "exit: shops", "questions.who.options[2].exit", "there is no exit “shops”"),
    "an option leads nowhere": ((", path: online}", "}"), "id: phone", "questions.way.options[0]", "must lead to exactly one of to, path and exit"),
    "an option leads to two places": (("path: online}", "path: online, exit: shop}"), "id: phone", "questions.way.options[0]", "must lead to exactly one of to, path and exit"),
    "the start is unknown": (("start: who", "start: whom"), "start: whom", "start", "there is no question or path “whom”"),
    "a sentence names an unknown fact": (("打{hotline}问", "打{phone}问"), "打{phone}问", "answers.phone[0]", "there is no fact “{phone}”"),
    "a fact names an unknown source": (("不收钱, sources: [checked]", "不收钱, sources: [chekced]"), "chekced", "facts.fee.sources", "there is no source “chekced”"),
    "a document names an unknown source": (("村委会, sources: [checked]", "村委会, sources: [chekced]"), "chekced", "legal_basis[0].sources", "there is no source “chekced”"),
    "the id is not the file name": (("id: bench\n", "id: bank\n"), "id: bank", "id", "must equal the file name: write “bench”, or rename the file"),
    "a date is no date": (("review_due: 2027-06-30", "review_due: soon"), "review_due: soon", "verification.review_due", "input should be a valid date or datetime, input is too short"),
    "a word is not in the list": (("use_level: 村", "use_level: 村里"), "use_level: 村里", "record.use_level", "input should be '国家', '省', '市', '县', '镇', '村' or '分级'"),
    "a yes or no is neither": (("retrieved_on: 2026-11-01, unverified: true", "retrieved_on: 2026-11-01, unverified: perhaps"), "perhaps", "sources[1].unverified", "input should be a valid boolean, unable to interpret input"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_with_its_place_and_the_way_out(slip: str, change: Write) -> None:
    """Every kind of slip gives one fault: file, line, field, and what to do."""
    replaced, marker, field, message = SLIPS[slip]
    path = change(replaced)
    with pytest.raises(GuideFilesInvalid) as raised:
        read_guide(path)
    faults = [(fault.file, fault.line, fault.field, fault.message) for fault in raised.value.faults]
    assert faults == [("bench.yml", _line(path, marker), field, message)]


def _line(path: Path, marker: str) -> int:
    """The line with the marker, counted from 1; what is missing is reported on the first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if marker in line)


def test_an_unknown_aspect_is_named_with_the_aspects_there_are(change: Write) -> None:
    """An answer to an aspect that nobody can ask for is refused, and the author sees what may be written."""
    with pytest.raises(GuideFilesInvalid) as raised:
        read_guide(change(('  fee: ["{fee}。"]', '  price: ["{fee}。"]')))
    (fault,) = raised.value.faults
    assert (fault.line, fault.field) == (15, "answers.price")
    assert "'materials'" in fault.message
    assert "'proxy'" in fault.message


def test_a_question_with_four_answers_is_refused(change: Write) -> None:
    """Nobody has to keep four answers in mind (V-07)."""
    fourth = "      - {id: shop, title: 开店用, exit: shop}\n"
    with pytest.raises(GuideFilesInvalid, match=r"bench\.yml:\d+: questions\.who\.options: .*at most 3") as raised:
        read_guide(change((fourth, fourth + fourth.replace("id: shop", "id: stall"))))
    assert len(raised.value.faults) == 1


def test_all_faults_of_all_files_come_at_once(data: Path, change: Write) -> None:
    """An author mends everything in one go: two faults of one file and one of another are reported together."""
    change(("category: 示例\n", ""), ("start: who", "strat: who"))
    stall = data / "guides" / "stall.yml"
    stall.write_text("id: stall\n  name: 摆摊\n", encoding="utf-8")
    with pytest.raises(GuideFilesInvalid) as raised:
        sound_catalogue(data / "guides")
    lines = str(raised.value).splitlines()
    assert lines[:3] == [
        "bench.yml:1: category: is missing: add “category”",
        "bench.yml:1: start: is missing: add “start”",
        "bench.yml:31: strat: is not a field of a guide: check the spelling, or remove it",
    ]
    assert lines[3] == "stall.yml:2: not valid YAML: mapping values are not allowed here"
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"aliases: [a, b\nname: c\n", "bench.yml:2: not valid YAML: "),
        (b"- a list\n- of things\n", "bench.yml:1: must hold keys and values; start with “id: …”"),
        (b"", "bench.yml:1: must hold keys and values"),
        (b"name: \xff\xfe\n", "bench.yml:1: cannot be read: "),
        (b"name: one\nname: two\n", "bench.yml:2: not valid YAML: "),
    ],
    ids=["unclosed list", "a list", "empty", "not UTF-8", "a key twice"],
)
def test_what_is_no_yaml_is_named_with_its_line(body: bytes, fault: str, tmp_path: Path) -> None:
    """A file that cannot be read at all still gives one line with file and line number, not a trace."""
    path = tmp_path / "bench.yml"
    path.write_bytes(body)
    with pytest.raises(GuideFilesInvalid) as raised:
        read_guide(path)
    (only,) = raised.value.faults
    assert str(only).startswith(fault)


def test_a_folder_without_guides_says_what_to_put_there(tmp_path: Path) -> None:
    """An empty folder is an error that says what belongs there."""
    with pytest.raises(GuideError, match=r"put at least one \.yml file there"):
        sound_catalogue(tmp_path)
