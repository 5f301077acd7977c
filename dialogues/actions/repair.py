"""The ladder of repair (V-13): each time an answer does not bring the visit on, the assistant changes its tactic.

1 shorter, plainer and slower; 2 two large buttons; 3 the one deciding word; 4 a person, or a slip for the window.
All causes climb the same ladder, so that nobody is asked a fourth time; anything that is understood ends it.
"""

import re
from dataclasses import replace

from assistant.guides import walk
from assistant.guides.content import content
from dialogues.actions import guidance, offers
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Cause, Offer, Visit
from dialogues.components.sounds import bare

_POINTS = 0.3
"""From this fit on, words say something about which of the answers they may mean."""

_WITHOUT_WORDS = ("mumble", "noise", "television", "dead")
"""How listening may end without words, other than in silence."""


def not_understood(turn: Turn, cause: Cause | None = None) -> Answer:
    """The next rung of the ladder. Nothing that was answered is lost, and no sentence is said twice running."""
    cause = cause or _heard_wrong(turn)
    visit = replace(turn.visit, repair=turn.visit.repair.after(cause))
    rung = visit.repair.rung
    answer = _RUNGS.get(rung, _resting)(turn, visit, cause)
    # "The second one" is understood, also where nothing is on offer.
    act = None if cause in ("wrong", "skipped") or turn.heard.act == "choose" else "unclear"
    kept = replace(answer.visit, repair=visit.repair, service=turn.visit.service or answer.visit.service)
    return replace(answer, visit=kept, act=act, repairing=True, slower=cause != "skipped")


def _heard_wrong(turn: Turn) -> Cause:
    """Why there were no words that could be understood; where the ears do not say, it was silence."""
    if turn.heard.text:
        return "unclear"
    return turn.heard.ending if turn.heard.ending in _WITHOUT_WORDS else "silence"  # type: ignore[return-value]


def only_wrong(text: str) -> bool:
    """Whether a text says nothing but that we were wrong (data/lexicon/wrong.yml)."""
    return bool(_wrong().fullmatch(bare(text)))


def denying(text: str) -> bool:
    """Whether a text denies something (data/lexicon/wrong.yml)."""
    return any(word in text for word in _denials())


@content("lexicon", "wrong.yml")
def _denials(data: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(data["denying"])


@content("lexicon", "wrong.yml")
def _wrong(data: dict[str, list[str]]) -> re.Pattern[str]:
    words = sorted({bare(wording) for wording in data["only"]}, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, words))})+")


def not_yet(turn: Turn) -> Answer:
    """No hurry: the place once more, in the words that were not said just now. This is an answer, and ends the ladder."""
    return _in_other_words(turn, turn.visit, turn.words("not_yet"))


def the_rest(turn: Turn) -> Answer:
    """After "none of these": the answers that had no button."""
    others = tuple(replace(offer, shown=True) for offer in turn.visit.offers if not offer.shown)
    single = replace(others[0], means="yes") if len(others) == 1 else None
    visit = replace(turn.visit, offers=(*((single,) if single else others[:2]), _person(turn)))
    return Answer(visit, turn.words("repair_rest", a=others[0].title), repairing=True)


def _plainer(turn: Turn, visit: Visit, cause: Cause) -> Answer:
    """In a guide the simple wording; outside, an example of what can be said."""
    lead = turn.words(f"{cause}_first")
    if not _underway(turn):
        offered = _on_offer(turn, visit)
        named = offered[0].kind in ("service", "about") and not offered[0].means
        example = "repair_example_service" if named else "repair_example"
        return Answer(replace(visit, offers=offered), lead + turn.words(example, a=_word(turn, offered[0])))
    return _in_other_words(turn, visit, lead)


def _in_other_words(turn: Turn, visit: Visit, lead: tuple[str, ...]) -> Answer:
    """The place in its plain wording, or in the full one where the plain one was said just now."""
    for plain in (True, False):
        answer = guidance.at_place(turn, visit, lead, plain=plain)
        if not set(answer.say[len(lead) :]) & set(turn.visit.said):
            return answer
    return replace(answer, say=lead + turn.words("repair_look"))


def _two_buttons(turn: Turn, visit: Visit, cause: Cause) -> Answer:
    """The two likeliest answers and a way out; the others are still understood when they are said."""
    base = _place(turn, visit)
    pair = _likeliest(turn, _answers(turn, base))
    rest = tuple(replace(offer, shown=False) for offer in _answers(turn, base) if offer not in pair)
    elsewhere = cause == "wrong" and all(offer.kind != "other" for offer in pair)
    out = _none_of_these(turn, pair) if rest else _other(turn) if elsewhere else _person(turn)
    return _asking(turn, base, (*pair, out, *rest), turn.words(f"{cause}_second") + _either(turn, pair))


