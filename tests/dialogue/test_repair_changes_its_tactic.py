"""Whatever a person does when they are not understood, the assistant changes its tactic and loses nothing (V-13, V-04)."""

import asyncio
import itertools
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.conversation import Conversation
from assistant.models import Reply, Source, Utterance

pytestmark = pytest.mark.dialogue

WAYS_IN = {
    "outside a guide": [],
    "after a greeting": ["你好"],
    "at a question of three": ["养老金认证怎么弄"],
    "at a question of two": ["办死亡销户", "在家里"],
    "at a step": ["养老金认证怎么弄", "去窗口做"],
    "at a later step": ["社保卡丢了怎么办", "去窗口做", "下一步"],
    "after a guide": ["养老金认证怎么弄", "去窗口做", *["下一步"] * 5],
    "after an offer": ["办低保要带啥"],
}
MISSES = {"silence": "", "mumble": "嗯那个", "another": "呃", "wrong": "不对", "quite wrong": "你听错了"}
BUTTON = "button"
MOVES = st.lists(st.sampled_from([*MISSES.values(), "下一步", BUTTON]), min_size=4, max_size=14)
RE_ASKS = 3
HELP = "找人帮忙"


async def went(conversation: Conversation, said: list[str], buttons: int = 0) -> list[Reply]:
    """The replies to some utterances; a button is one of those on offer, another each time."""
    session, replies = f"test-{uuid.uuid4().hex}", []
    for number, text in enumerate(said):
        source = Source.TYPED
        if text == BUTTON:
            choices = replies[-1].choices if replies else ()
            text = choices[(buttons + number) % len(choices)].send if choices else "下一步"
            source = Source.BUTTON
        replies.append(await conversation.reply(Utterance(session, text, source, "test")))
    return replies


@pytest.mark.parametrize("miss", MISSES)
@pytest.mark.parametrize("way_in", WAYS_IN)
async def test_four_misses_are_four_tactics(way_in: str, miss: str, conversation: Conversation) -> None:
    """Four misses of one kind: no sentence of the reply before comes again, help is at hand by the fourth, and the
    place is the same (novel 1: no verbatim repeats, nothing lost, a person by rung 4)."""
    before = WAYS_IN[way_in]
    replies = await went(conversation, [*before, *[MISSES[miss]] * 6])
    stood, missed = replies[len(before) - 1] if before else None, replies[len(before) :]
    assert no_sentence_twice_running(replies[max(0, len(before) - 1) :]) == []
    assert HELP in [choice.title for choice in missed[3].choices]
    assert len({tuple(choice.title for choice in reply.choices) for reply in missed[:4]}) >= 2
    assert all(len(reply.choices) <= 3 for reply in missed)
    if stood is not None:
        assert all(reply.guide == stood.guide for reply in missed)
    # What comes after the person was called asks nothing.
    assert all("？" not in sentence for reply in missed[4:] for sentence in reply.say)


@pytest.mark.parametrize("way_in", ["at a question of three", "at a question of two", "at a step", "after an offer"])
async def test_causes_share_one_ladder(way_in: str, conversation: Conversation) -> None:
    """Silence, mumbling and "no, wrong" mixed are not three ladders: the fourth miss calls a person all the same."""
    replies = await went(conversation, [*WAYS_IN[way_in], "", "不对", "嗯那个", ""])
    titles = [choice.title for choice in replies[-1].choices]
    assert HELP in titles
    assert "旁边的工作人员" in "".join(replies[-1].say)


async def test_the_second_rung_is_two_buttons_and_a_way_out(conversation: Conversation) -> None:
    """The third answer has no button then, but is still understood when it is said, and found behind "none of these"."""
    to_the_second = ["养老金认证怎么弄", "", ""]
    replies = await went(conversation, to_the_second)
    assert [choice.title for choice in replies[-1].choices] == ["手机上做", "去窗口做", "都不是"]
    said = await went(conversation, [*to_the_second, "我还没领养老金"])
    assert said[-1].guide is not None
    assert said[-1].guide.done
    others = await went(conversation, [*to_the_second, "都不是"])
    assert [choice.title for choice in others[-1].choices] == ["我还没领养老金", "找人帮忙"]


