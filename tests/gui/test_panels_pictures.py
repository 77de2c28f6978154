"""Matrix, hardest samples, browser and drawing paper, in the real window on a real run of the digits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered, asked, newest
from playground.app.ask import Answer
from playground.app.sample_filter import SampleFilter
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.drawing import DrawDialog
from playground.gui.panels.confusion_table import ConfusionModel
from playground.gui.panels.draw_pad import SIDE
from playground.gui.panels.hardest import SIDE as SIDE_OF_ONE
from playground.gui.panels.hardest import Wall
from playground.gui.panels.thumbs import Thumbs
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    made.wait(lambda: {"class_figures", "samples", "feature_maps"} <= answered(made.ws))
    yield made
    made.close()


def shown(case: RealWindow, view: str) -> Any:
    return newest(case.ws, view)


def trained(case: RealWindow, epochs: int) -> None:
    """Train a little, and wait until every list shows the network at rest."""
    case.ws.training.set_speed("max")
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= epochs)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "paused")
    views = ("class_figures", "samples", "feature_maps")
    case.wait(lambda: all(shown(case, view).step == case.ws.live.step for view in views))


def cell(case: RealWindow, row: int, column: int) -> QPoint:
    table = case.panel("confusion").table
    return table.visualRect(table.model().index(row + 1, column + 1)).center()


def test_the_matrix_holds_the_networks_answers(case: RealWindow) -> None:
    trained(case, 1)
    panel, samples = case.panel("confusion"), shown(case, "samples").arrays
    case.wait(lambda: panel.model.counts.sum() == 539)
    case.wait(lambda: (panel.model.counts == shown(case, "class_figures").arrays["confusion"]).all())
    for true, said in ((0, 0), (8, 1), (3, 9)):
        count = int(((samples["label"] == true) & (samples["answer"] == said)).sum())
        assert panel.model.counts[true, said] == count
    figures = shown(case, "class_figures").facts
    assert f"± {100 * figures['interval']['accuracy']:.1f}" in panel.cards["accuracy"].toolTip()
    assert "on 539 samples" in panel.cards["accuracy"].toolTip()


def test_shares_of_the_true_class_come_by_a_click(case: RealWindow) -> None:
    trained(case, 1)
    panel = case.panel("confusion")
    case.wait(lambda: panel.model.counts.sum() == 539)
    QTest.mouseClick(panel.mode.button("share"), LEFT)
    model: ConfusionModel = panel.model
    true, said = np.unravel_index(model.counts.argmax(), model.counts.shape)  # a 0 is not written
    share = 100 * model.counts[true, said] / model.counts[true].sum()
    assert model.data(model.index(int(true) + 1, int(said) + 1)) == str(round(share))


def test_a_cell_lists_its_samples_and_the_chip_lists_all_again(case: RealWindow) -> None:
    trained(case, 1)
    panel = case.panel("confusion")
    case.wait(lambda: panel.model.counts.sum() == 539)
    true, said = np.argwhere(panel.model.counts - np.diag(panel.model.counts.diagonal()) > 0)[0]
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=cell(case, true, said))
    assert case.ws.views.filter == SampleFilter(label=int(true), answer=int(said))
    browser = case.window.bottom._panels["samples"]
    assert browser.isVisible()
    case.wait(lambda: browser.list.model().rowCount() == panel.model.counts[true, said])
    assert browser.answer.isVisible() and browser.answer.text() == f"{true} → {said}"
    QTest.mouseClick(browser.answer, LEFT)
    assert browser.list.model().rowCount() == 539 and not panel.table.selectedIndexes()


def test_the_hardest_sample_is_looked_at_by_a_click(case: RealWindow) -> None:
    trained(case, 1)
    panel, samples = case.panel("hardest"), shown(case, "samples").arrays
    case.wait(lambda: panel.wall.seen()[:1] == [int(samples["loss"].argmax())])
    QTest.mouseClick(panel.wall, LEFT, pos=panel.wall.place(0).center().toPoint())
    hardest = int(samples["loss"].argmax())
    assert case.ws.views.subject.sample == hardest
    case.wait(lambda: shown(case, "feature_maps").facts.get("sample") == hardest)
    assert shown(case, "feature_maps").facts["loss"] == pytest.approx(float(samples["loss"].max()), rel=1e-4)
    case.qtbot.keyClick(panel.wall, Qt.Key.Key_Right)
    assert case.ws.views.subject.sample == panel.wall.seen()[1]


def test_kinds_orders_and_classes_choose_what_is_listed(case: RealWindow) -> None:
    trained(case, 2)
    case.window.show_bottom("samples")
    browser, samples = case.window.bottom._panels["samples"], shown(case, "samples").arrays
    case.wait(lambda: browser.list.model().rowCount() == 539)
    wrong = int((samples["label"] != samples["answer"]).sum())
    case.wait(lambda: browser.kinds.button("wrong").text().endswith(f" {wrong}"))
    QTest.mouseClick(browser.kinds.button("wrong"), LEFT)
    assert browser.list.model().rowCount() == wrong
    QTest.keyClick(browser.order, Qt.Key.Key_End)
    case.ws.views.list_samples(SampleFilter(order="number"))
    assert (np.diff(samples["number"][browser.list.samples.indices]) > 0).all()
    browser.list.setFocus()
    browser.list.setCurrentIndex(browser.list.model().index(0))
    case.qtbot.keyClick(browser.list, Qt.Key.Key_Right)
    assert case.ws.views.subject.sample == browser.list.samples.indices[1]


def test_when_nothing_matches_one_click_clears_the_filter(case: RealWindow) -> None:
    trained(case, 1)
    case.window.show_bottom("samples")
    browser = case.window.bottom._panels["samples"]
    counts = case.panel("confusion").model.counts
    never = next((t, a) for t in range(10) for a in range(10) if counts[t, a] == 0)
    case.ws.views.list_samples(SampleFilter(label=never[0], answer=never[1]))
    assert browser.clear.isVisible()
    QTest.mouseClick(browser.clear, LEFT)
    assert browser.list.isVisible() and browser.list.model().rowCount() == 539


def test_why_lays_the_reasons_over_the_picture(case: RealWindow) -> None:
    trained(case, 2)
    case.window.show_bottom("samples")
    detail = case.window.bottom._panels["samples"].detail
    case.wait(lambda: detail._title.text().startswith("Sample"))
    before = case.pixels(detail.picture)
    QTest.mouseClick(detail.why, LEFT)
    case.wait(lambda: detail.picture.reasons is not None)
    assert case.pixels(detail.picture) != before and detail.method.isVisible()
    QTest.mouseClick(detail.method.button("gradient"), LEFT)
    case.wait(lambda: shown(case, "saliency").facts.get("method") == "gradient")
    QTest.mouseClick(detail.why, LEFT)
    assert case.pixels(detail.picture) == before and "saliency" not in asked(case.ws)


def draw(dialog: DrawDialog, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with the mouse; points in a square of 1."""
    places = [QPoint(round(x * SIDE), round(y * SIDE)) for x, y in points]
    QTest.mousePress(dialog.pad, LEFT, pos=places[0])
    for one, two in zip(places, places[1:], strict=False):
        for step in range(1, 6):
            QTest.mouseMove(dialog.pad, one + (two - one) * step / 5)
    QTest.mouseRelease(dialog.pad, LEFT, pos=places[-1])


