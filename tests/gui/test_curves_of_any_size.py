"""Curves stay in their frame and labels in their place, whatever the numbers are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.panels import axes
from playground.gui.panels.curve_plot import LOWEST, CurvePlot, Level, Scale, Series
from playground.gui.theme.numbers import figure, tick
from playground.gui.theme.style import apply_theme

INK = QColor("#00FF00")  # of no axis
WIDE, HIGH = 200, LOWEST


@pytest.fixture
def plot(qtbot: QtBot, qapp: QApplication) -> Iterator[CurvePlot]:
    apply_theme(qapp, "dark")
    made = CurvePlot()
    made.set_colour("one", INK)
    qtbot.addWidget(made)
    made.resize(WIDE, HIGH)
    made.show()
    qtbot.waitExposed(made)
    yield made


def drawn(plot: CurvePlot, values: Iterable[float], scale: Scale = "log") -> QImage:
    """Return the plot of some values."""
    plot.set_scale(scale)
    plot.show_series({"one": series_of(tuple(values))})
    return plot.grab().toImage()


@cache
def series_of(values: tuple[float, ...]) -> Series:
    """Return a series; a million values take a second."""
    series = Series()
    series.append(np.array(values))
    return series


def ink(image: QImage) -> np.ndarray:
    """Return which pixels (h, w) hold much of the curve's colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    blue, green, red = (pixels[:, : image.width(), channel].astype(int) for channel in range(3))
    return (green - np.maximum(blue, red)) > 60


CASES = {
    "zero": [0.5, 0.1, 0.0, 0.0],
    "all zero": [0.0, 0.0, 0.0],
    "no number": [math.nan, math.nan],
    "gaps": [0.5, math.nan, 0.2, math.inf, 0.1],
    "one point": [0.25],
    "tiny": [1e-12, 2e-12, 5e-13],
    "huge": [1e12, 3e12, 2e11],
    "tiny to huge": [1e-12, 1.0, 1e12],
    "the largest there are": [1e308, 1.0, 1.7e308],
    "the smallest there are": [5e-324, 1e-320, 1e-300],
    "below zero": [-5.0, 2.0, -1e6],
    "a million": (1 + np.sin(np.arange(1_000_000) / 1e4)).tolist(),
}


@pytest.mark.parametrize("scale", ["log", "linear", "free"])
@pytest.mark.parametrize("name", CASES)
def test_a_curve_is_seen_and_stays_in_its_frame(plot: CurvePlot, name: str, scale: Scale) -> None:
    seen, area = ink(drawn(plot, CASES[name], scale)), plot.area
    assert seen.any() == (name != "no number")
    rows, columns = np.nonzero(seen)
    assert ((rows >= area.top() - 6) & (rows <= area.bottom() + 6)).all()
    assert ((columns >= area.left() - 4) & (columns <= area.right() + 4)).all()
    frame = plot.frame
    assert math.isfinite(frame.top - frame.bottom) and frame.top > frame.bottom
    assert len({words for _, words in frame.up}) == len(frame.up) >= 2  # ticks that differ are told apart


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("scale", ["log", "linear", "free"])
def test_no_label_of_an_axis_is_cut(plot: CurvePlot, name: str, scale: Scale) -> None:
    image = drawn(plot, CASES[name], scale)
    ground = image.pixel(WIDE - 1, 0)
    for x in (0, WIDE - 1):  # nothing reaches the edge: what was cut would
        assert all(image.pixel(x, y) == ground for y in range(image.height()))
    assert any(image.pixel(x, y) != ground for x in range(int(plot.area.left()) - 8) for y in range(HIGH))


@pytest.mark.parametrize("length", [3, 200, 400, 1000, 30_000])
@pytest.mark.parametrize("width", [110, 144, 200, 400])
def test_labels_below_the_curves_stand_apart(plot: CurvePlot, length: int, width: int) -> None:
    plot.resize(width, HIGH)
    drawn(plot, [0.5] * length)
    places = [place for place, _ in plot.labels_across()]
    assert all(one.right() < two.left() for one, two in pairwise(places))
    assert len(places) > 1
    assert all(plot.rect().contains(place.toAlignedRect()) for place in places)


def test_a_loss_of_zero_stands_at_the_bottom_and_its_tick_says_so(plot: CurvePlot) -> None:
    seen = ink(drawn(plot, [1.0, 0.1, 0.0, 0.0, 0.0, 0.0]))
    x = round(plot.place(5, 0.0).x())
    assert plot.place(5, 0.0).y() == pytest.approx(plot.area.bottom())
    assert seen[round(plot.area.bottom()) - 2 : round(plot.area.bottom()) + 3, x].any()
    assert plot.frame.up[0][1] == "0" and plot.frame.up[1][1] == "0.1"


def test_the_dot_stands_at_the_last_number_not_after_it(plot: CurvePlot) -> None:
    seen = ink(drawn(plot, [0.5, 0.5, math.nan, math.nan]))
    here, after = (plot.place(epoch, 0.5) for epoch in (2, 4))
    assert seen[round(here.y()), round(here.x())] and not seen[round(after.y()), round(after.x())]


def test_an_axis_goes_no_lower_than_what_says_something(plot: CurvePlot) -> None:
    plot._lowest = -1.0
    drawn(plot, [-2000.0, -3.0, 0.1, 0.4], "free")
    assert plot.frame.bottom >= -1.0 and plot.frame.top <= 1.0
    assert plot.place(1, -2000.0).y() == pytest.approx(plot.area.bottom())


@pytest.mark.parametrize(("high", "low", "above"), [(1.0, 0.32, True), (0.42, 0.02, False)])
def test_the_words_of_a_level_stand_where_no_curve_ends(
    plot: CurvePlot, high: float, low: float, above: bool
) -> None:
    plot.set_colour("two", INK)
    plot.resize(300, 200)
    plot.set_scale("share")
    plot.show_series({"one": series_of((high, high)), "two": series_of((low, low))})
    y = round(plot.place(0, 0.36).y())
    plot.set_level(Level(0.36, ""))
    bare = plot.grab().toImage()
    plot.set_level(Level(0.36, "always B"))
    worded = plot.grab().toImage()
    rows = {row for row in range(worded.height()) for column in range(worded.width())
            if worded.pixel(column, row) != bare.pixel(column, row)}  # fmt: skip
    assert rows and (max(rows) < y if above else min(rows) > y)


def test_spans_have_round_ticks() -> None:
    assert [words for _, words in axes.span_ticks(0.13, 0.87)] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert [words for _, words in axes.span_ticks(18.2, 23.9)] == ["18", "20", "22", "24"]
    assert len(axes.span_ticks(7.0, 7.0)) >= 2


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.00044, "0.00044"), (0.094, "0.094"), (45.318, "45.32"), (3280.4, "3\u2009280"), (0.0, "0.000"),
     (4.4e-7, "4.4×10⁻⁷"), (-2.5e-9, "\u22122.5×10⁻⁹"), (1e12, "1×10¹²"), (0.3776, "0.378")],
)  # fmt: skip
def test_figures_keep_digits_that_say_something(value: float, words: str) -> None:
    assert figure(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(3e-5, "3×10⁻⁵"), (1e-12, "10⁻¹²"), (0.001, "0.001"), (1e12, "10¹²"), (300, "300")]
)
def test_ticks_are_short_at_any_size(value: float, words: str) -> None:
    assert tick(value) == words
