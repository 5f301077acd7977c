"""The guide files change while the service runs: good changes are taken in, a slip takes no guide away."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import GuideError
from assistant.guides import walk
from assistant.guides.catalogue import Catalogue, catalogue, sound_catalogue
from assistant.guides.document import GuideFilesInvalid
from assistant.guides.model import Guide
from assistant.guides.walk import Place

Write = Callable[..., Path]


def test_only_what_has_changed_is_read_again(data: Path, change: Write) -> None:
    """A changed guide is a new one, its neighbour is the very same, and without a change so is the whole catalogue."""
    before = catalogue(data / "guides")
    assert catalogue(data / "guides") is before
    change(("name: 村口长凳借用登记", "name: 村口长凳借用"))
    after = catalogue(data / "guides")
    assert after["bench"].name == "村口长凳借用"
    assert after["stall"] is before["stall"]


@pytest.mark.parametrize(
    "broken",
    ["id: bench\nname: [", "", "name: 只有一行\n", "\x00"],
    ids=["no YAML", "empty", "fields missing", "a control character"],
)
def test_a_broken_file_leaves_the_last_good_guide_in_service(data: Path, broken: str) -> None:
    """The guide stands as it was, the fault names the file, and mending the file ends it."""
    before = catalogue(data / "guides")["bench"]
    path = data / "guides" / "bench.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(broken, encoding="utf-8")
    known = catalogue(data / "guides")
    assert known["bench"] is before
    assert {fault.file for fault in known.faults} == {"bench.yml"}
    path.write_text(good.replace("不收钱", "不要钱"), encoding="utf-8")
    assert catalogue(data / "guides")["bench"].facts["fee"].text == "不要钱"
    assert catalogue(data / "guides").faults == ()


def test_a_file_that_never_was_good_takes_no_other_with_it(data: Path) -> None:
    """At the start too: what can be used is in service, what cannot is named; for those who mend it, it is an error."""
    (data / "guides" / "third.yml").write_text("id: third\n", encoding="utf-8")
    known = catalogue(data / "guides")
    assert sorted(known.guides) == ["bench", "stall"]
    assert {fault.file for fault in known.faults} == {"third.yml"}
    with pytest.raises(GuideFilesInvalid, match=r"third\.yml:1"):
        sound_catalogue(data / "guides")


def test_a_guide_that_is_taken_away_is_gone(data: Path) -> None:
    """Deleting the file takes the guide out of service."""
    assert "stall" in catalogue(data / "guides")
    (data / "guides" / "stall.yml").unlink()
    assert list(catalogue(data / "guides").guides) == ["bench"]


def test_an_emptied_folder_leaves_the_guides_in_service(data: Path) -> None:
    """A folder that is being copied anew, or whose disk is gone, is named; people go on being guided."""
    before = catalogue(data / "guides")
    shutil.move(data / "guides", data / "moved")
    known = catalogue(data / "guides")
    assert dict(known.guides) == dict(before.guides)
    assert "put at least one .yml file there" in known.faults[0].message
    shutil.move(data / "moved", data / "guides")
    assert catalogue(data / "guides").faults == ()


def test_a_folder_that_never_held_a_guide_is_an_error(tmp_path: Path) -> None:
    """There is nothing to serve from."""
    with pytest.raises(GuideError, match="put at least one"):
        catalogue(tmp_path)


def test_nobody_waits_while_a_file_is_read(data: Path) -> None:
    """On an event loop, where all turns run, the guides stand as they were until a changed file has been read beside it."""
    before = catalogue(data / "guides")
    pipe = data / "guides" / "third.yml"
    text = (data / "guides" / "bench.yml").read_text(encoding="utf-8").replace("id: bench", "id: third")
    # Reading a pipe takes as long as its writer likes.
    os.mkfifo(pipe)
    asked: list[Catalogue] = []

    async def turns() -> None:
        asked.extend(catalogue(data / "guides") for _ in range(3))

    loop = threading.Thread(target=lambda: asyncio.run(turns()), daemon=True)
    loop.start()
    loop.join(60)
    assert len(asked) == 3
    assert all(known is before for known in asked)
    pipe.write_text(text, encoding="utf-8")
    (data / "whole.yml").write_text(text, encoding="utf-8")
    (data / "whole.yml").replace(pipe)
    assert sorted(catalogue(data / "guides").guides) == ["bench", "stall", "third"]


def test_nobody_is_stranded_by_an_edit(bench: Guide) -> None:
    """Who stood where an edit took the place away walks the way again with the answers given; others stay."""
    path = bench.paths["offline"]
    shorter = replace(bench, paths={**bench.paths, "offline": replace(path, steps=path.steps[:1])})
    renamed = replace(bench, start="whose", questions={"whose": bench.questions["who"], "way": bench.questions["way"]})
    past = Place("bench", "offline", 2, (("who", "self"), ("way", "go")), {"who": "self", "way": "go"})
    assert walk.standing(bench, past) == past
    assert walk.done(shorter, walk.standing(shorter, past))
    assert walk.standing(bench, Place("bench", "gone", 1, (), {"who": "self"})).node == "way"
    assert walk.standing(renamed, Place("bench", "who")).node == "whose"
    assert walk.standing(bench, Place("bench", "shop")).node == "shop"
