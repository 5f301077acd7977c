"""What to bring is shown in a picture too, where the account may send one, and never half of it (W-19)."""

import io
from pathlib import Path

import av
import pytest

from assistant.errors import GuideError
from assistant.guides.catalogue import catalogue
from assistant.settings import ROOT, Settings
from channels.wechat.pictures import TILE_PIXELS, Tiles
from channels.wechat.stand_in.phone import a_person
from tests.wechat.conftest import OpenAccount, StandIn, eventually

TILES = Tiles(ROOT / "data")


def test_all_or_nothing() -> None:
    """A picture shows everything that is needed, each thing once; where one thing has no tile there is none."""
    assert TILES.of(["身份证", "户口簿"]) == ("id-card", "household")
    assert TILES.of(["身份证", "本人身份证"]) == ("id-card",)
    assert TILES.of(["身份证", "邻居意见和建房图样"]) == ()
    assert TILES.of([]) == ()


@pytest.mark.parametrize(("count", "columns", "rows"), [(1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 2, 2)])
def test_tiles_stand_two_in_a_row(count: int, columns: int, rows: int) -> None:
    """W-19: one PNG of far less than 2 MB, that others can read."""
    png = TILES.drawn(["id-card", "household", "social-card", "phone"][:count])
    with av.open(io.BytesIO(png)) as file:
        frame = next(file.decode(video=0))
    assert (frame.width, frame.height) == (columns * TILE_PIXELS, rows * TILE_PIXELS)
    assert len(png) < 500_000


def test_every_name_is_a_thing_of_a_guide(settings: Settings) -> None:
    """A tile is for things that the guides name, word for word: a name that no guide has would never be shown."""
    known = {thing.name for guide in catalogue(settings.data / "guides") for thing in guide.materials}
    assert set(TILES._by_name) <= known


def test_a_tile_that_is_not_there(tmp_path: Path) -> None:
    """Named at the start, with the command that draws it."""
    (tmp_path / "wechat").mkdir()
    (tmp_path / "wechat" / "pictures.yml").write_text("hat: {icon: x, says: 帽子, names: [帽子]}", encoding="utf-8")
    with pytest.raises(GuideError, match=r"hat\.png"):
        Tiles(tmp_path)


async def test_asked_what_to_bring(account: OpenAccount, stand_in: StandIn) -> None:
    """Who asks what to bring is sent the picture after the words; the same picture is uploaded once, for whoever asks."""
    async with account(kind="service") as it:
        pictures = []
        for person in (it.person, a_person()):
            uploads = stand_in.calls().count("media/upload")
            await it.phone.deliver(it.phone.text(person, "我要办社保卡"))
            await it.phone.deliver(it.phone.text(person, "要带什么"))
            await eventually(lambda person=person: any(one["msgtype"] == "image" for one in stand_in.sent(person)))
            pictures += [one["image"]["media_id"] for one in stand_in.sent(person) if one["msgtype"] == "image"]
            assert stand_in.calls().count("media/upload") - uploads == (person == it.person)
        assert len(pictures) == 2
        assert len(set(pictures)) == 1
        assert stand_in.media(pictures[0]).startswith(b"\x89PNG")


async def test_a_picture_that_cannot_be_sent(account: OpenAccount, stand_in: StandIn) -> None:
    """The words come all the same: by an account that may send nothing, and where the platform takes no picture."""
    async with account() as it:
        await it.says("我要办社保卡")
        assert "身份证" in (await it.says("要带什么")).words
        assert stand_in.sent(it.person) == []
    async with account(kind="service") as it:
        stand_in.faults(upload={"kind": "error", "number": 45009, "times": -1})
        await it.says("我要办社保卡")
        told = len(stand_in.sent(it.person))
        answer = await it.says("要带什么")
        said = answer.words or str(stand_in.sent(it.person)[told:])
        assert "身份证" in said