def test_the_drawn_4_is_called_a_4(case: RealWindow) -> None:
    trained(case, 12)
    case.key(Qt.Key.Key_D)
    dialog = case.window.findChild(DrawDialog)
    case.wait(dialog.isVisible)
    draw(dialog, [(0.5, 0.1), (0.28, 0.6), (0.78, 0.6)])
    draw(dialog, [(0.62, 0.4), (0.6, 0.95)])
    case.wait(lambda: dialog.answer.said == "4")
    assert case.ws.views.subject.is_drawn and case.ws.views.subject.picture.max() > 8
    source = case.window.canvas.canvas.blocks["image"].body
    case.wait(lambda: source.lines == ("Your drawing",))
    before = case.ws.views.subject.picture
    case.qtbot.keyClick(dialog.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(dialog.pad.strokes) == 1 and (case.ws.views.subject.picture != before).any()
    QTest.mouseClick(dialog.clear_button, LEFT)
    assert not case.ws.views.subject.picture.any()
    case.wait(lambda: dialog.answer.said == "")
    case.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and not case.ws.views.subject.is_drawn


def test_keys_draw_too(case: RealWindow) -> None:
    case.ws.window.show_draw_pad()
    dialog = case.window.findChild(DrawDialog)
    case.wait(dialog.isVisible)
    case.qtbot.keyClick(dialog.pad, Qt.Key.Key_Space)
    for _ in range(6):
        case.qtbot.keyClick(dialog.pad, Qt.Key.Key_Down)
    case.qtbot.keyClick(dialog.pad, Qt.Key.Key_Space)
    case.qtbot.keyClick(dialog.pad, Qt.Key.Key_Right)
    (stroke,) = dialog.pad.strokes
    assert stroke.size() == 7 and dialog.pad.drawing()[150, 128] > 0.9
    dialog.close()


def test_every_panel_is_copied_and_saved_as_picture_and_numbers(case: RealWindow) -> None:
    trained(case, 2)
    case.wait(lambda: case.panel("confusion").model.counts.sum() == 539)
    for name, columns in (("confusion", 12), ("curves", 13), ("hardest", 5)):
        menu = case.panel(name).menu
        menu.copy_numbers()
        rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        assert len(rows) > 2 and {len(row) for row in rows} >= {columns if name != "curves" else len(rows[0])}
        menu.copy_picture()
        assert QGuiApplication.clipboard().pixmap().width() == case.panel(name).width()
        for suffix in (".csv", ".png", ".svg"):
            path = case.folder / f"{name}{suffix}"
            case.answer = lambda _question, path=path: Answer(path=path)
            menu.save_numbers() if suffix == ".csv" else menu.save_picture()
            assert path.stat().st_size > 60
        with (case.folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert list(csv.reader(lines)) == rows
        assert QImage(str(case.folder / f"{name}.png")).width() == case.panel(name).width()
        assert "<svg" in (case.folder / f"{name}.svg").read_text(encoding="utf-8")[:400]


def test_a_panel_is_detached_comes_back_when_closed_and_fills_the_window(case: RealWindow) -> None:
    dock, panel = case.window.docks.dock("confusion"), case.panel("confusion")
    place = dock.geometry()
    panel.menu.detach_wanted.emit()
    case.wait(dock.isFloating)
    dock.close()
    case.wait(lambda: not dock.isFloating() and dock.isVisible())
    case.wait(lambda: dock.geometry().size() == place.size())
    panel.menu.maximise_wanted.emit()
    case.wait(lambda: panel.width() > 1500)
    case.qtbot.keyClick(panel.parentWidget(), Qt.Key.Key_Escape)
    case.wait(lambda: panel.width() == place.width())


def test_points_have_no_panels_for_pictures(case: RealWindow) -> None:
    case.ws.files.new("spiral-mlp")
    case.wait(lambda: case.panel("map").isVisible())
    assert not case.panel("confusion").isVisible() and not case.panel("hardest").isVisible()
    assert not asked(case.ws) & {"samples"}


@pytest.mark.parametrize("width", [252, 288, 320, 420])
def test_words_under_the_hardest_samples_stay_in_the_panel_and_apart(
    qtbot: QtBot, qapp: QApplication, case: RealWindow, width: int
) -> None:
    wall = Wall(Thumbs(case.ws))
    qtbot.addWidget(wall)
    wall.resize(width, 70)
    lines = [wall.line(wall.place(position)) for position in range(wall.columns)]
    assert lines[0].left() >= 0 and lines[-1].right() <= width
    assert all(one.right() < other.left() for one, other in zip(lines, lines[1:], strict=False))
    assert all(line.width() >= SIDE_OF_ONE for line in lines)
