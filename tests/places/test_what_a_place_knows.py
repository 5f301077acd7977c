"""A guide names the window, hours and number of the place it is asked at, or says honestly that it does not know them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.guides.catalogue import Catalogue, doubtful
from assistant.places.locality import Locality, local_info, with_facts
from assistant.places.slip import slip
from dialogues.actions import guidance
from dialogues.actions.turn import Turn, marked
from dialogues.actions.visit import Visit

RING_FIRST = "这一条，请先打电话确认。"
OFFER = ("要我一步步带您办吗？",)
AFTER = date(2028, 1, 1)

At = Callable[..., Turn]


def _asked(turn: Turn, service: str, aspect: str) -> tuple[str, ...]:
    return guidance.about(turn, Visit(), service, aspect).say


@pytest.mark.parametrize(
    ("service", "aspect", "said"),
    [
        ("pension-auth", "place", ("去示例村便民站。", "在村委会一楼。", "电话是0000-7654321。", "示例镇社保所也行。")),
        ("pension-auth", "hours", ("示例村便民站：", "每天上午，八点到十一点。", "电话是0000-7654321。")),
        ("pension-auth", "phone", ("打示例村便民站，", "号码是0000-7654321。", "养老金的事，打12333。")),
        ("id-card", "place", ("去示例派出所。", "在示例街派出所户籍窗口。", "电话是0000-1234569。")),
        ("dibao", "amount", ("家里缺多少，补多少。", "标准示例数，每月二百二十二元。")),
        ("family-doctor", "phone", ("打示例镇卫生院，", "号码是0000-1234570。", "要我一步步带您办吗？")),
        ("weather-alert", "phone", ("打村干部示例甲，", "号码是0000-7654322。", "有人被困，打110。", "着火打119，病了打120。")),
    ],
    ids=["place", "hours", "phone", "one window", "amount", "no national line", "a person"],
)  # fmt: skip
def test_the_place_is_named(service: str, aspect: str, said: tuple[str, ...], village: Locality, turn: At) -> None:
    """The nearest window first, what else is known as far as there is room (G-17, G-18, V-05)."""
    assert _asked(turn(village), service, aspect)[: len(said)] == said


@pytest.mark.parametrize(
    ("service", "aspect", "said"),
    [
        ("dibao", "place", ("去户口所在的镇上民政办。", "村委会也能代您报。", "本地窗口我还不知道。", "打12345问最准。")),
        ("dibao", "hours", ("镇上窗口一般工作日上班。", "去之前先打个电话问问。", "本地几点开门，我还不知道。", "打12345问最准。")),
        ("pension-auth", "phone", ("养老金的事，打12333。", "窗口电话我不知道，打12345问。")),
        ("dibao", "amount", ("家里缺多少，补多少。", "标准各地不一样，问镇上。", "本地怎么定，打12345问最准。")),
        ("wechat-video", "place", ("在家里就能打。", "不会弄，去村便民站问。")),
        ("emergency", "phone", ("人病了，打120。", "着火，打119。", "坏人、走丢，打110。", "撞车，打122。")),
    ],
    ids=["place", "hours", "phone", "amount", "nothing to go to", "danger"],
)  # fmt: skip
def test_what_is_not_known_is_said(service: str, aspect: str, said: tuple[str, ...], turn: At) -> None:
    """Without a place: what holds everywhere, then that the local part is not known, and 12345; never where it would
    only be in the way."""
    assert _asked(turn(None), service, aspect) == said + OFFER


@pytest.mark.parametrize("aspect", ["place", "hours"])
def test_a_place_that_does_not_know_a_service_says_so(aspect: str, village: Locality, turn: At) -> None:
    """A place is set, but nobody wrote down who serves legal aid there: as honest as without a place."""
    assert village.windows_for("legal-aid") == ()
    assert "打12345问最准。" in _asked(turn(village), "legal-aid", aspect)


def test_hours_that_are_not_known_are_not_made_up(village: Locality, turn: At) -> None:
    """The clinic of the example has no hours: the guide's own words, and 12345."""
    say = _asked(turn(village), "family-doctor", "hours")
    assert say[0] == "卫生院一般白天上班。"
    assert "本地几点开门，我还不知道。" in say


def test_the_nearer_place_goes_first(village: Locality) -> None:
    """Village before town before county, for windows and for the whole name."""
    assert village.name == "示例省示例县示例镇示例村"
    assert [window.id for window in village.windows_for("medical-enroll-pay")] == [
        "village-station",
        "health-insurance",
    ]
    assert [window.id for window in village.windows_for("pension-auth")] == ["village-station", "social-security"]