async def test_the_word_that_decides_is_understood(conversation: Conversation) -> None:
    """On the third rung each word that is asked for is taken, and ends the ladder."""
    replies = await went(conversation, ["养老金认证怎么弄", "", "", "", "窗口", ""])
    assert replies[3].say[-1] == "“手机”“窗口”，还是“没领”？"
    assert replies[4].guide is not None
    assert replies[4].guide.step == 2
    assert replies[5].say[0] == "我没听到声音。"


async def test_a_slip_names_what_the_window_needs(conversation: Conversation) -> None:
    """The slip says what to bring, where to go and whom to ring, holds nothing of the person, and the step is kept."""
    replies = await went(conversation, ["养老金认证怎么弄", "手机上做", "", "", "", "", "要张条子", "接着来"])
    slip = replies[6].slip
    assert slip is not None
    assert slip.service == "pension-auth"
    assert [line.split("：")[0] for line in slip.lines] == ["要带", "去哪里", "电话"]
    assert all(line in replies[6].show for line in slip.lines)
    assert replies[7].guide == replies[1].guide
    assert set(replies[1].say) <= set(replies[7].say)


async def test_a_reply_of_the_ladder_is_spoken_slower(conversation: Conversation) -> None:
    """What was not understood is said a step slower, once; what is understood comes at the pace the person chose."""
    replies = await went(conversation, ["养老金认证怎么弄", "", "手机上做"])
    assert [reply.pace for reply in replies] == ["normal", "slow", "normal"]


@pytest.mark.parametrize(
    ("text", "act"), [("低保怎么申请", "unclear"), ("我摔倒了", "emergency"), ("有人叫我转钱", "scam")]
)
async def test_faint_words_are_asked_about(text: str, act: str, conversation: Conversation) -> None:
    """Words that the recogniser only guessed are not acted on, but in danger they are (field, row 28)."""
    session = f"test-{uuid.uuid4().hex}"
    reply = await conversation.reply(Utterance(session, text, Source.SPOKEN, "test", confidence=0.1))
    assert (reply.understood.act, reply.guide) == (act, None)
    clear = await conversation.reply(Utterance(session, text, Source.SPOKEN, "test", confidence=0.9))
    assert clear.understood.act == ("ask_service" if act == "unclear" else act)


@pytest.mark.parametrize("way_in", WAYS_IN)
async def test_the_promises_hold_whatever_is_said(way_in: str, conversation: Conversation) -> None:
    """Random silences, mumbles, "no, wrong", "next" and buttons: no sentence twice running, never a fourth re-ask,
    no answer lost."""
    loop = asyncio.get_running_loop()

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(moves=MOVES, buttons=st.integers(0, 2))
    def holds(moves: list[str], buttons: int) -> None:
        said = [*WAYS_IN[way_in], *moves]
        replies = asyncio.run_coroutine_threadsafe(went(conversation, said, buttons), loop).result()
        assert no_sentence_twice_running(replies) == []
        assert longest_row_of_re_asks(replies) <= RE_ASKS

    await asyncio.to_thread(holds)


def no_sentence_twice_running(replies: list[Reply]) -> list[str]:
    """The sentences that came again in the very next reply."""
    pairs = itertools.pairwise(replies)
    return [sentence for one, other in pairs for sentence in other.say if sentence in one.say]


def longest_row_of_re_asks(replies: list[Reply]) -> int:
    """How often in a row the same place was asked about; endless where anything is asked after a person was called."""
    row, longest, called = 0, 0, False
    for one, other in itertools.pairwise(replies):
        stuck = one.guide == other.guide and other.understood.act in ("unclear", "correct", "next")
        calls = "旁边的工作人员" in "".join(other.say)
        slip = other.slip is not None  # the window is the other way on: from then on nothing is asked either
        called = slip or (stuck and (called or calls))
        row = row + 1 if stuck and not called else 0
        asked_again = called and any("？" in sentence for sentence in other.say)
        longest = max(longest, 99 if asked_again else row)
    return longest
