"""What a channel of another maker sees of the place: under `here` of a guide, and in health."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.health import place_health
from assistant.places.here import UnknownPlace, guides_here, here
from assistant.places.locality import Locality
from assistant.settings import ROOT
from channels.api import routes


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The routes over the guides as they are in the invented village."""
    monkeypatch.setenv("LINBAN_PLACE", "example-village")
    app = FastAPI()
    app.include_router(routes.router)
    app.state.parts = SimpleNamespace(guides=guides_here, place=here)
    return TestClient(app)


def test_a_guide_carries_what_the_place_adds(api: TestClient) -> None:
    """Windows with address, hours and number, people, figures, and what is missing (G-17, G-18)."""
    guide = api.get("/api/guides/old-age-allowance").json()
    local = guide["here"]
    assert (local["place"], local["name"], local["example"]) == ("example-village", "示例省示例县示例镇示例村", True)
    (window,) = local["windows"]
    assert (window["name"], window["phone"], window["hours"]) == (
        "示例村便民站",
        "0000-7654321",
        "每天上午，八点到十一点",
    )
    assert local["facts"]["amount"] == guide["facts"]["amount"]["text"] == "示例数，一百一十一元"
    assert local["missing"] == ["amount_time"]


def test_health_shows_the_place(village: Locality) -> None:
    """Which place, and that it is an example; without one, that there is none."""
    assert place_health(None) == {"state": "none"}
    assert place_health(village) == {
        "state": "example",
        "id": "example-village",
        "name": "示例省示例县示例镇示例村",
        "windows": 7,
        "contacts": 3,
        "facts": 6,
        "faults": [],
    }


def test_a_change_is_seen_without_a_restart(data: Path) -> None:
    """A window that moves is told where it is now."""
    folder = data / "places"
    assert here(folder, "example-village") is here(folder, "example-village")
    path = folder / "example-village.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("在村委会一楼", "在村口老祠堂"), encoding="utf-8")
    moved = here(folder, "example-village")
    assert moved is not None
    assert moved.windows[0].where == "在村口老祠堂"


def test_a_place_that_was_good_stays(data: Path) -> None:
    """A place file that breaks or goes while people are served is named in health; what it said before still holds."""
    folder = data / "places"
    path = folder / "example-village.yml"
    good = here(folder, "example-village")
    text = path.read_text(encoding="utf-8")
    path.write_text("windows: [", encoding="utf-8")
    broken = here(folder, "example-village")
    assert good is not None
    assert broken is not None
    assert broken.windows == good.windows
    assert place_health(broken)["state"] == "faulty"
    assert place_health(broken)["faults"][0]["file"] == "example-village.yml"
    path.unlink()
    gone = here(folder, "example-village")
    assert gone is not None
    assert "there is no example-village.yml" in place_health(gone)["faults"][0]["message"]
    path.write_text(text, encoding="utf-8")
    mended = here(folder, "example-village")
    assert mended is not None
    assert not mended.faults


def test_a_place_that_never_was_is_named(data: Path) -> None:
    """LINBAN_PLACE without a file stops the start, in words that say what to do (never another place instead)."""
    with pytest.raises(UnknownPlace, match=r"LINBAN_PLACE is “nowhere”"):
        here(data / "places", "nowhere")


def test_without_a_place_nothing_is_added() -> None:
    """The empty setting is no place."""
    assert here(ROOT / "data" / "places", "") is None
