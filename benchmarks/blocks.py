"""What is measured on one side in one round: blocks of a few seconds, so that the sides can take turns.

A block says its lines and writes its figures down under short names; report.py knows what they are called in full.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load import Answer, Client
from benchmarks.report import p95
from benchmarks.workload import CONTROL, LONG_CYCLE, OPENER, TALK, TAP

_INTO_A_GUIDE = (OPENER, TAP, TAP)
_TAPS = 3
_TAPS_APART_SECONDS = 0.02
"""As fast as an impatient finger; less than any side takes for one turn."""


@dataclass(frozen=True)
class Sizes:
    """How much is said in a block."""

    visits: int = 4
    long_cycles: int = 10
    clients: int = 10
    talks: int = 2
    unseen: int = 24
    unseen_each: int = 4
    outside: int = 14
    bursts: int = 3
    labelled_step: int = 1
    """Every how many of the development sentences is parsed for the accuracy."""


@dataclass(frozen=True)
class Sentences:
    """What is said in one round, the same to every side."""

    first: str
    heard: Sequence[str]
    unseen: Sequence[str]
    unseen_crowd: Sequence[str]
    outside: Sequence[str]


@dataclass
class Sheet:
    """The figures of one side in one round, and how many replies never came."""

    figures: dict[str, float] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of single turns, for the record."""

    def took(self, name: str, answers: Sequence[Answer]) -> None:
        """Writes down median and p95."""
        milliseconds = [answer.seconds * 1000 for answer in answers]
        self.samples[name] = [round(one, 2) for one in milliseconds]
        self.figures[f"{name}.median"] = median(milliseconds)
        self.figures[f"{name}.p95"] = p95(milliseconds)
        self.count(answers)

    def count(self, answers: Sequence[Answer]) -> None:
        """Counts turns and lost replies."""
        self.figures["turns"] = self.figures.get("turns", 0) + len(answers)
        self.figures["lost"] = self.figures.get("lost", 0) + sum(answer.lost for answer in answers)


@dataclass(frozen=True)
class Seat:
    """One side in one round: its client, what is said, and the sheet its figures go on."""

    client: Client
    sheet: Sheet
    said: Sentences
    sizes: Sizes

    async def warm(self) -> None:
        """Says everything that counts as heard before, untimed."""
        await self.client.talk("warm", (*LONG_CYCLE, *TALK, *CONTROL))
        for number, text in enumerate(self.said.heard):
            await self.client.say(f"warm-{number}", text)

    async def buttons(self) -> None:
        """A guide from its start, tapped through."""
        answers: list[Answer] = []
        for number in range(self.sizes.visits):
            answers += (await self.client.talk(f"buttons-{number}", (OPENER, *[TAP] * 7)))[1:]
        self.sheet.took("buttons", answers)

    async def control(self) -> None:
        """Control words inside a guide."""
        answers: list[Answer] = []
        for number in range(self.sizes.visits // 2):
            answers += (await self.client.talk(f"control-{number}", (*_INTO_A_GUIDE, *CONTROL)))[len(_INTO_A_GUIDE) :]
        self.sheet.took("control", answers)

    async def heard(self) -> None:
        """Sentences heard before, each by another person."""
        self.sheet.took(
            "heard", [await self.client.say(f"heard-{number}", text) for number, text in enumerate(self.said.heard)]
        )

    async def unseen(self) -> None:
        """Sentences never seen, each by another person."""
        answers = [await self.client.say(f"unseen-{number}", text) for number, text in enumerate(self.said.unseen)]
        self.sheet.took("unseen", answers)
        self.sheet.figures["unseen_1.tps"] = len(answers) / sum(answer.seconds for answer in answers)

    async def outside(self) -> None:
        """Sentences about nothing that is served, never seen either."""
        self.sheet.took(
            "outside",
            [await self.client.say(f"outside-{number}", text) for number, text in enumerate(self.said.outside)],
        )

    async def long_conversation(self) -> None:
        """One person says twenty lines over and over."""
        answers = await self.client.talk("long", LONG_CYCLE * self.sizes.long_cycles)
        early, late = answers[: len(LONG_CYCLE)], answers[-len(LONG_CYCLE) - 1 :]
        self.sheet.took("early", early)
        self.sheet.took("late", late)
        self.sheet.count(answers[len(early) : -len(late)])
        self.sheet.figures["growth"] = self.sheet.figures["late.median"] / self.sheet.figures["early.median"]

    async def one_client(self) -> None:
        """Turns per second of one person after the other."""
        await self._crowd("known_1", 1, self.sizes.talks * 2)

    async def ten_clients(self) -> None:
        """Turns per second of ten people at once."""
        await self._crowd("known_10", self.sizes.clients, self.sizes.talks)

    async def ten_clients_unseen(self) -> None:
        """Turns per second of ten people at once, who say what nobody said before."""
        share = [self.said.unseen_crowd[number :: self.sizes.clients] for number in range(self.sizes.clients)]
        answers, seconds = await self.client.crowd(
            [(f"crowd-unseen-{number}", lines) for number, lines in enumerate(share)]
        )
        self.sheet.took("unseen_10", answers)
        self.sheet.figures["unseen_10.tps"] = len(answers) / seconds

    async def taps(self) -> None:
        """Three quick taps on "next" by one person: the slowest, and whether each moved the guide one step, in order."""
        slowest, disordered, lost = [], 0, 0
        for number in range(self.sizes.bursts):
            before = (await self.client.talk(f"taps-{number}", _INTO_A_GUIDE))[-1]
            answers = await self.client.burst(f"taps-{number}", before.button or "下一步", _TAPS, _TAPS_APART_SECONDS)
            slowest.append(max(answer.seconds for answer in answers) * 1000)
            steps = [(before.step or 0) + ahead for ahead in range(1, _TAPS + 1)]
            came = [answer.came for answer in answers]
            disordered += [answer.step for answer in answers] != steps or came != sorted(came)
            lost += sum(answer.lost for answer in answers)
            self.sheet.count(answers)
        self.sheet.figures |= {
            "taps.slowest": max(slowest),
            "taps.median": median(slowest),
            "taps.disordered": disordered,
            "taps.lost": lost,
        }

    async def _crowd(self, name: str, people: int, talks: int) -> None:
        lines = TALK * talks
        answers, seconds = await self.client.crowd([(f"{name}-{number}", lines) for number in range(people)])
        self.sheet.took(name, answers)
        self.sheet.figures[f"{name}.tps"] = len(answers) / seconds


BLOCKS: tuple[Callable[[Seat], Awaitable[None]], ...] = (
    Seat.buttons,
    Seat.control,
    Seat.heard,
    Seat.unseen,
    Seat.outside,
    Seat.taps,
    Seat.one_client,
    Seat.ten_clients,
    Seat.ten_clients_unseen,
    Seat.long_conversation,
)
