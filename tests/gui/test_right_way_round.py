"""What panels write, point at and walk to: of the right sample, and the right way round."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.core.views.spec import Snapshot
from playground.gui.panels import attention_matrix, labels, scatter_plot, triple_sheet
from playground.gui.panels.attention_matrix import Matrix, Shown
from playground.gui.panels.labels import LabelRows
from playground.gui.panels.residuals import ResidualBars
from playground.gui.panels.sample_rows import RowDelegate, RowView
from playground.gui.panels.scatter_plot import ScatterPlot
from playground.gui.panels.triple_sheet import TripleSheet
from playground.gui.theme.numbers import NOTHING, compact, figure
from playground.gui.theme.style import apply_theme, current_theme

Key = Qt.Key


def shown(qtbot: QtBot, widget: QWidget, wide: int, high: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(wide, high)
    widget.show()
    qtbot.waitExposed(widget)


def words_of(monkeypatch: pytest.MonkeyPatch, module: ModuleType, widget: QWidget) -> list[str]:
    """Return what a widget writes when it is painted."""
    said: list[str] = []
    write = module.text

    def recorded(painter: Any, area: Any, words: str, *rest: Any) -> None:
        said.append(words)
        write(painter, area, words, *rest)

    monkeypatch.setattr(module, "text", recorded)
    assert not widget.grab().isNull()
    return said


@pytest.fixture
def plot(qtbot: QtBot, qapp: QApplication) -> ScatterPlot:
    apply_theme(qapp, "dark")
    made = ScatterPlot()
    shown(qtbot, made, 320, 340)
    made.show_points(np.array([1.0, 3.0, 2.0]), np.array([0.05, 3.95, 1.5]), np.array([40, 41, 42]), 0.4)
    return made


def test_a_point_says_its_own_number_and_how_far_off_what_is_said_lies(
    plot: ScatterPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot.show_current(2)
    said = words_of(monkeypatch, scatter_plot, plot)
    assert f"Sample 42 · {figure(-0.5, signed=True)}" in said and figure(-0.5, signed=True).startswith(
        "\u2212"
    )
    assert figure(0.5, signed=True).startswith("+")


def test_what_is_said_a_little_beyond_the_true_numbers_lies_within_the_axes(plot: ScatterPlot) -> None:
    below, above = plot.spot(0), plot.spot(1)
    assert below.y() < plot.area.bottom() - 1 and above.y() > plot.area.top() + 1
    assert above.x() - below.x() == pytest.approx((below.y() - above.y()) * 2.0 / 3.9)


def test_the_band_is_as_wide_as_the_typical_error(plot: ScatterPlot) -> None:
    plot.show_points(np.array([1.0, 3.0]), np.array([1.0, 3.0]), np.arange(2), 0.4)
    image, panel = plot.grab().toImage(), current_theme().tokens.panel
    for off in (-0.3, 0.3):
        assert image.pixelColor(plot.place(1.8, 1.8 + off).toPoint()) != panel
        assert image.pixelColor(plot.place(1.8, 1.8 + off * 1.7).toPoint()) == panel


def test_arrows_walk_the_points_both_ways(plot: ScatterPlot, qtbot: QtBot) -> None:
    chosen: list[int] = []
    plot.chosen.connect(chosen.append)
    plot.show_current(2)
    qtbot.keyClick(plot, Key.Key_Left)
    qtbot.keyClick(plot, Key.Key_Right)
    assert chosen == [0, 1]  # by what is true: 1, 2, 3


def test_residuals_count_those_too_low_and_too_high(qtbot: QtBot, qapp: QApplication) -> None:
    bars = ResidualBars()
    shown(qtbot, bars, 320, 120)
    bars.show_residuals(np.array([-2.0, -1.0, -0.5, 3.0, np.nan]))
    assert bars._words().startswith(f"3 too low, 1 too high; mean {figure(-0.125, signed=True)}")
    for index, off in enumerate((-2.0, -1.0, -0.5, 3.0)):
        bars.show_current(index)
        assert bars.edges[bars.current_bar] <= off <= bars.edges[bars.current_bar + 1]
    bars.show_current(4)
    assert bars.current_bar == -1


def test_figures_of_a_label_stand_under_their_names(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, chosen = LabelRows(), list[int]()
    shown(qtbot, rows, 420, 100)
    arrays = {"support": np.array([9, 4]), "f1": np.array([0.61, 0.5]), "precision": np.array([0.72, 0.3]),
              "recall": np.array([0.53, 0.8]), "threshold": np.array([0.41, 0.27]),
              "best_f1": np.array([0.61, 0.9])}  # fmt: skip
    rows.show_figures(Snapshot("label_figures", 1, arrays, {"classes": ("star", "heart"), "samples": 9}))
    said = words_of(monkeypatch, labels, rows)
    assert said[:4] == ["F1", "Precision", "Recall", "best at"]
    first, second = said[4:9], said[9:14]
    assert first == ["star", "61\u2009%", "72\u2009%", "53\u2009%", NOTHING]  # no threshold is better
    assert second == ["heart", "50\u2009%", "30\u2009%", "80\u2009%", "0.27"]
    rows.chosen.connect(chosen.append)
    rows.show_current(1)
    qtbot.keyClick(rows, Key.Key_Up)
    assert chosen == [0]


def test_rows_stay_sorted_and_marked_when_newer_answers_come(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    apply_theme(qapp, "dark")
    space = Workspace(template("wine-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    space.samples = load_samples(space.project)
    view = RowView(space)
    shown(qtbot, view, 700, 200)
    model, tokens = view.samples, current_theme().tokens

    def show(certainty: list[float]) -> None:
        arrays = {"number": space.samples.parts["validation"][:4], "label": np.array([0, 1, 0, 1]),
                  "answer": np.zeros(4, int), "certainty": np.array(certainty),
                  "loss": np.ones(4)}  # fmt: skip
        classes = space.fields.fields["label"].classes
        view.show_samples(Snapshot("samples", 1, arrays, {"classes": classes}), np.arange(4), 3)

    show([0.9, 1.0, 0.5, 0.7])
    model.sort_by(model.columnCount() - 1)
    assert model.indices.tolist() == [2, 3, 0, 1]  # as numbers, not as words
    show([0.5, 0.6, 0.9, 1.0])
    assert model.indices.tolist() == [0, 1, 2, 3]
    model.sort_by(model.columnCount() - 1)
    assert model.indices.tolist() == [3, 2, 1, 0]
    view.set_current(1)
    assert view.currentIndex().row() == 2
    says = model.columnCount() - 2
    inks = [RowDelegate(view)._ink(model, model.index(row, says), 1) for row in range(4)]
    assert inks == [tokens.bad, tokens.good, tokens.bad, tokens.good]
    space.close()


@pytest.fixture
def sheet(qtbot: QtBot, qapp: QApplication) -> TripleSheet:
    apply_theme(qapp, "dark")
    made = TripleSheet()
    shown(qtbot, made, 3 * 130, triple_sheet.sheet_height(2))
    assert (made.columns, made.room) == (3, 6)
    show_page(made)
    return made


def show_page(sheet: TripleSheet) -> None:
    """Show the page that is wanted of twenty samples, the worst first."""
    errors, order = np.linspace(0.01, 0.2, 20), np.arange(20)[::-1]
    pictures = np.zeros((20, 1, 4, 4))
    page = order[sheet.first : sheet.first + sheet.room]
    arrays = {"errors": errors, "number": 100 + np.arange(20), "order": page, "inputs": pictures[page],
              "mades": pictures[page]}  # fmt: skip
    sheet.show_page(Snapshot("reconstructions", 1, arrays, {"low": 0.0, "high": 1.0, "classes": ()}))


def test_each_triple_has_its_own_error_and_number(
    sheet: TripleSheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words_of(monkeypatch, triple_sheet, sheet)
    assert said[9:] == [words for sample in range(19, 13, -1)
                        for words in (compact(0.01 * (sample + 1), 2), str(100 + sample))]  # fmt: skip
    for position in (0, 4):
        qtbot.mouseMove(sheet, sheet.picture(position, 0).center().toPoint())
    assert "Sample 115:" in sheet.toolTip() and compact(0.16, 3) in sheet.toolTip()


def test_pages_turn_both_ways_and_end_with_the_last_full_one(sheet: TripleSheet, qtbot: QtBot) -> None:
    sheet.wanted.connect(lambda: show_page(sheet))
    firsts = []
    for key in (*[Key.Key_PageDown] * 4, Key.Key_PageUp):
        qtbot.keyClick(sheet, key)
        firsts.append(sheet.first)
    assert firsts == [6, 12, 14, 14, 8]
    for notch, first in ((-120, 11), (120, 8)):  # the wheel towards the person goes on
        no, spot = QPoint(), QPointF(20, 40)
        sheet.wheelEvent(QWheelEvent(spot, spot, no, QPoint(0, notch), Qt.MouseButton.NoButton,
                                     Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
                                     False))  # fmt: skip
        assert sheet.first == first


def test_arrows_walk_the_triples_in_rows(sheet: TripleSheet, qtbot: QtBot) -> None:
    chosen: list[int] = []
    sheet.chosen.connect(chosen.append)
    sheet.chosen.connect(sheet.set_current)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up):
        qtbot.keyClick(sheet, key)
    assert chosen == [19, 18, 15, 16, 19]


@pytest.fixture
def matrix(qtbot: QtBot, qapp: QApplication) -> Matrix:
    apply_theme(qapp, "dark")
    made = Matrix()
    shown(qtbot, made, 320, 320)
    weights = np.array([[1.0, 0.0, 0.0], [0.3, 0.7, 0.0], [0.1, 0.2, 0.7]], np.float32)
    made.show_weights(Shown(weights, ("I", "like", "it"), ("one", "two", "three"), causal=True))
    return made


def test_a_cell_says_who_looks_at_whom_by_how_much(matrix: Matrix, qtbot: QtBot) -> None:
    for row, column in ((0, 0), (2, 1)):
        qtbot.mouseMove(matrix, matrix.cell(row, column).center().toPoint())
    assert "it looks at two: 20" in matrix.toolTip()
    qtbot.mouseMove(matrix, matrix.cell(1, 0).center().toPoint())
    assert "like looks at one: 30" in matrix.toolTip() and matrix.row == 1
    QApplication.sendEvent(matrix, QEvent(QEvent.Type.Leave))
    assert matrix.row == 2


def test_what_comes_later_is_hatched_and_nothing_else(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, tokens = matrix.grab().toImage(), current_theme().tokens

    def inks(row: int, column: int) -> set[int]:
        place = matrix.cell(row, column).adjusted(3, 3, -4, -4).toRect()
        return {image.pixel(x, y) for x in range(place.left(), place.right())
                for y in range(place.top(), place.bottom())}  # fmt: skip

    for row, column in ((0, 1), (0, 2), (1, 2)):
        assert len(inks(row, column)) == 2, (row, column)  # lines on their ground
    for row, column in ((0, 0), (1, 0), (1, 1)):
        weight = float(matrix.shown.weights[row, column])  # type: ignore[union-attr]
        assert inks(row, column) == {attention_matrix.cell_colour(weight, 1.0, tokens).rgb()}
    said = words_of(monkeypatch, attention_matrix, matrix)
    assert said[:3] == ["10", "20", "70"]  # of the row that is looked at
