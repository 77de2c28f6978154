"""Blocks that go while a gesture holds them: it ends, and nothing else happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase

ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def go_on(case: CanvasCase, start: QPointF) -> None:
    """Move on and let go, as a hand does that saw too late."""
    case.hover(start + QPointF(60, 120), LEFT)
    case.qtbot.mouseRelease(case.view.viewport(), LEFT, PLAIN, case.at(start + QPointF(60, 120)))


@pytest.mark.parametrize("keys", [PLAIN, ALT])
def test_a_block_deleted_while_it_is_dragged(case: CanvasCase, keys: Qt.KeyboardModifier) -> None:
    start, before = case.header("dense_2"), set(case.network.nodes)
    case.drag(start, start + QPointF(30, 90), keys, drop=False)
    held = set(case.ws.selection)
    case.key(Qt.Key.Key_Delete)
    assert not held & set(case.network.nodes) and not case.view.in_gesture
    left = case.ws.project
    go_on(case, start)
    assert case.ws.project == left
    case.ws.editing.undo()
    assert before <= set(case.network.nodes)


def test_a_block_deleted_while_a_wire_is_drawn_from_it(case: CanvasCase) -> None:
    case.click(case.header("dense"))
    port = case.item("dense").port("out", "out")
    case.drag(port, port + QPointF(40, 200), drop=False)
    case.key(Qt.Key.Key_Delete)
    left = case.ws.project
    go_on(case, port)
    assert case.ws.project == left and "dense" not in case.network.nodes


def test_another_network_comes_while_a_block_is_dragged(case: CanvasCase) -> None:
    start = case.header("dense_2")
    case.drag(start, start + QPointF(30, 90), drop=False)
    case.ws.files.new("digits-cnn")
    shown = case.ws.project
    go_on(case, start)
    assert case.ws.project == shown and not case.view.in_gesture


def test_a_wire_drawn_by_keys_ends_with_its_block(case: CanvasCase) -> None:
    case.click(case.header("dense"))
    case.key(Qt.Key.Key_C)
    assert case.view.walk.connecting
    case.ws.select(frozenset({"dense"}))
    case.key(Qt.Key.Key_Delete)
    assert not case.view.walk.connecting
    case.key(Qt.Key.Key_Return)
    assert "dense" not in case.network.nodes
