"""An answer that is lost on the way costs nobody a step: the same request again is the same turn."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from assistant.models import Reply, Understood
from channels.api.repeats import Repeats

Say = Callable[..., dict[str, Any]]


@pytest.fixture
def at_step_two(say: Say) -> None:
    """In a guide, at a step."""
    say("养老金认证怎么弄")
    say("去窗口做")


@pytest.mark.dialogue
@pytest.mark.usefixtures("at_step_two")
def test_the_same_request_is_one_turn(say: Say) -> None:
    """With one id 下一步 is one step however often it comes; with another, or with none, it is the next one."""
    first = say("下一步", request="a1")
    assert [say("下一步", request="a1") for _ in range(3)] == [first] * 3
    assert first["guide"]["step"] == 3
    assert say("下一步", request="a2")["guide"]["step"] == 4
    assert [say("下一步")["guide"]["step"] for _ in range(2)] == [5, 6]


@pytest.mark.dialogue
@pytest.mark.usefixtures("at_step_two")
async def test_it_is_one_turn_while_it_is_under_way(server: Any, session: str) -> None:
    """Sent again before the first is answered, both get the one reply."""
    body = {"session": session, "text": "下一步", "request": "b1"}
    async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
        replies = await asyncio.gather(*(client.post("/api/chat", json=body) for _ in range(4)))
    assert {reply.json()["guide"]["step"] for reply in replies} == {3}


@pytest.mark.dialogue
@pytest.mark.usefixtures("at_step_two")
def test_an_id_belongs_to_its_session(say: Say, api: httpx.Client, session: str) -> None:
    """Nobody gets the reply of another session, and none is left when a session is deleted (P-04)."""
    assert say("下一步", request="c1")["guide"]["step"] == 3
    other = {"session": f"{session}-other", "text": "下一步", "request": "c1"}
    assert api.post("/api/chat", json=other).json()["guide"] is None
    assert api.delete(f"/api/sessions/{session}").status_code == 204
    assert say("下一步", request="c1")["guide"] is None
    say("养老金认证怎么弄", request="c2")
    say("把我的信息删了", request="c3")
    assert say("到哪了", request="c2")["guide"] is None


@pytest.mark.dialogue
@pytest.mark.usefixtures("at_step_two")
@pytest.mark.parametrize("request_id", ["", "a b", "x" * 65, 7, ["a"]])
def test_an_id_that_is_none_is_refused(request_id: Any, api: httpx.Client, say: Say, session: str) -> None:
    """It gets a 4xx, and changes nothing."""
    answer = api.post("/api/chat", json={"session": session, "text": "下一步", "request": request_id})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")
    assert say("到哪了")["guide"]["step"] == 2


async def test_only_the_last_are_kept() -> None:
    """Of each session the last requests, of all sessions the last ones; what is no longer kept is a turn again."""
    repeats, turns = Repeats(sessions=2, requests=2), []

    async def said(session: str, request: str) -> None:
        async def turn() -> Reply:
            turns.append(session + request)
            return _reply(session)

        await repeats.once(session, request, turn)

    for request in "1231233":
        await said("a", request)
    assert "".join(turns) == "a1a2a3a1a2a3"
    turns.clear()
    for session in ("b", "c", "b", "a"):
        await said(session, "3")
    assert turns == ["b3", "c3", "a3"]


async def test_a_turn_that_failed_may_be_tried_again() -> None:
    """An error is not kept."""
    repeats, turns = Repeats(), []

    async def turn() -> Reply:
        turns.append(1)
        if len(turns) == 1:
            raise ConnectionError
        return _reply("a")

    with pytest.raises(ConnectionError):
        await repeats.once("a", "1", turn)
    assert await repeats.once("a", "1", turn) is await repeats.once("a", "1", turn)
    assert len(turns) == 2


def _reply(session: str) -> Reply:
    understood = Understood("yes", None, None, 1.0, ())
    return Reply(session, ("好。",), "好。", (), None, understood)
