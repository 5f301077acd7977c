"""What the assistant made of a sentence, beside what a fair judge makes of it. Pure arithmetic."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from assistant.models import Reply
from benchmarks.understanding.sentences import Sentence

ABOUT_A_SERVICE = ("ask_service", "ask_aspect")
_Z = 1.96


@dataclass(frozen=True)
class Share:
    """So many right of so many."""

    right: int
    of: int

    @property
    def percent(self) -> float:
        """0 to 100; of nothing, 0."""
        return 100 * self.right / self.of if self.of else 0.0

    @property
    def between(self) -> tuple[float, float]:
        """Wilson's interval at 95 %, in percent: where the share of all such sentences is likely to lie."""
        if not self.of:
            return 0.0, 100.0
        p, n = self.right / self.of, self.of
        middle, width = p + _Z**2 / (2 * n), _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return 100 * (middle - width) / (1 + _Z**2 / n), 100 * (middle + width) / (1 + _Z**2 / n)


@dataclass(frozen=True)
class Judged:
    """One sentence, judged: None where the question does not arise for it."""

    act: bool
    act_or_near: bool
    """As `act`, but ask_service and ask_aspect count as one, and feedback and complaint."""
    service: bool | None
    among_three: bool | None
    aspect: bool | None
    led_astray: bool | None
    """An out-of-scope sentence that opened a guide or was answered about a service."""
    scam_caught: bool | None
    false_alarm: bool | None


_NEAR = ({"ask_service", "ask_aspect"}, {"feedback", "complaint"})


def judged(sentence: Sentence, reply: Reply) -> Judged:
    """The verdict over one reply, given in a conversation of its own."""
    found = reply.understood
    rights = {sentence.act, *sentence.also}
    near = rights.union(*(pair for pair in _NEAR if sentence.act in pair))
    wanted = {sentence.service, *sentence.also} if sentence.service else None
    outside = sentence.act == "out_of_scope"
    scam = sentence.act == "scam"
    named = sentence.aspect is not None
    return Judged(
        act=found.act in rights,
        act_or_near=found.act in near,
        service=None if wanted is None else found.service in wanted,
        among_three=None if wanted is None else bool(wanted & {found.service, *found.candidates[:3]}),
        aspect=found.aspect == sentence.aspect if named else None,
        led_astray=reply.guide is not None or (found.act in ABOUT_A_SERVICE and found.service is not None)
        if outside
        else None,
        scam_caught=found.act == "scam" if scam else None,
        false_alarm=None if scam else found.act == "scam",
    )


FIGURES = ("act", "act_or_near", "service", "among_three", "aspect", "led_astray", "scam_caught", "false_alarm")


def shares(verdicts: Iterable[Judged]) -> dict[str, Share]:
    """Every figure over these verdicts."""
    rows = list(verdicts)
    return {name: _share(getattr(row, name) for row in rows) for name in FIGURES}


def by_act(pairs: Iterable[tuple[Sentence, Judged]]) -> Mapping[str, Share]:
    """How many of each act were taken for it."""
    acts: dict[str, list[bool]] = defaultdict(list)
    for sentence, verdict in pairs:
        acts[sentence.act].append(verdict.act)
    return {act: _share(answers) for act, answers in sorted(acts.items())}


def _share(answers: Iterable[bool | None]) -> Share:
    asked = [answer for answer in answers if answer is not None]
    return Share(sum(asked), len(asked))
