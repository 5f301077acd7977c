"""What to bring, one thing at a time, for those who cannot keep many in mind at once (V-07)."""

from dataclasses import replace

from assistant.guides import walk
from assistant.guides.model import Guide, Material
from dialogues.actions import guidance
from dialogues.actions.turn import Answer, Turn
from dialogues.actions.visit import Offer


def told(turn: Turn, value: str) -> Answer:
    """One thing to bring, with the next on offer; after the last the person is back where they stood.

    `value` is that of an offer: service and number of the thing, counted from 0.
    """
    service, _, number = value.rpartition(":")
    if service not in turn.catalogue or int(number) >= len(turn.catalogue[service].materials):
        return guidance.back_to_place(turn, turn.visit, service, turn.words("answer_unknown"))
    guide, index = turn.catalogue[service], int(number)
    say = _said(turn, guide.materials[index], index + 1)
    if index + 1 == len(guide.materials):
        answer = guidance.back_to_place(turn, turn.visit, service, say + turn.words("material_last"))
        return replace(answer, act="choose", service=service, aspect="materials")
    visit = replace(turn.visit, offers=_offers(turn, guide, index + 1), service=service)
    return Answer(visit, say, show=_list(guide, index), act="choose", service=service, aspect="materials")


def _said(turn: Turn, material: Material, number: int) -> tuple[str, ...]:
    say = turn.words("material", number=number, name=material.name)
    if material.note:
        return say + tuple(f"{part}。" for part in material.note.split("；"))
    return say if material.required else say + turn.words("material_if_any")


def _offers(turn: Turn, guide: Guide, index: int) -> tuple[Offer, ...]:
    words = turn.phrases.word
    onwards = Offer(words("button_next_material"), "material", f"{guide.id}:{index}", means="yes")
    place = turn.visit.place
    if turn.guide is not None and place is not None and not walk.done(turn.guide, place):
        return (onwards, Offer(words("button_resume"), "here", means="no"))
    return (
        onwards,
        Offer(words("button_yes_guide"), "service", guide.id),
        Offer(words("button_no"), "leave", means="no"),
    )


def _list(guide: Guide, index: int) -> str:
    """What was told so far, with the one told now at the end."""
    return "\n".join(guidance.shown(material) for material in guide.materials[: index + 1])
