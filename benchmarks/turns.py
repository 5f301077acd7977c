"""`make bench`: our turn beside stock Rasa's, in one run, the sides taking turns.

In each round the three sides are started anew, one after the other, and every block is said to one after the other; the
order moves on by one each round. Ratios are taken within a round, and their median is reported.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from assistant import settings as environment
from assistant.settings import Settings
from assistant.training import train
from benchmarks import report
from benchmarks.blocks import BLOCKS, Seat, Sentences, Sheet, Sizes
from benchmarks.load import Client
from benchmarks.report import Accuracy
from benchmarks.servers import SIDES, Side, Stand, stock_model
from benchmarks.workload import OPENER, Workload

ROUNDS = 5
RESULTS = Path(__file__).parent / "results.json"
_GIVE_UP_SECONDS = 120.0
_QUICK = Sizes(visits=2, talks=1, unseen=10, unseen_each=2, outside=6, bursts=1, labelled_step=5)


def main() -> None:
    """Measures and prints the tables; a full run writes results.json too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description="Our turn beside stock Rasa's.")
    parser.add_argument("--quick", action="store_true", help="one round of small blocks; writes nothing")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of a full run")
    arguments = parser.parse_args()
    chosen = environment.read()
    os.environ["LINBAN_HOME"], os.environ["LINBAN_DATA"] = str(chosen.home), str(chosen.data)
    bench = Bench(chosen, _QUICK if arguments.quick else Sizes())
    accuracy = asyncio.run(bench.run(1 if arguments.quick else arguments.rounds))
    found = report.verdicts(bench.figures, accuracy)
    print(f"\n{report.table(bench.figures)}\n\n{report.targets(found)}\n")
    voice = bench.with_voice
    print(
        f"ours with its voice: first reply after {voice['start.reply']:.1f} s, {voice['memory.resident']:.0f} MB resident"
    )
    if not arguments.quick:
        report.written(RESULTS, bench.figures, found, accuracy, bench.circumstances())
        _say("written to benchmarks/results.json")


class Bench:
    """One run: the rounds, then our side once more with its voice."""

    def __init__(self, settings: Settings, sizes: Sizes) -> None:
        self._sizes = sizes
        self._words = Workload()
        self._fingerprint = self._words.fingerprint()
        self._stand = Stand(
            settings, train(settings, _say), stock_model(settings, _say), settings.home / "bench" / "run"
        )
        self._began = time.monotonic()
        self._load = [round(os.getloadavg()[0], 2)]
        self.figures: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
        self.samples: dict[str, list[dict[str, list[float]]]] = {side: [] for side in SIDES}
        self.with_voice: dict[str, float] = {}

    async def run(self, rounds: int) -> Accuracy:
        """Everything, in order. The figures are in `figures`; returns how many acts were understood."""
        for number in range(rounds):
            order = (*SIDES[number % 3 :], *SIDES[: number % 3])
            _say(f"round {number + 1} of {rounds}: {', '.join(order)}")
            async with AsyncExitStack() as stack:
                clients = await self._round(order, stack)
                if number == rounds - 1:
                    accuracy = await self._accuracy(clients["same"], clients["stock"])
            self._load.append(round(os.getloadavg()[0], 2))
        await self._voice()
        return accuracy

    def circumstances(self) -> dict[str, Any]:
        """What belongs to the results besides the figures."""
        return {
            "seconds": round(time.monotonic() - self._began),
            "load_between_rounds": self._load,
            "workload": self._fingerprint,
            "with_voice": {key: round(value, 1) for key, value in self.with_voice.items()},
            "milliseconds": self.samples,
        }

    async def _round(self, order: tuple[str, ...], stack: AsyncExitStack) -> dict[str, Client]:
        said = self._sentences()
        sides: dict[str, Side] = {}
        seats: dict[str, Seat] = {}
        for name in order:
            sides[name] = stack.enter_context(self._started(name))
            client = await stack.enter_async_context(Client(sides[name].url, sides[name].edge))
            seats[name] = Seat(client, Sheet(), said, self._sizes)
            await _first_turn(sides[name], seats[name])
            await seats[name].warm()
        for block in BLOCKS:
            for name in order:
                await block(seats[name])
            _say(f"  {block.__name__}: " + ", ".join(f"{name} {_gist(seats[name].sheet)}" for name in SIDES))
        for name in order:
            _weigh(sides[name], seats[name].sheet)
            self.figures[name].append(seats[name].sheet.figures)
            self.samples[name].append(seats[name].sheet.samples)
        return {name: seat.client for name, seat in seats.items()}

    def _sentences(self) -> Sentences:
        words, sizes = self._words, self._sizes
        return Sentences(
            first=words.unseen(1)[0],
            heard=words.heard,
            unseen=words.unseen(sizes.unseen),
            unseen_crowd=words.unseen(sizes.clients * sizes.unseen_each),
            outside=words.outside(sizes.outside),
        )

    @contextmanager
    def _started(self, name: str, voice: str = "off") -> Iterator[Side]:
        side = self._stand.start(name, voice)
        try:
            yield side
        finally:
            side.stop()

    async def _accuracy(self, same: Client, stock: Client) -> Accuracy:
        """The acts of the development sentences, understood by our pipeline (on the stock server) and by the stock one."""
        labelled = self._words.labelled[:: self._sizes.labelled_step]
        ours, likeliest, fallen_back = 0, 0, 0
        for line in labelled:
            ours += (await same.parse(line.text))["intent"]["name"] == line.act
            parsed = await stock.parse(line.text)
            ranking = [intent["name"] for intent in parsed["intent_ranking"] if intent["name"] != "nlu_fallback"]
            likeliest += ranking[0] == line.act
            fallen_back += parsed["intent"]["name"].replace("nlu_fallback", "unclear") == line.act
        count = len(labelled)
        return Accuracy(ours / count, likeliest / count, fallen_back / count, count)

    async def _voice(self) -> None:
        with self._started("ours", voice="on") as side:
            async with Client(side.url, side.edge) as client:
                seat = Seat(client, Sheet(), self._sentences(), self._sizes)
                await _first_turn(side, seat)
                await seat.buttons()
            _weigh(side, seat.sheet)
            self.with_voice = seat.sheet.figures


async def _first_turn(side: Side, seat: Seat) -> None:
    """From the start of the process to the first reply; says the line again while there is none."""
    figures = seat.sheet.figures
    figures["start.ready"] = side.ready - side.started
    answer = await seat.client.say("first", seat.said.first)
    figures["first.turn"] = answer.seconds * 1000
    seat.sheet.count([answer])
    while answer.lost and time.perf_counter() - side.started < _GIVE_UP_SECONDS:
        answer = await seat.client.say("first", OPENER)
    figures["start.reply"] = answer.came - side.started


def _weigh(side: Side, sheet: Sheet) -> None:
    memory = side.memory()
    sheet.figures |= {"memory.resident": memory.resident, "memory.proportional": memory.proportional}


def _gist(sheet: Sheet) -> str:
    """The median written down last, for the progress lines."""
    key = [key for key in sheet.figures if key.endswith(".median")][-1]
    return f"{sheet.figures[key]:.1f} ms"


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