def test_the_step_to_the_window_names_it(village: Locality, turn: At) -> None:
    """On the way through a guide the step that goes to a window says which and where, in both wordings; the screen has
    address, hours and number."""
    here = turn(village)
    place = _step(here, "pension-auth", "offline", 1)
    answer = guidance.at_place(here, Visit(place=place))
    assert answer.say == ("去示例村便民站。", "在村委会一楼。")
    assert answer.plain == ("去示例村便民站。",)
    assert answer.show.splitlines()[2:6] == [
        "示例村便民站",
        "地址：示例省示例县示例镇示例村村委会一楼",
        "时间：每天上午，八点到十一点",
        "电话：0000-7654321",
    ]


def test_every_screen_of_an_example_says_so(village: Locality, turn: At) -> None:
    """Nobody takes the invented village for a real one, whatever is shown."""
    assert marked(turn(village), "示例数").splitlines() == ["示例数", "这是示例，不是真的地方。"]
    for real in (replace(village, example=False), None):
        assert marked(turn(real), "标准") == "标准"


def test_what_else_a_step_says_is_kept(village: Locality, turn: At) -> None:
    """Only where to go is replaced, not what to say or do there; without a place the step is as it is written."""
    for place, said in (
        (village, ("去示例镇民政办。", "在示例街镇政府二楼。", "跟工作人员说：", "家里困难，我想申请低保。")),
        (None, ("去村委会，或镇上民政办。", "跟工作人员说：", "家里困难，我想申请低保。")),
    ):
        here = turn(place)
        assert guidance.at_place(here, Visit(place=_step(here, "dibao", "offline", 1))).say == said


def test_a_window_that_was_not_asked_for_long_comes_with_a_warning(village: Locality, turn: At) -> None:
    """After its review date a window is still named, with "please ring first" (G-32)."""
    assert RING_FIRST in _asked(turn(village, AFTER), "id-card", "place")
    assert RING_FIRST not in _asked(turn(village), "id-card", "place")


def test_a_fact_of_the_place_has_its_own_source(known: Catalogue, village: Locality) -> None:
    """The figure of the county replaces the guide's, with office, date and source of the county; the others stay."""
    guide = with_facts(known["dibao"], village)
    fact = guide.facts["amount"]
    assert (fact.text, fact.office, fact.local) == ("示例数，每月二百二十二元", "示例县民政局", False)
    assert [source.title for source in guide.sources if source.id in fact.sources] == ["示例县的告示（编的）"]
    assert not doubtful(guide, fact, date(2026, 11, 23))
    assert guide.facts["fee"] == known["dibao"].facts["fee"]


def test_the_nearest_figure_counts(village: Locality, known: Catalogue) -> None:
    """What the village says of itself goes before what the county says."""
    nearer = replace(village, facts={"dibao": {"amount": replace(village.facts["dibao"]["amount"], text="更近的数")}})
    assert with_facts(known["dibao"], nearer).facts["amount"].text == "更近的数"


def test_a_fact_that_is_not_local_is_never_replaced(known: Catalogue, village: Locality) -> None:
    """A village cannot change what the nation lays down."""
    own = {"dibao": {"fee": village.facts["dibao"]["amount"]}}
    assert with_facts(known["dibao"], replace(village, facts=own)).facts["fee"] == known["dibao"].facts["fee"]


def test_what_is_missing_is_counted(known: Catalogue, village: Locality) -> None:
    """For one guide: windows, people, figures, and what nobody has filled in yet."""
    info = local_info(known["old-age-allowance"], village)
    assert (info.place, info.example) == ("example-village", True)
    assert [window.id for window in info.windows] == ["village-station"]
    assert info.facts == {"start_age": "示例岁数，满八十八岁", "amount": "示例数，一百一十一元"}
    assert info.missing == ("amount_time",)


def test_a_slip_holds_what_is_taken_to_the_window(known: Catalogue, village: Locality) -> None:
    """Materials one by one, windows with address, hours and number, and that it is an example (G-16, G-17, G-18)."""
    paper = slip(with_facts(known["dibao"], village), village)
    assert paper.materials == known["dibao"].materials
    assert [(window.name, window.phone) for window in paper.windows] == [("示例镇民政办", "0000-1234568")]
    assert (paper.place, paper.example) == ("示例省示例县示例镇示例村", True)


def test_a_slip_without_a_place_has_the_words_of_the_guide(known: Catalogue) -> None:
    """No window is invented: where, when and whom to ring are the guide's own, with numbers put in."""
    paper = slip(known["pension-auth"], None)
    assert (paper.place, paper.example, paper.windows) == (None, False, ())
    assert paper.phone == ("养老金的事，打12333。",)
    assert paper.where[0] == "村里的便民服务站能办。"


def _step(turn: Turn, service: str, path: str, step: int) -> "guidance.Place":
    return guidance.Place(service, path, step)
