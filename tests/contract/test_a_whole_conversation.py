"""A conversation over HTTP from the first word to the last, every reply word for word."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.dialogue

Say = Callable[..., dict[str, Any]]

TURNS = [
    ("养老金认证怎么弄", ["养老金认证，一般一年做一次。", "不收钱。", "您想在手机上做，还是去窗口做？"], (1, 6, False)),
    ("去窗口做", ["请带上身份证或社保卡。"], (2, 6, False)),
    ("下一步", ["去村里的便民服务站。", "镇上社保所也行。"], (3, 6, False)),
    ("要带什么", ["带身份证，或者社保卡。", "有一样就行。", "接着刚才的第3步。", "去村里便民服务站。"], (3, 6, False)),
    ("下一步", ["跟工作人员说一声：", "我来做养老金认证。"], (4, 6, False)),
    ("再说一遍", ["跟工作人员说一声：", "我来做养老金认证。"], (4, 6, False)),
    ("退回去", ["去村里的便民服务站。", "镇上社保所也行。"], (3, 6, False)),
    ("下一步", ["跟工作人员说一声：", "我来做养老金认证。"], (4, 6, False)),
    ("下一步", ["看着镜头。", "照提示眨眨眼，点点头。"], (5, 6, False)),
    ("下一步", ["工作人员说通过了就行。", "顺便问下回最晚哪天做。"], (6, 6, False)),
    ("下一步", ["这样就办好了。", "不收钱，也不要验证码。", "还要办别的事吗？"], (6, 6, True)),
    ("不用了", ["行，我在这儿。", "有事，您再叫我。"], None),
]  # fmt: skip

TAPPED = [
    (["养老金认证，一般一年做一次。", "不收钱。", "您想在手机上做，还是去窗口做？"], (1, 6, False)),
    (["请打开微信。", "在上面搜“电子社保卡”。", "点小程序进去。"], (2, 6, False)),
    (["登录自己的名字。", "再点“社保待遇资格认证”。"], (3, 6, False)),
    (["看看名字和身份证号。", "是您本人，再往下走。"], (4, 6, False)),
    (["点“开始认证”。", "脸对准框，别背光。", "帽子口罩先摘下。"], (5, 6, False)),
    (["听手机提示。", "眨眨眼，张张嘴，点点头。"], (6, 6, False)),
    (["看到“认证成功”，就办好了。", "谁要验证码，都别给。", "还要办别的事吗？"], (6, 6, True)),
    (["您要办哪件事？", "慢慢说，不着急。"], None),
    (["养老金认证，一般一年做一次。", "不收钱。", "您想在手机上做，还是去窗口做？"], (1, 6, False)),
]
"""What is answered when always the first button is tapped."""


def test_a_person_is_led_through_a_guide(say: Say) -> None:
    """A digression is answered and led back, a repeat is word for word (V-04), a step back loses nothing, the end is named."""
    replies = [say(text) for text, _, _ in TURNS]
    assert [(text, reply["say"], _position(reply)) for (text, _, _), reply in zip(TURNS, replies, strict=True)] == TURNS
    assert all(reply["show"] for reply in replies)


def test_buttons_and_words_lead_to_the_same_place(say: Say) -> None:
    """What a button sends is understood, always: every choice of every turn may be sent as it stands (A-22)."""
    replies = [say("养老金认证怎么弄")]
    for _ in range(8):
        replies.append(say(replies[-1]["choices"][0]["send"], source="button"))
    assert [(reply["say"], _position(reply)) for reply in replies] == TAPPED
    assert {reply["understood"]["act"] for reply in replies[1:]} == {"choose"}


def test_conversations_do_not_mix(say: Say, api: Any, session: str) -> None:
    """Two people at once each stay in their own guide."""
    other = {"session": session + "-other"}
    say("养老金认证怎么弄")
    api.post("/api/chat", json={**other, "text": "社保卡丢了怎么办"})
    assert say("到哪了")["guide"]["service"] == "pension-auth"
    assert api.post("/api/chat", json={**other, "text": "到哪了"}).json()["guide"]["service"] == "social-card"


def _position(reply: dict[str, Any]) -> tuple[int, int, bool] | None:
    guide = reply["guide"]
    return (guide["step"], guide["steps"], guide["done"]) if guide else None
