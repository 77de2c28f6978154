"""A number that is learned, in a real window on a real worker: said against true, residuals, the block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import newest
from playground.app.subject import Subject
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.bodies.value import ValueBody, fitting
from playground.gui.panels.curve_plot import Level
from playground.gui.panels.curves import CurvesPanel
from playground.gui.panels.predicted import PredictedPanel, verdict
from playground.gui.panels.residuals import ResidualsPanel, bin_edges
from playground.gui.panels.scatter_plot import ScatterPlot
from playground.gui.theme.numbers import figure
from playground.gui.theme.style import apply_theme, current_theme
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("diabetes-mlp", CATALOGUE).open())
    yield made
    made.close()


def alike(one: QColor, other: QColor) -> bool:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)) < 60


def test_said_against_true_in_panels_and_block(case: RealWindow) -> None:
    predicted, residuals = case.panel("predicted"), case.panel("residuals")
    assert isinstance(predicted, PredictedPanel) and isinstance(residuals, ResidualsPanel)
    assert predicted.isVisible() and residuals.isVisible()
    case.wait(lambda: predicted.shown is not None and "linear" in predicted.shown.facts)
    predicted.refresh()
    assert predicted.cards["r2"].words[0] == "—" and predicted.plot.current is None  # nothing trained yet
    assert predicted.cards["r2"].words[2].startswith("linear model 0.3")
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 8)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    case.wait(lambda: newest(case.ws, "class_figures").step == newest(case.ws, "feature_maps").step
              == case.ws.live.step)  # fmt: skip
    case.wait(lambda: predicted.cards["r2"].words[0] != "—")
    arrays, facts = newest(case.ws, "class_figures").arrays, newest(case.ws, "class_figures").facts
    case.wait(lambda: predicted.cards["r2"].words[0] == figure(facts["r2"]))
    of_the_points(case, predicted.plot, arrays["target"], arrays["answer"])
    of_the_bars(case, residuals, arrays["answer"].astype(float) - arrays["target"])
    of_the_block(case)
    of_the_curves(case)


def of_the_curves(case: RealWindow) -> None:
    """What a linear model reaches stands in the curve of either figure, each on its own axis."""
    curves = case.panel("curves")
    assert isinstance(curves, CurvesPanel)
    facts = newest(case.ws, "class_figures").facts["linear"]
    for name, words in (("r2", "linear model 0.348"), ("mae", "linear model 47.84"), ("mse", "")):
        curves.figures.menu.actions()[("r2", "mae", "mse").index(name)].trigger()
        plot = curves._plots[1]
        assert curves.figures.current() == name and plot.isVisible()
        if not words:
            assert plot.level is None
            continue
        assert plot.level == Level(facts[name], words, words.removeprefix("linear model "))
        image, y = case.pixels(plot), round(plot.place(0, facts[name]).y())
        dashes = [image.pixelColor(x, y) == current_theme().tokens.text2
                  for x in range(int(plot.area.left()) + 1, int(plot.area.right()))]  # fmt: skip
        assert sum(dashes) > 0.3 * len(dashes)


def of_the_points(case: RealWindow, plot: ScatterPlot, target: np.ndarray, answer: np.ndarray) -> None:
    """Each point lies where its numbers say, in the colour of its side; a click looks at its sample."""
    plot.show_current(None)
    tokens, image = current_theme().tokens, case.pixels(plot)
    spots = [plot.spot(index) for index in range(len(target))]
    for spot in spots:
        near = [image.pixelColor(round(spot.x()) - x, round(spot.y()) - y) for x in (0, 1) for y in (0, 1)]
        # any of them: where dots of both sides touch, their rims mix
        assert any(alike(ink, tokens.positive) or alike(ink, tokens.negative) for ink in near)
    apart = [min(math.dist(a.toTuple(), b.toTuple()) for b in spots if b is not a) for a in spots]
    lonely = int(np.argmax(apart))
    wanted = tokens.positive if answer[lonely] > target[lonely] else tokens.negative
    here = spots[lonely].toPoint()
    assert apart[lonely] > 8 and alike(image.pixelColor(here), wanted)
    case.qtbot.mouseClick(plot, LEFT, pos=here)
    assert case.ws.views.subject.sample == lonely and plot.current == lonely
    ringed = case.pixels(plot)
    assert ringed != image
    case.qtbot.keyClick(plot, Qt.Key.Key_Right)
    order = np.argsort(target, kind="stable").tolist()
    assert case.ws.views.subject.sample == order[(order.index(lonely) + 1) % len(order)]


def of_the_bars(case: RealWindow, panel: ResidualsPanel, off: np.ndarray) -> None:
    """Bars count the samples, the one looked at is outlined."""
    bars = panel.bars
    assert bars.counts.sum() == len(off)
    assert (bars.counts == np.histogram(off, bars.edges)[0]).all() and 0.0 in bars.edges
    chosen = case.ws.views.subject.sample
    low, high = bars.edges[bars.current_bar], bars.edges[bars.current_bar + 1]
    assert low <= off[chosen] <= high
    tallest = int(bars.counts.argmax())
    middle = bars.bar(tallest).center().toPoint()
    tokens = current_theme().tokens
    wanted = tokens.negative if bars.edges[tallest + 1] <= 0 else tokens.positive
    assert alike(case.pixels(bars).pixelColor(middle), wanted)


def of_the_block(case: RealWindow) -> None:
    """The block says what is said and true of the sample looked at, and the same figures as the panel."""
    case.ws.views.look_at(Subject(sample=5))
    goal = list(case.ws.project.network.nodes)[-1]
    body = case.window.canvas.canvas.blocks[goal].body
    assert isinstance(body, ValueBody)
    arrays = newest(case.ws, "class_figures").arrays
    off = arrays["answer"].astype(float) - arrays["target"]
    case.wait(lambda: body.off is not None and abs(body.off - off[5]) < 1e-2)
    rows = {name: (value, doubt) for name, value, doubt in body.rows()}
    rounding = 1e-5 * max(abs(float(arrays["answer"][5])), float(arrays["target"][5]))
    closer = float((np.abs(off) > abs(off[5]) + rounding).mean())  # it is not closer than itself
    assert rows["Closer than"][0] == f"{round(100 * closer)}\u2009% of {len(off)}"
    assert rows["Off by"][0].startswith("+" if off[5] > 0 else "\u2212")
    assert rows["linear model"] == ("0.348", "R²") and rows["R²"][1].startswith("± 0.")
    assert rows["Off by"][0].endswith(" points") and "MAE, points" in rows
    of_the_ruler(case, body, arrays["target"])
    assert body.off is not None
    body._off = np.nextafter(np.full(4, abs(body.off)), np.inf)  # as another order of sums gives it
    assert body.rows()[1][1] == "0\u2009% of 4"


def of_the_ruler(case: RealWindow, body: ValueBody, target: np.ndarray) -> None:
    """Both numbers stand under a histogram of all, one as a dot, one as a ring in its band."""
    canvas, ruler = case.window.canvas, body.ruler
    assert ruler.counts.sum() == len(target) and ruler.low == target.min() and ruler.high == target.max()
    found = {round(float(body._one[name])): name for name in ("value", "true")}
    assert len(found) == 2  # else one covers the other
    canvas.zoom_to(1.0)
    item = canvas.canvas.blocks[body.node_id]
    canvas.centerOn(item)
    image, tokens = case.pixels(canvas), current_theme().tokens
    y = ruler.lane(body.ruler_area(item.area))
    colours = {}
    for name in ("value", "true"):
        x = ruler.x(float(body._one[name]), body.ruler_area(item.area))
        colours[name] = image.pixelColor(canvas.mapFromScene(item.pos() + QPointF(x, y)))
    assert alike(colours["true"], tokens.good) and alike(colours["value"], tokens.block)


def test_points_far_off_and_without_numbers_stay_at_the_rim(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    plot = ScatterPlot()
    qtbot.addWidget(plot)
    plot.resize(240, 260)
    plot.show()
    qtbot.waitExposed(plot)
    for answer in ([1e30, -1e30, 3.0], [np.nan, np.inf, -np.inf], [1e-12, 2e-12, 3e-12]):
        target = np.array([1.0, 2.0, 3.0]) if max(np.nan_to_num(answer)) > 1e-6 else np.array(answer) * 1.1
        plot.show_points(target, np.array(answer), np.arange(3), 1.0)
        plot.show_current(0)
        assert not plot.grab().isNull()
        seen = [plot.spot(i) for i in range(3) if not math.isnan(answer[i])]
        assert all(plot.area.adjusted(-1, -1, 1, 1).contains(spot) for spot in seen)
    plot.show_points(*(np.zeros(0) for _ in range(3)), 0.0)
    assert not plot.grab().isNull() and plot.current is None


@pytest.mark.parametrize(
    "off", [[], [0.0], [1e-12, -3e-12], [5e11, -2e12], [0.1, 0.2], [np.finfo(float).max]]
)
def test_bins_are_equal_round_and_hold_all(off: list[float]) -> None:
    edges = bin_edges(np.array(off))
    assert 0.0 in edges and len(edges) <= 25 and (np.diff(edges) > 0).all()
    assert np.diff(edges) == pytest.approx(edges[1] - edges[0])
    if off and max(map(abs, off)) < 1e300:
        assert np.histogram(off, edges)[0].sum() == len(off)


def test_the_verdict_says_only_what_so_many_samples_can_tell() -> None:
    facts = {"r2": 0.42, "linear": {"r2": 0.36}}
    assert "within noise" in verdict({**facts, "ahead": (-0.01, 0.12)})
    assert "0.060 higher" in verdict({**facts, "ahead": (0.01, 0.12)})
    assert "linear model is better" in verdict({"r2": 0.3, "linear": {"r2": 0.36}, "ahead": (-0.1, -0.01)})
    assert verdict({"r2": 0.3}) == ""


@pytest.mark.parametrize("value", [244.0, -0.00042, 4.4e-10, 1234567.0, -9.9e20, math.nan])
def test_large_numbers_of_the_block_fit_half_of_it(value: float) -> None:
    assert fitting(figure(value), 80).width(figure(value)) <= 80
