"""Rows by what a search says, by brushes and parts; their order and their spreads."""

from __future__ import annotations

import numpy as np
import pytest

from playground.app.row_alike import densities, most_alike
from playground.app.row_filter import Brush, RowFilter
from playground.app.row_order import SortKey, clicked, in_order
from playground.app.row_spreads import bins_of
from playground.app.row_table import RowColumn, RowTable, answered
from playground.app.sample_filter import SampleFilter
from playground.core.views.spec import Snapshot

NOT = np.nan


def numbers(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def flags(*rows: int, count: int = 6) -> np.ndarray:
    return np.isin(np.arange(count), rows)


@pytest.fixture
def table() -> RowTable:
    """Return six birds: two classes, an island each, one mass missing, the fourth left out."""
    label = np.array([0, 0, 1, 1, 1, 0])
    columns = (
        RowColumn("target", "species", "target", label, ("Adelie", "Gentoo")),
        RowColumn("t.0", "mass", "data", numbers(3700, 3800, 5000, 5200, NOT, 4000)),
        RowColumn("t.1", "island", "data", numbers(0, 1, 1, 1, -1, 0), ("Torgersen", "Biscoe")),
        RowColumn("t.2", "bill length", "data", numbers(39.1, 40.1, 50.0, 48.0, 47.0, 38.0)),
    )
    part = np.array([0, 0, 0, 0, 1, 2], np.int8)
    made = RowTable(columns, part, ("Adelie", "Gentoo"), label, flags(3), flags(1), flags(2), flags(),
                    np.full(6, NOT, np.float32), np.array([0, 1, 2, -1, 0, 0]))  # fmt: skip
    arrays = {"number": np.array([0, 1, 2, 4, 5]), "loss": numbers(0.1, 2.0, 0.02, 0.5, 0.0001),
              "label": np.array([0, 0, 1, 1, 0]), "answer": np.array([0, 1, 1, 1, 0]),
              "certainty": numbers(0.9, 0.87, 0.98, 0.55, 1.0)}  # fmt: skip
    return answered(made, Snapshot("samples", 7, arrays, {"classes": ("Adelie", "Gentoo")}))


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("", [0, 1, 2, 3, 4, 5]), ("Biscoe", [1, 2, 3]), ("bisc", [1, 2, 3]), ("mass > 4000", [2, 3]),
        ("mass >= 4000", [2, 3, 5]), ("Biscoe, mass < 5100", [1, 2]), ("Biscoe and mass<5100", [1, 2]),
        ("is wrong", [1]), ("is unsure", [4]), ("is marked", [1]), ("is left out", [3]),
        ("is relabelled", [2]), ("species = gentoo", [2, 3, 4]), ("island != Biscoe", [0, 5]),
        ("bill length = 40.1", [1]), ("bill > 47", [2, 3]), ("loss > 0.3", [1, 4]),
        ("certainty < 90%", [1, 4]), ("mass > 4\u2009000", [2, 3]), ("3", [3]), ("Dream", []),
        ("wings > 3", []), ("is lovely", []), ("mass > heavy", []), ("MASS > 4000; is left out", [3]),
    ],
)  # fmt: skip
def test_a_search_lists_what_it_says(table: RowTable, words: str, rows: list[int]) -> None:
    assert np.flatnonzero(RowFilter(words=words).mask(table)).tolist() == rows


def test_words_that_mean_nothing_are_named(table: RowTable) -> None:
    assert "wings" in RowFilter(words="mass > 3, wings > 3").trouble(table)
    assert "is lovely" in RowFilter(words="is lovely").trouble(table)
    assert RowFilter(words="Biscoe, mass > 4000, is wrong").trouble(table) == ""


def test_parts_brushes_and_what_another_panel_asks_for(table: RowTable) -> None:
    assert np.flatnonzero(RowFilter(part="test").mask(table)).tolist() == [5]
    brushed = RowFilter().with_brush(Brush("t.0", 3750, 5000)).with_brush(Brush("t.1", 1, 1))
    assert np.flatnonzero(brushed.mask(table)).tolist() == [1, 2]
    assert np.flatnonzero(brushed.without("t.1").mask(table)).tolist() == [1, 2, 5]
    assert np.flatnonzero(RowFilter(brushes=(Brush("says", 0.5, 0.9),)).mask(table)).tolist() == [0, 1, 4]
    cell = RowFilter(chosen=SampleFilter(label=0, answer=1))
    assert np.flatnonzero(cell.mask(table)).tolist() == [1]


def test_order_by_several_columns_with_what_is_unknown_last(table: RowTable) -> None:
    rows = np.arange(6)
    assert in_order(rows, table, (SortKey("t.0"),)).tolist() == [0, 1, 5, 2, 3, 4]
    assert in_order(rows, table, (SortKey("t.0", down=True),)).tolist() == [3, 2, 5, 1, 0, 4]
    assert in_order(rows, table, (SortKey("t.1"), SortKey("t.0", down=True))).tolist() == [3, 2, 1, 5, 0, 4]
    assert in_order(rows, table, (SortKey("loss", down=True),)).tolist() == [1, 4, 0, 2, 5, 3]
    first = clicked((), "a", add=False)
    assert clicked(first, "a", add=False) == (SortKey("a", down=True),)
    assert clicked(first, "b", add=True) == (SortKey("a"), SortKey("b"))
    assert clicked(clicked(first, "b", add=True), "b", add=False) == (SortKey("b"),)


def test_bars_hold_every_known_value_and_a_brush_what_they_show(table: RowTable) -> None:
    for key in ("t.0", "t.1", "t.2", "loss", "says", "target"):
        column = table.column(key)
        assert column is not None
        bins = bins_of(column, table)
        counts = bins.counted(table.groups, 2, np.ones(6, bool))
        known = np.isfinite(table.measured(column)) & (table.measured(column) >= 0)
        assert counts.sum() == known.sum()
        for bar in range(bins.count):
            lies_in = bins.brush(key, bar, bar).mask(table.measured(column))
            assert lies_in.sum() == counts[bar].sum() or key == "loss"  # whose axis is made of powers


def test_the_most_alike_are_other_training_rows_and_spreads_leave_out_what_is_left_out(
    table: RowTable,
) -> None:
    assert most_alike(5, table).tolist() == [0, 1, 2]
    assert most_alike(0, table).tolist() == [1, 2]
    column = table.column("t.0")
    assert column is not None
    points, shares = densities(column, table)
    assert shares.shape == (2, len(points)) and shares.max() == pytest.approx(1) and points[-1] < 5000
    away = table.away(table.columns[-1])
    assert away[:2] == pytest.approx([1.0, 1.0])  # of 39.1 and 40.1, each one deviation off
    assert away[3] == 0 and away[5] > 3  # one training bird is left of the other class: nothing to go by


def test_nothing_is_said_of_other_data_whose_answers_still_come(table: RowTable) -> None:
    more = Snapshot("samples", 9, {"number": np.array([900]), "loss": numbers(1.0), "answer": np.array([1]),
                                   "label": np.array([1]), "certainty": numbers(0.5)}, {})  # fmt: skip
    loss = answered(table, more).column("loss")
    assert loss is not None and np.isnan(loss.values).all()
