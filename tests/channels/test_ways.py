"""The page of a guide counts its steps as the conversation does: who reads along is never told another number."""

from collections.abc import Iterator

import httpx
import pytest

from assistant.guides import walk
from assistant.guides.catalogue import catalogue, filled
from assistant.guides.model import Guide
from channels.pages.ways import Way, ways

GUIDES = [pytest.param(guide, id=guide.id) for guide in catalogue()]


def arrivals(guide: Guide, place: walk.Place) -> Iterator[walk.Place]:
    """Where every way of answering leads, told by the conversation's own steps."""
    question = walk.question_at(guide, place)
    if question is None:
        yield place
        return
    for option in question.options:
        yield from arrivals(guide, walk.choose(guide, place, place.node, option.id))


@pytest.mark.parametrize("guide", GUIDES)
def test_the_page_says_the_number_that_is_said(guide: Guide) -> None:
    """On every way through a guide each step has the number that the conversation says there, or none where people come
    to it with different numbers."""
    printed = dict(zip(guide.paths, ways(guide), strict=True))
    for place in arrivals(guide, walk.enter(guide)):
        path = walk.path_at(guide, place)
        if path is None:
            continue
        way = printed[place.node]
        said = walk.progress(guide, place)[0]
        assert way.steps[-len(path.steps)].number in (said, None)
        assert [step.number for step in way.steps] in (list(range(1, len(way.steps) + 1)), [None] * len(way.steps))
        asked = [guide.questions[question] for question, _ in place.answered]
        assert {sentence for question in asked for sentence in filled(guide, question.ask)} <= sentences(way)
        chosen = {title for step in way.steps for title in step.chosen}
        assert {walk.option_of(guide.questions[q], option).title for q, option in place.answered} <= chosen


def sentences(way: Way) -> set[str]:
    """Everything that stands in a way."""
    return {sentence for step in way.steps for sentence in step.say}


def test_most_ways_have_numbers() -> None:
    """Only where people come to a way with different numbers there is none, which is rare."""
    every = [way for guide in catalogue() for way in ways(guide)]
    assert sum(way.steps[0].number is None for way in every) < len(every) / 20


@pytest.mark.dialogue
def test_the_conversation_and_the_page_agree(server) -> None:
    """Led through a guide, a person finds each sentence on the page under the number on the screen."""
    said = {"session": "page-and-talk", "source": "button", "channel": "web"}
    page = httpx.get(f"{server.url}/guides/pension-auth").text
    text = catalogue()["pension-auth"].spoken_name
    for _ in range(12):
        reply = httpx.post(f"{server.url}/api/chat", json={**said, "text": text}, timeout=60).json()
        if reply["guide"]["done"]:
            break
        step = reply["guide"]["step"]
        item = page.split(f"第{step}步</b>")[1].split("</li>")[0]
        assert plain(reply["say"][-1]) in plain(item)
        text = reply["choices"][0]["send"] if reply["choices"] else "下一步"
    assert reply["guide"]["done"]


def plain(html: str) -> str:
    """Without what only marks words that stay on one line."""
    return html.replace('<span class="whole">', "").replace("</span>", "")
