"""What was measured while a person spoke holds for their taps, and a word about it starts from there."""

import uuid

import pytest

from assistant.conversation import Conversation
from assistant.models import Reply, Source, Utterance
from channels.api.suiting import answered
from voice.endpointing import Manner
from voice.pace import Fits, Pace

pytestmark = pytest.mark.dialogue

SLOWLY, BRISKLY = Manner(6.0), Manner(2.0)
"""How ten syllables are spoken by somebody slow, and by somebody brisk."""


class Person:
    """Somebody who speaks and taps in one conversation."""

    def __init__(self, talks: Conversation) -> None:
        self.session = f"test-{uuid.uuid4().hex}"
        self.fits = Fits()
        self._talks = talks

    async def says(self, text: str, manner: Manner) -> Reply:
        utterance = Utterance(self.session, text, Source.SPOKEN, "kiosk")
        return await answered(utterance, self._talks, self.fits, manner)

    async def taps(self, text: str) -> Reply:
        return await answered(Utterance(self.session, text, Source.BUTTON, "kiosk"), self._talks, self.fits)


@pytest.fixture
def person(conversation: Conversation) -> Person:
    return Person(conversation)


async def test_a_tap_is_answered_at_the_pace_that_suits(person: Person) -> None:
    """Whoever speaks slowly is spoken to slowly, also when they tap; whoever is not known, as everybody."""
    assert (await person.taps("你好")).pace == Pace.NORMAL
    assert (await person.says("我的社保卡丢了怎么办", SLOWLY)).pace == Pace.SLOW
    assert (await person.taps("下一步")).pace == Pace.SLOW


async def test_a_word_starts_from_what_they_have_heard(person: Person) -> None:
    """快一点 after slow is the usual pace and not fast; nothing measured changes it any more, and a tap keeps it."""
    await person.says("我的社保卡丢了怎么办", SLOWLY)
    assert (await person.taps("快一点")).pace == Pace.NORMAL
    assert (await person.says("那我要带什么东西去", SLOWLY)).pace == Pace.NORMAL
    assert (await person.taps("慢一点")).pace == Pace.SLOW
    assert (await person.says("那我要带什么东西去", BRISKLY)).pace == Pace.SLOW


async def test_what_was_said_slower_once_is_not_a_wish(person: Person) -> None:
    """After silence the question comes a step slower; the next answer does not."""
    await person.says("养老金认证怎么弄", Manner(2.0))
    before = person.fits.of(person.session).pace
    assert (await person.says("", Manner())).pace != before
    assert (await person.taps("手机上做")).pace == before
    assert not person.fits.of(person.session).chosen


async def test_a_chosen_pace_outlives_a_restart(person: Person) -> None:
    """What was measured is in memory only; what was asked for is kept with the conversation."""
    await person.taps("慢一点")
    person.fits = Fits()
    assert (await person.says("我的社保卡丢了怎么办", BRISKLY)).pace == Pace.SLOW
    assert person.fits.of(person.session).chosen
