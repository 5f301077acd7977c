"""The arithmetic of the benchmark; nothing is timed here."""

import pytest

from benchmarks.report import ROWS, Accuracy, Row, compared, p95, table, times_better, verdicts


def test_ratios_are_taken_within_a_round():
    """A round in which the whole machine was slow counts like any other: both sides were slow in it."""
    ours, theirs = [10.0, 100.0, 10.0], [40.0, 400.0, 50.0]
    assert times_better(ours, theirs) == 4.0


def test_more_turns_a_second_are_better():
    """Where more is better the ratio is turned round, so that above 1 always means that ours is better."""
    assert times_better([100.0, 120.0, 80.0], [50.0, 30.0, 40.0], "higher") == 2.0


def test_rounds_that_do_not_match_are_refused():
    """A side that missed a round cannot be compared."""
    with pytest.raises(ValueError, match="shorter"):
        times_better([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (19, 19), (20, 19), (100, 95)])
def test_p95_is_a_value_that_was_measured(count: int, expected: int):
    """The 95th of a hundred; of fewer than twenty the slowest."""
    assert p95([float(number) for number in range(count, 0, -1)]) == expected


def test_a_row_shows_both_raw_numbers():
    """The medians of the sides stand beside the ratio, so that nobody has to believe the ratio."""
    row = Row("heard.median", "sentences heard before", "ms")
    figures = {"ours": _rounds(5.0, 6.0, 7.0), "same": _rounds(15.0, 18.0, 21.0), "stock": _rounds(25.0, 24.0, 35.0)}
    (line,) = compared(figures, [row])
    assert (line.ours, line.same, line.stock) == (6.0, 18.0, 25.0)
    assert (line.times_same, line.times_stock) == (3.0, 5.0)


def test_every_row_and_target_is_reported():
    """The table has every row; a target is met or missed, and a lower accuracy is a miss."""
    side = [dict.fromkeys([row.key for row in ROWS], 10.0) | _COUNTS]
    figures = {"ours": side, "same": side, "stock": side}
    assert all(row.title in table(figures) for row in ROWS)
    found = {one.target: one.met for one in verdicts(figures, Accuracy(0.8, 0.9, 0.9, 10))}
    assert not found["accuracy not lower than (b)"]
    assert not found["buttons, median: 4 times better than (b)"]
    assert found["slowest of all quick taps under 150 ms"]


_COUNTS = {"turns": 10.0, "lost": 0.0, "taps.disordered": 0.0, "taps.lost": 0.0}


def _rounds(*values: float) -> list[dict[str, float]]:
    return [{"heard.median": value} for value in values]
