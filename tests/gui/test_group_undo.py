"""Each edit of a group is one step of undo: one Ctrl+Z gives the document back whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import number, type_number
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def is_taken_back(case: RealWindow, do: Callable[[], None]) -> None:
    """Do an edit by keys or mouse, and take it back by one Ctrl+Z on the canvas."""
    before = case.ws.project
    do()
    case.wait(lambda: case.ws.project != before)
    after = case.ws.project
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: case.ws.project == before)
    case.key(Qt.Key.Key_Z, CTRL | SHIFT)
    case.wait(lambda: case.ws.project == after)


def rename(case: RealWindow, words: str) -> None:
    case.key(Qt.Key.Key_F2)
    field = case.window.inspector.head.field
    case.wait(field.hasFocus)
    field.selectAll()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def repeat(case: RealWindow, words: str) -> None:
    form = case.window.inspector.form()
    assert form is not None
    type_number(number(form.row("repeat")), words)


def drag(case: RealWindow, node_id: str, by: QPointF) -> None:
    """Drag a block by its header."""
    canvas = case.window.canvas
    start = canvas.canvas.blocks[node_id].scene_rect.topLeft() + QPointF(60, 12)
    port, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=canvas.mapFromScene(start))
    for step in (0.3, 0.6, 1.0):
        QTest.mouseMove(port, canvas.mapFromScene(start + by * step))
    QTest.mouseRelease(port, left, pos=canvas.mapFromScene(start + by))


def test_making_naming_opening_editing_and_ungrouping_are_each_one_step(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense", "dense_2"}))
    is_taken_back(case, lambda: case.key(Qt.Key.Key_G, CTRL))
    case.ws.select(frozenset({"group"}))
    is_taken_back(case, lambda: rename(case, "Hidden"))
    is_taken_back(case, lambda: repeat(case, "3"))
    case.ws.select(frozenset({"group"}))
    case.key(Qt.Key.Key_Down, CTRL)
    case.wait(lambda: "dense_2" in case.window.canvas.canvas.blocks)
    case.ws.select(frozenset({"dense_2"}))
    is_taken_back(case, lambda: case.key(Qt.Key.Key_D, CTRL))
    case.ws.select(frozenset({"dense_2"}))
    is_taken_back(case, lambda: case.key(Qt.Key.Key_Delete))
    is_taken_back(case, lambda: case.drop_on_wire("dropout", "group_input", "dense"))
    is_taken_back(case, lambda: drag(case, "dense", QPointF(0, 160)))
    case.key(Qt.Key.Key_Up, CTRL)
    case.wait(lambda: "group" in case.window.canvas.canvas.blocks)
    is_taken_back(case, lambda: case.key(Qt.Key.Key_G, CTRL | SHIFT))
