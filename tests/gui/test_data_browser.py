"""The browser of the data in the whole window: brushed, sorted, sought and mended by real input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from answers import newest
from playground.app.row_filter import RowFilter
from playground.app.subject import Subject
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import load_samples
from playground.core.project.row_edits import RowEdit
from playground.core.project.templates import template
from playground.gui.rows.colours import of_classes
from playground.gui.rows.head import TALL
from playground.gui.theme.numbers import NOTHING
from playground.gui.theme.style import current_theme
from real_window import RealWindow

LEFT, NONE, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("wine-mlp", CATALOGUE).open())
    made.window.show_bottom("rows")
    panel = made.panel("rows")
    QTest.mouseClick(made.window.bottom.row.larger, LEFT)
    made.wait(lambda: panel.rows.rows.rowCount() == 178 and panel.height() > 400)
    made.wait(lambda: panel.rows.head.height() == TALL)
    yield made
    made.close()


def section_of(panel: Any, title: str) -> int:
    titles = [column.title for column in panel.table.columns]
    return titles.index(title)


def on_name(panel: Any, title: str) -> QPoint:
    head, at = panel.rows.head, section_of(panel, title)
    panel.rows.scrollTo(panel.rows.rows.index(0, at))
    return QPoint(head.sectionViewportPosition(at) + 20, 10)


def brush(panel: Any, title: str, first: float, last: float) -> None:
    """Drag over the bars of a column, from one share of their width to another."""
    head, at = panel.rows.head, section_of(panel, title)
    panel.rows.scrollTo(panel.rows.rows.index(0, at))
    bars = head.bars_of(at)
    ends = [QPointF(bars.x() + share * bars.width(), bars.center().y()).toPoint() for share in (first, last)]
    QTest.mousePress(head.viewport(), LEFT, NONE, ends[0])
    QTest.mouseMove(head.viewport(), ends[0] + QPoint(5, 0))
    QTest.mouseMove(head.viewport(), ends[1])
    QTest.mouseRelease(head.viewport(), LEFT, NONE, ends[1])


def click_row(case: RealWindow, line: int, keys: Qt.KeyboardModifier = NONE) -> int:
    """Click on a row that is listed; return the number of its sample."""
    rows = case.panel("rows").rows
    place = rows.visualRect(rows.rows.index(line, 1)).center()
    QTest.mouseClick(rows.viewport(), LEFT, keys, place)
    return int(rows.rows.rows[line])


def press(case: RealWindow, key: Qt.Key) -> None:
    QTest.keyClick(case.panel("rows").rows, key)


def choose_class(case: RealWindow, label: int) -> None:
    """Ask for the list of classes by its key, and click on one."""
    panel = case.panel("rows")
    case.wait(lambda: panel.findChild(QMenu, "relabel") is None)
    press(case, Qt.Key.Key_L)
    menu = panel.findChild(QMenu, "relabel")
    case.wait(menu.isVisible)
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(menu.actions()[label]).center())


def has(image: QImage, colour: Any) -> int:
    """Count the pixels of a colour."""
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


def test_a_drag_over_bars_lists_what_is_brushed_and_a_double_click_all_again(case: RealWindow) -> None:
    panel = case.panel("rows")
    alcohol = load_samples(case.ws.project).dataset.arrays["table"][:, 0]
    brush(panel, "alcohol", 0.5, 0.99)
    (made,) = panel.filter.brushes
    listed = set(panel.rows.rows.rows.tolist())
    assert listed == set(np.flatnonzero(alcohol >= np.float64(made.low)).tolist()) and 20 < len(listed) < 178
    assert panel.line.count.text() == f"{len(listed)} of 178" and panel.line.chips[0].text().startswith(
        "alcohol"
    )
    image = panel.rows.head.viewport().grab().toImage()
    assert all(has(image, colour) for colour in of_classes(panel.table)) and has(
        image, current_theme().tokens.line2
    )
    head, at = panel.rows.head, section_of(panel, "alcohol")
    QTest.mouseDClick(head.viewport(), LEFT, NONE, head.bars_of(at).center().toPoint())
    assert panel.rows.rows.rowCount() == 178 and panel.line.chips == []
    brush(panel, "ash", 0.0, 0.3)
    assert panel.rows.rows.rowCount() < 178
    case.wait(lambda: panel.line.chips[0].isVisible())
    QTest.mouseClick(panel.line.chips[0], LEFT)
    assert panel.rows.rows.rowCount() == 178


def test_words_part_and_search_list_what_they_say(case: RealWindow) -> None:
    panel = case.panel("rows")
    samples = load_samples(case.ws.project)
    QTest.mouseClick(panel.line.parts.button("validation"), LEFT)
    assert set(panel.rows.rows.rows.tolist()) == set(samples.parts["validation"].tolist())
    panel.line.search.setFocus()
    QTest.keyClicks(panel.line.search, "grower 2, alcohol > 12.5")
    held = samples.parts["validation"]
    wanted = held[
        (samples.dataset.arrays["label"][held] == 1) & (samples.dataset.arrays["table"][held, 0] > 12.5)
    ]
    assert set(panel.rows.rows.rows.tolist()) == set(wanted.tolist()) and len(wanted)
    QTest.keyClick(panel.line.search, Qt.Key.Key_Escape)
    assert panel.line.search.text() == "" and panel.rows.rows.rowCount() == len(held)
    QTest.keyClicks(panel.line.search, "nothing > 3")
    assert panel.rows.rows.rowCount() == 0 and panel.clear.isVisible()
    assert "nothing" in panel._empty.accessibleName()
    QTest.mouseClick(panel.clear, LEFT)
    assert panel.filter == RowFilter() and panel.rows.rows.rowCount() == 178


def test_a_click_on_a_name_sorts_and_shift_adds(case: RealWindow) -> None:
    panel = case.panel("rows")
    table = load_samples(case.ws.project).dataset.arrays["table"]
    labels = load_samples(case.ws.project).dataset.arrays["label"]
    head = panel.rows.head.viewport()
    QTest.mouseClick(head, LEFT, NONE, on_name(panel, "True"))
    QTest.mouseClick(head, LEFT, SHIFT, on_name(panel, "alcohol"))
    rows = panel.rows.rows.rows
    assert (np.diff(labels[rows]) >= 0).all()
    assert all((np.diff(table[rows[labels[rows] == each], 0]) >= 0).all() for each in range(3))
    QTest.mouseClick(head, LEFT, NONE, on_name(panel, "alcohol"))
    QTest.mouseClick(head, LEFT, NONE, on_name(panel, "alcohol"))
    assert (np.diff(table[panel.rows.rows.rows, 0]) <= 0).all()


def test_a_row_is_fed_to_every_block_and_arrows_walk(case: RealWindow) -> None:
    panel = case.panel("rows")
    row = click_row(case, 4)
    subject = case.ws.views.subject
    assert case.ws.samples.parts[subject.part][subject.sample] == row
    case.wait(lambda: newest(case.ws, "feature_maps").facts.get("number") == row)
    press(case, Qt.Key.Key_Down)
    after = int(panel.rows.rows.rows[5])
    subject = case.ws.views.subject
    assert case.ws.samples.parts[subject.part][subject.sample] == after
    assert panel.detail._title.text() == f"Row {after}"
    case.ws.views.look_at(Subject(0, "train"))
    assert panel.rows.choice.current() == int(case.ws.samples.parts["train"][0])
    other = int(panel.detail.alike[0].property("row"))
    QTest.mouseClick(panel.detail.alike[0], LEFT)
    assert panel.rows.choice.current() == other and other in case.ws.samples.parts["train"]


def test_before_training_nothing_is_known_then_all_parts_are_judged_at_one_step(case: RealWindow) -> None:
    panel = case.panel("rows")
    case.wait(lambda: panel.shown is not None)
    last = [
        panel.rows.rows.data(panel.rows.rows.index(0, section_of(panel, each))) for each in ("Says", "Loss")
    ]
    assert last == [NOTHING, NOTHING] and panel.table.step is None
    case.ws.training.toggle()
    case.wait(lambda: case.ws.live.epoch >= 5)
    case.ws.training.toggle()
    case.wait(lambda: not case.ws.live.running)
    case.wait(lambda: panel.table.step == case.ws.live.step)
    loss = panel.table.column("loss").values
    assert np.isfinite(loss).all()
    assert panel.order[0].key == "loss" and (np.diff(loss[panel.rows.rows.rows]) <= 0).all()
    QTest.keyClicks(panel.line.search, "is wrong")
    labels = load_samples(case.ws.project).dataset.arrays["label"]
    said = panel.table.column("says").values
    assert set(panel.rows.rows.rows.tolist()) == set(np.flatnonzero(said != labels).tolist())


def test_keys_mend_rows_and_each_can_be_undone(case: RealWindow) -> None:
    panel = case.panel("rows")
    before = case.ws.project
    first = click_row(case, 0)
    second = click_row(case, 2, SHIFT)
    three = panel.rows.choice.selected()
    assert len(three) == 3 and {first, second} < set(three)
    press(case, Qt.Key.Key_W)
    assert case.ws.project.data.edits == tuple(RowEdit(row, wrong=True) for row in sorted(three))
    assert case.window.data.edits.text() == "3 marked" and case.window.data.marked.isVisible()
    press(case, Qt.Key.Key_W)
    assert case.ws.project.data.edits == ()
    row = click_row(case, 1)
    part = panel.table.part_of(row)
    count = case.ws.samples.count(part)
    press(case, Qt.Key.Key_Delete)
    assert case.ws.project.data.edits == (RowEdit(row, out=True),)
    case.wait(lambda: case.ws.samples.count(part) == count - 1)
    assert row not in case.ws.samples.parts[part] and panel.table.out[row]
    assert case.window.data.edits.text() == "1 left out" and panel.detail.out.text() == "Put back"
    assert panel.rows.rows.rowCount() == 178  # it stands there still
    while case.ws.project != before:
        case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.samples.count(part) == count)
    assert not case.window.data.edits.isVisible()


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_another_class_is_chosen_from_a_list_and_the_figures_follow(case: RealWindow) -> None:
    panel = case.panel("rows")
    row = click_row(case, 3)
    given = int(case.ws.samples.dataset.arrays["label"][row])
    other = (given + 1) % 3
    choose_class(case, other)
    assert case.ws.project.data.edits == (RowEdit(row, label=other),)
    case.wait(lambda: int(panel.table.label[row]) == other)
    assert case.ws.samples.as_given.dataset.arrays["label"][row] == given
    case.wait(lambda: case.ws.live.project is not None and case.ws.live.project.data.edits != ())
    choose_class(case, given)
    assert case.ws.project.data.edits == ()


def test_keys_of_the_rows_are_no_keys_of_the_window(case: RealWindow) -> None:
    blocks = set(case.ws.project.network.nodes)
    case.ws.select(frozenset({"dense"}))
    click_row(case, 0)
    press(case, Qt.Key.Key_Delete)
    assert set(case.ws.project.network.nodes) == blocks and len(case.ws.project.data.edits) == 1
    panel = case.panel("rows")
    QTest.keyClicks(panel.line.search, "nothing at all")
    assert panel.rows.choice.current() is None
    press(case, Qt.Key.Key_Delete)  # no row is chosen: the selected block stays all the same
    assert set(case.ws.project.network.nodes) == blocks and len(case.ws.project.data.edits) == 1
