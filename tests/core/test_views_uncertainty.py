"""Intervals of figures: Wilson's against worked values, the bootstrap against what is drawn anew."""

import numpy as np
import pytest

from playground.core.views.uncertainty import intervals, wilson


@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [(0.97, 540, 0.95204, 0.98135), (1.0, 100, 0.96301, 1.0), (0.5, 10, 0.23659, 0.76341)],
)
def test_wilsons_interval_is_that_of_the_tables(share: float, count: int, low: float, high: float) -> None:
    assert 2 * wilson(share, count) == pytest.approx(high - low, abs=2e-4)


def test_nothing_known_is_all_unsure() -> None:
    assert wilson(0.0, 0) == 1.0 and intervals(np.zeros((3, 3), np.int64)) == {}


def test_means_over_classes_spread_as_samples_drawn_anew_do() -> None:
    table = np.array([[40, 5, 1], [4, 30, 6], [0, 8, 60]])
    found = intervals(table)
    rng = np.random.default_rng(1)
    pairs = rng.choice(9, (2000, table.sum()), p=table.ravel() / table.sum())
    drawn = [np.bincount(each, minlength=9).reshape(3, 3) for each in pairs]
    for name, figure in (("recall", _recall), ("precision", _precision), ("f1", _f1)):
        wanted = 1.96 * np.std([figure(each) for each in drawn])
        assert found[name] == pytest.approx(wanted, rel=0.2), name
    assert set(found) == {"accuracy", "precision", "recall", "f1"}
    assert found == intervals(table)  # the same every time
    assert intervals(10 * table)["recall"] < 0.5 * found["recall"]


def _recall(table: np.ndarray) -> float:
    return float((table.diagonal() / table.sum(axis=1)).mean())


def _precision(table: np.ndarray) -> float:
    return _recall(table.T)


def _f1(table: np.ndarray) -> float:
    return float((2 * table.diagonal() / (table.sum(axis=0) + table.sum(axis=1))).mean())
