"""Small talk: short and kind, and what day it is."""

from datetime import datetime

from borax.calendars.lunardate import LunarDate

from assistant.guides import walk
from assistant.guides.content import content
from dialogues.actions import guidance, offers
from dialogues.actions.given import answered
from dialogues.actions.repair import not_understood
from dialogues.actions.services import front
from dialogues.actions.turn import FITS, Answer, Turn, TurnAction
from dialogues.actions.visit import Offer


class Smalltalk(TurnAction):
    """Short and kind, then back to the matter; asked for the day, it names it."""

    title = "action_smalltalk"

    def answer(self, turn: Turn) -> Answer:
        if turn.heard.facts.age is not None and asking(turn):
            # An age told where something is asked is meant as an answer, whatever it sounds like.
            return answered(turn) or not_understood(turn, "skipped")
        say = remark(turn)
        if turn.guide is not None and turn.visit.place is not None and not walk.done(turn.guide, turn.visit.place):
            return guidance.back_to_place(turn, turn.visit, turn.guide.id, say or turn.words("smalltalk")[:1])
        return front(turn, turn.visit, say + turn.words("ask_need")[:1] if say else turn.words("smalltalk"))


def asking(turn: Turn) -> bool:
    """Whether a guide has asked something and waits for the answer."""
    place = turn.visit.place
    return turn.guide is not None and place is not None and walk.question_at(turn.guide, place) is not None


def remark(turn: Turn) -> tuple[str, ...]:
    """The answer to a remark that is known by its words (data/phrases/remarks.yml); empty where none is near."""
    near = offers.closest(_remarks(), turn.heard.text, by_place=False)
    if near is None or near.fit < FITS:
        return ()
    day, now = turn.heard.facts.on or turn.today, datetime.now()
    key = near.offer.value
    if key == "day_is" and day == turn.today:
        key = "today_is"
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    named = {"month": day.month, "day": day.day, "weekday": lunar.cn_week, "lunar": lunar.cn_md}
    return turn.words(key, hour=now.hour, minute=now.minute, **named)


@content("phrases", "remarks.yml")
def _remarks(data: dict[str, list[str]]) -> tuple[Offer, ...]:
    return tuple(Offer(says[0], "other", key, tuple(says)) for key, says in data.items())
