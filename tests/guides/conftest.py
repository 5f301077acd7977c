"""A small world for the tests of the guides: one made-up guide that is in order, and a folder to break it in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.guides.catalogue import Catalogue, catalogue
from assistant.guides.loader import read_guide
from assistant.guides.model import Guide
from assistant.settings import ROOT

BENCH = """\
id: bench
name: 村口长凳借用登记
spoken_name: 借长凳
category: 示例
aliases: [借凳子, 借板凳, 搬长凳]
situations: [家里来客没凳子坐]
opening: ["借长凳，{fee}。", "{days}还。"]
conditions: [住在本村的人]
legal_basis: [{document: 《村规民约》第三条, office: 村委会, sources: [checked], effective: 2026-03-01, review_by: 2027-06-30}]
materials:
  - {name: 身份证, note: 看一眼就行}
fees: []
answers:
  materials: [带身份证看一眼。]
  fee: ["{fee}。"]
  amount: [一回最多借十条。]
  place: [在村委会院子里借。]
  hours: [上班的时候都能借。]
  phone: ["打{hotline}问。"]
  time_limit: ["{days}还。"]
  eligibility: [住在本村就能借。]
  online: [手机上也能先登记。]
  result: [当场搬走。]
  steps: [先登记，再去搬。]
  cautions: [下雨天要搬进屋。]
  basis: [村里定的规矩。]
  proxy: [家里人可以替您搬。]
facts:
  fee: {text: 不收钱, sources: [checked], office: 村委会, review_by: 2027-06-30}
  days: {text: 三天之内, sources: [hearsay], office: 村委会, review_by: 2027-06-30}
  hotline: {text: "12345", sources: [hearsay, checked], office: 村委会, review_by: 2027-06-30}
start: who
questions:
  who:
    ask: [您自己用，还是替人借？]
    plain: [自己用吗？]
    options:
      - {id: self, title: 自己用, says: [我用], to: way}
      - {id: family, title: 替家里人借, to: way}
      - {id: shop, title: 开店用, exit: shop}
  way:
    ask: [您想打电话，还是自己去？]
    plain: [打电话，还是去？]
    options:
      - {id: phone, title: 打电话登记, path: online}
      - {id: go, title: 自己去借, path: offline}
paths:
  online:
    title: 打电话登记
    steps:
      - {say: [打电话到村委会。], plain: [先打电话。]}
      - {say: [说您的名字和几条凳子。], plain: [说名字。]}
      - {say: [问哪天能去搬。], plain: [问哪天。]}
    done: [登记好了，到时去搬。]
  offline:
    title: 自己去借
    steps:
      - {say: [带上身份证。], plain: [带身份证。]}
      - {say: [去村委会院子里搬。], plain: [去搬。]}
    done: [搬好了，记得还。]
exits:
  shop: {say: [开店用的，村里不借。], see: stall}
faq:
  - {q: 坏了要赔吗？, a: [自然坏的，不用赔。], also: [断了腿怎么办]}
record:
  task_type: 公共服务
  use_level: 村
  office: {name: 村委会}
  project_type: 即办件
  handle_types: [窗口, 电话]
  visits: 1
  visits_reason: 来村里搬凳子
sources:
  - {id: checked, title: 村务公开栏, site: 本村, retrieved_on: 2026-11-01}
  - {id: hearsay, title: 听人说的, site: 无, retrieved_on: 2026-11-01, unverified: true}
verification: {state: partial, review_due: 2027-06-30}
"""

STALL = (
    BENCH.replace("id: bench", "id: stall")
    .replace("借凳子, 借板凳, 搬长凳", "摆摊, 支摊子, 赶集卖菜")
    .replace("see: stall", "see: bench")
)

Write = Callable[..., Path]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two guides that are in order, and the words that are never said."""
    for folder in ("guides", "phrases"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    (tmp_path / "data" / "guides" / "bench.yml").write_text(BENCH, encoding="utf-8")
    (tmp_path / "data" / "guides" / "stall.yml").write_text(STALL, encoding="utf-8")
    banned = (ROOT / "data" / "phrases" / "banned.yml").read_text(encoding="utf-8")
    (tmp_path / "data" / "phrases" / "banned.yml").write_text(banned, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def change(data: Path) -> Write:
    """Writes the guide `bench` with some words replaced, and gives its file."""

    def write(*changes: tuple[str, str]) -> Path:
        path = data / "guides" / "bench.yml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"nothing to replace: {old}"
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def bench(data: Path) -> Guide:
    """The made-up guide."""
    return read_guide(data / "guides" / "bench.yml")


@pytest.fixture(scope="session")
def known() -> Catalogue:
    """The guides of this checkout."""
    return catalogue(ROOT / "data" / "guides")
