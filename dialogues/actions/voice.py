"""How the assistant speaks: slower, faster, louder, softer, in every state."""

from dataclasses import replace

from dialogues.actions.moving import say_again
from dialogues.actions.turn import Answer, Turn, TurnAction
from dialogues.actions.visit import Pace, Volume

_PACES: tuple[Pace, ...] = ("slow", "normal", "fast")
_VOLUMES: tuple[Volume, ...] = ("soft", "normal", "loud")


class Slower(TurnAction):
    """One pace slower, and the last reply again."""

    title = "action_slower"

    def answer(self, turn: Turn) -> Answer:
        return _paced(turn, -1, "slower", "slowest")


class Faster(TurnAction):
    """One pace faster, and the last reply again."""

    title = "action_faster"

    def answer(self, turn: Turn) -> Answer:
        return _paced(turn, 1, "faster", "fastest")


class Louder(TurnAction):
    """One volume louder, and the last reply again."""

    title = "action_louder"

    def answer(self, turn: Turn) -> Answer:
        return _at_volume(turn, 1, "louder", "loudest")


class Softer(TurnAction):
    """One volume softer, and the last reply again."""

    title = "action_softer"

    def answer(self, turn: Turn) -> Answer:
        return _at_volume(turn, -1, "softer", "softest")


def _paced(turn: Turn, change: int, phrase: str, limit: str) -> Answer:
    place = _PACES.index(turn.visit.pace) + change
    changed = 0 <= place < len(_PACES)
    visit = replace(turn.visit, pace=_PACES[place]) if changed else turn.visit
    return _again(turn, replace(turn, visit=visit), phrase if changed else limit)


def _at_volume(turn: Turn, change: int, phrase: str, limit: str) -> Answer:
    place = _VOLUMES.index(turn.visit.volume) + change
    changed = 0 <= place < len(_VOLUMES)
    visit = replace(turn.visit, volume=_VOLUMES[place]) if changed else turn.visit
    return _again(turn, replace(turn, visit=visit), phrase if changed else limit)


def _again(turn: Turn, changed: Turn, phrase: str) -> Answer:
    if not turn.visit.spoken.say:
        return Answer(changed.visit, turn.words(phrase))
    return say_again(changed, turn.words(phrase), count=False)
