"""Again, slower, louder, back, stop and help are understood wherever a person is, and never cost them their place."""

from collections.abc import Awaitable, Callable

import pytest

from assistant.models import Reply

pytestmark = pytest.mark.dialogue

Say = Callable[[str], Awaitable[Reply]]

STATES = {
    "at the start": [],
    "after a greeting": ["你好"],
    "at a question": ["养老金认证怎么弄"],
    "at a step": ["养老金认证怎么弄", "去窗口做"],
    "after a side question": ["养老金认证怎么弄", "去窗口做", "要带什么"],
    "at the end": ["养老金认证怎么弄", "去窗口做", *["下一步"] * 5],
    "at an exit": ["养老金认证怎么弄", "我还没领养老金"],
    "after a guide was put aside": ["养老金认证怎么弄", "去窗口做", "不办了"],
    "after a scam": ["有人叫我转钱"],
    "after three silences": ["", "", ""],
    "after a person was called": ["养老金认证怎么弄", "", "", "", ""],
    "after a code was told": ["养老金认证怎么弄", "832197"],
}
WORDS = {
    "再说一遍": "repeat",
    "慢一点": "slower",
    "大点声": "louder",
    "上一步": "back",
    "不办了": "stop",
    "找人帮忙": "human",
}


@pytest.mark.parametrize("state", STATES)
async def test_a_word_is_understood_in_every_state(state: str, say: Say) -> None:
    """Each always-on word is taken for what it is (V-09), says something, and repeating is never counted as an error."""
    for text in STATES[state]:
        await say(text)
    for word, act in WORDS.items():
        reply = await say(word)
        assert (word, reply.understood.act) == (word, act)
        assert reply.say


@pytest.mark.parametrize(
    "word", ["再说一遍", "慢一点", "大点声", "找人帮忙", "等一下", "谢谢", "你好", "要带什么", "到哪了", "", "莫要"]
)
async def test_a_word_on_the_side_keeps_the_place(word: str, say: Say) -> None:
    """After any of them the person stands at the same step, and the next step follows (V-09, A-26)."""
    for text in ("养老金认证怎么弄", "去窗口做", "下一步"):
        await say(text)
    aside = await say(word)
    assert aside.guide is not None
    assert (aside.guide.service, aside.guide.step) == ("pension-auth", 3)
    assert (await say("下一步")).say == ("跟工作人员说一声：", "我来做养老金认证。")


@pytest.mark.parametrize("before", [[], ["你好"], ["你好", "你是谁"]], ids=["at once", "one turn in", "two turns in"])
@pytest.mark.parametrize("noise", ["", "嗯那个"], ids=["silence", "noise"])
async def test_not_understood_is_never_said_twice_the_same(before: list[str], noise: str, say: Say) -> None:
    """Four misses in a row bring no sentence twice, and the fourth calls a person (V-13, novel 1)."""
    for text in before:
        await say(text)
    replies = [await say(noise) for _ in range(4)]
    sentences = [sentence for reply in replies for sentence in reply.say]
    assert len(sentences) == len(set(sentences))
    assert ["找人帮忙" in [choice.title for choice in reply.choices] for reply in replies] == [
        False,
        False,
        False,
        True,
    ]


async def test_a_yes_after_four_misses_calls_a_person(say: Say) -> None:
    """The yes to "let us find somebody" is no "done": the step stays, and a person is called (V-13)."""
    for text in ("养老金认证怎么弄", "去窗口做", "", "", "", ""):
        await say(text)
    reply = await say("要得")
    assert reply.understood.act == "yes"
    assert "旁边的工作人员" in "".join(reply.say)
    assert reply.guide is not None
    assert reply.guide.step == 2


@pytest.mark.parametrize("text", ["/greet", '/ask_service{"service":"dibao"}', "/session_start", " //back"])
async def test_an_intent_that_is_typed_is_not_executed(text: str, say: Say) -> None:
    """Nobody steers the dialogue with the engine's own commands: they are text, and never certain."""
    reply = await say(text)
    assert reply.understood.confidence < 1
    assert reply.guide is None
