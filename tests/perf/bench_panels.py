"""What single panels take: a block's 64 maps, a curve of a million points, the popover of a unit at work."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from bench_window import LiveWindow, endless, spin, spin_until
from figures import Figure
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.atlas import Atlas
from playground.gui.panels.curve_plot import CurvePlot, Series
from playground.gui.theme.style import apply_theme

MAPS, MAP_SIDE, TILE, COLUMNS = 64, 28, 26, 8
POINTS = 1_000_000
MS = 1000


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything."""
    app = QApplication.instance() or QApplication([])
    apply_theme(app, "dark")
    repeats = 20 if quick else 100
    yield Figure("64 maps coloured and painted", typical_ms(maps(), repeats), "ms", 2.0, False)
    yield Figure("curve of a million points painted", typical_ms(curve(), repeats), "ms", 1.5, False)
    yield from popover_figures(repeats // 4)


def typical_ms(work: Callable[[], None], repeats: int) -> float:
    """Return the median time of a piece of work; a first go warms up."""
    work()
    taken = []
    for _ in range(repeats):
        started = perf_counter()
        work()
        taken.append((perf_counter() - started) * MS)
    return float(np.median(taken))


def maps() -> Callable[[], None]:
    """Return the work of showing one block's new maps."""
    values = np.random.default_rng(0).normal(size=(MAPS, MAP_SIDE, MAP_SIDE)).astype(np.float32)
    atlas, picture = Atlas(), QImage(COLUMNS * TILE, COLUMNS * TILE, QImage.Format.Format_RGB32)

    def work() -> None:
        atlas.show(values, 2.0)
        painter = QPainter(picture)
        for index in range(MAPS):
            row, column = divmod(index, COLUMNS)
            atlas.paint(painter, index, QRectF(column * TILE, row * TILE, TILE - 2, TILE - 2), True)
        painter.end()

    return work


def curve() -> Callable[[], None]:
    """Return the work of showing a long curve once one more point has come."""
    series, plot = Series(), CurvePlot()
    plot.set_colour("train", QColor("orange"))
    plot.resize(420, 220)
    noise = np.random.default_rng(0).normal(1.0, 0.1, POINTS)
    series.append(noise * np.exp(-np.arange(POINTS) / POINTS))
    picture = QImage(plot.size(), QImage.Format.Format_RGB32)

    def work() -> None:
        series.append(np.array([0.5]))
        plot.show_series({"train": series})
        plot.render(picture)

    return work


def popover_figures(repeats: int) -> Iterator[Figure]:
    """Measure from the wish to see a unit at work to the popover with its numbers, while paused."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LiveWindow(endless(template("digits-cnn", CATALOGUE).open()), Path(folder)) as live,
    ):
        microscope = live.window.canvas.microscope

        def open_and_wait() -> None:
            microscope.open("conv2d", (0, 3, 3))
            until(lambda: microscope.popover.isVisible())

        delays = []
        for _ in range(max(3, repeats)):
            started = perf_counter()
            open_and_wait()
            delays.append((perf_counter() - started) * MS)
            microscope.close()
            spin_until(lambda: not microscope.is_open)
            spin(0.1)
    yield Figure("from a click to the popover of a unit", float(np.median(delays)), "ms", 50.0, False)


def until(condition: Callable[[], bool]) -> None:
    """Let the window live, without a pause, until something holds."""
    app = QApplication.instance()
    assert app is not None
    end = perf_counter() + 10
    while not condition():
        app.processEvents()
        if perf_counter() > end:
            raise TimeoutError("the popover did not open")