def _one_word(turn: Turn, visit: Visit, cause: Cause) -> Answer:
    """Only the word that decides is asked for; each answer has its own."""
    base = _place(turn, visit)
    offered = tuple(
        replace(offer, says=(*offer.says, _word(turn, offer)), shown=True) for offer in _answers(turn, base)
    )[:3]
    words = dict(zip("abc", (_word(turn, offer) for offer in offered), strict=False))
    say = turn.words(f"repair_word_{len(offered)}", **words)
    return _asking(turn, base, offered if len(offered) == 3 else (*offered, _person(turn)), say)


def _somebody(turn: Turn, visit: Visit, cause: Cause) -> Answer:
    """A person is called; where a service is known, the window and a slip for it are the other way."""
    # A plain yes now means the person, and nothing that was on offer before.
    before = tuple(replace(offer, means="") for offer in _answers(turn, _place(turn, visit)))
    if not _underway(turn):
        offered = (*before[:2], _person(turn, "yes"), *(replace(offer, shown=False) for offer in before[2:]))
        return Answer(replace(visit, offers=offered), turn.words("repair_person"))
    hidden = tuple(replace(offer, shown=False) for offer in before)
    words = turn.phrases.word
    ways = (Offer(words("button_slip"), "slip"), Offer(words("button_again"), "again"))
    offered = (_person(turn, "yes"), *ways, *hidden)
    return Answer(replace(visit, offers=offered), turn.words("repair_person_or_window"))


def _resting(turn: Turn, visit: Visit, cause: Cause) -> Answer:
    """Nothing is asked any more; what was on offer stays."""
    return Answer(visit, turn.words("repair_resting"))


_RUNGS = {1: _plainer, 2: _two_buttons, 3: _one_word, 4: _somebody}


def _underway(turn: Turn) -> bool:
    return turn.guide is not None and turn.visit.place is not None and not walk.done(turn.guide, turn.visit.place)


def _on_offer(turn: Turn, visit: Visit) -> tuple[Offer, ...]:
    """What can be answered outside a guide: what was offered, or the services most asked for."""
    offered = tuple(replace(o, shown=True) for o in visit.offers if o.kind not in ("human", "rest", "slip", "again"))
    return offered or guidance.services_on_offer(turn, turn.front_services())


def _place(turn: Turn, visit: Visit) -> Answer:
    """The place with all its answers, before anything is said."""
    if _underway(turn):
        return guidance.at_place(turn, visit)
    return Answer(replace(visit, offers=_on_offer(turn, visit)), ())


def _answers(turn: Turn, base: Answer) -> tuple[Offer, ...]:
    """The answers of a place. At a step there are two: done, and not yet."""
    offered = base.visit.offers
    if len(offered) == 1 and offered[0].kind == "next":
        return (*offered, Offer(turn.phrases.word("button_not_yet"), "not_yet", means="no"))
    return offered


def _likeliest(turn: Turn, answers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    fits = offers.nearest(answers, turn.heard.text) if turn.heard.text else []
    near = [taken.offer for taken in fits if taken.fit >= _POINTS]
    return (*near, *(offer for offer in answers if offer not in near))[:2]


def _asking(turn: Turn, base: Answer, offered: tuple[Offer, ...], say: tuple[str, ...]) -> Answer:
    return replace(base, visit=replace(base.visit, offers=offered), say=say, show="\n".join((*say, *base.say)))


def _either(turn: Turn, pair: tuple[Offer, ...]) -> tuple[str, ...]:
    if any(offer.kind == "next" for offer in pair):
        return turn.words("repair_step_done")
    if len(pair) == 1:
        return ()
    return turn.words("repair_either", a=pair[0].title, b=pair[1].title)


def _word(turn: Turn, offer: Offer) -> str:
    """The shortest way to say an answer: the word of its kind, or the first of its other wordings."""
    known = {"next": "word_next", "not_yet": "word_not_yet"}.get(offer.kind)
    if known is None and offer.kind != "option":
        known = {"yes": "word_yes", "no": "word_no"}.get(offer.means)
    if known is not None:
        return turn.phrases.word(known)
    return offer.says[0] if offer.kind == "option" and offer.says else offer.title


def _person(turn: Turn, means: str = "") -> Offer:
    return Offer(turn.phrases.word("button_human"), "human", means=means)  # type: ignore[arg-type]


def _other(turn: Turn) -> Offer:
    return Offer(turn.phrases.word("button_other"), "other")


def _none_of_these(turn: Turn, pair: tuple[Offer, ...]) -> Offer:
    taken = any(offer.means == "no" for offer in pair)
    return Offer(turn.phrases.word("button_none"), "rest", means="" if taken else "no")
