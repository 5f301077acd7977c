"""The slip for the window: what it is about, what to bring, where to go, whom to ring. Nothing of the person is on it."""

from dataclasses import replace

from assistant.guides.model import Guide
from dialogues.actions import local
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer

_LINES = ("materials", "place", "phone")


def slip(turn: Turn, guide: Guide) -> Answer:
    """Reads the slip of a guide's window and shows it whole, for a person who goes on there; the place is kept."""
    said = [local.answered(turn, guide, aspect) for aspect in _LINES]
    texts = ["".join((*part.first, *part.spare, *part.last)) for part in said]
    lines = [turn.words(f"slip_{aspect}", text=text)[0] for aspect, text in zip(_LINES, texts, strict=True)]
    say = turn.words("slip") + tuple(sentence for part in said for sentence in part.first[:1])
    words = turn.phrases.word
    visible = (Offer(words("button_human"), "human"), Offer(words("button_again"), "again", means="yes"))
    hidden = tuple(replace(offer, shown=False) for offer in turn.visit.offers if not offer.shown)
    return Answer(
        replace(turn.visit, offers=(*visible, *hidden), service=guide.id),
        say,
        show="\n".join((*turn.words("slip_title", name=guide.spoken_name), *lines)),
        pictogram="message",
        service=guide.id,
        slip={"service": guide.id, "name": guide.spoken_name, "lines": lines},
        repairing=True,
    )
