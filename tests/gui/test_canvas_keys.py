"""The canvas by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.core.network.values import Edge

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_tab_and_arrows_walk_the_blocks_along_their_wires(case: CanvasCase) -> None:
    case.key(Qt.Key.Key_Tab)
    assert case.ws.selection == {"points"}
    case.key(Qt.Key.Key_Tab)
    assert case.ws.selection == {"dense"}
    case.key(Qt.Key.Key_Right)
    assert case.ws.selection == {"dense_2"} and case.item("dense_2").mood.focused
    case.key(Qt.Key.Key_Left)
    assert case.ws.selection == {"dense"}
    assert case.view.accessibleDescription() == "Dense, 8 · SiLU, 24 parameters"


def test_enter_asks_for_the_inspector(case: CanvasCase) -> None:
    case.view.focus_block("dense_3")
    with case.qtbot.waitSignal(case.view.inspector_wanted) as asked:
        case.key(Qt.Key.Key_Return)
    assert asked.args == ["dense_3"]


def test_delete_removes_a_block_and_joins_its_neighbours(case: CanvasCase) -> None:
    case.view.focus_block("dense_2")
    case.key(Qt.Key.Key_Delete)
    assert "dense_2" not in case.network.nodes and "dense_2" not in case.view.canvas.blocks
    assert case.edge("dense", "dense_3")
    case.ws.editing.undo()
    assert "dense_2" in case.view.canvas.blocks


def test_a_chosen_wire_is_deleted(case: CanvasCase) -> None:
    edge = case.edge("dense", "dense_2")
    case.click(case.view.canvas.edges[edge].middle)
    assert case.view.chosen_edge == edge
    case.key(Qt.Key.Key_Delete)
    assert edge not in case.network.edges and "dense" in case.network.nodes


def test_a_wire_can_be_drawn_by_keys(case: CanvasCase) -> None:
    case.view.focus_block("dense")
    case.key(Qt.Key.Key_C)
    assert case.view.walk.connecting
    while case.view.walk.node_id != "dense_3":
        case.key(Qt.Key.Key_Right)
    case.key(Qt.Key.Key_Return)
    assert Edge("dense", "out", "dense_3", "in") in case.network.edges
    assert case.item("dense_3").bright is None


def test_escape_leaves_the_wire(case: CanvasCase) -> None:
    case.view.focus_block("dense")
    case.key(Qt.Key.Key_C)
    case.key(Qt.Key.Key_Escape)
    assert not case.view.walk.connecting and case.undo_steps() == 0


def test_duplicate_and_select_all(case: CanvasCase) -> None:
    case.view.focus_block("dense")
    case.key(Qt.Key.Key_D, CTRL)
    assert len(case.network.nodes) == 6
    case.key(Qt.Key.Key_A, CTRL)
    assert len(case.ws.selection) == 6


def test_zoom_keys_and_fit(case: CanvasCase) -> None:
    case.key(Qt.Key.Key_Plus, CTRL)
    assert case.view.navigator.zoom == pytest.approx(1.2)
    assert case.view.zoom_bar.label.text().startswith("120")
    case.key(Qt.Key.Key_1)
    assert case.view.navigator.zoom == 1.0
    case.view.zoom_to(0.3)
    case.key(Qt.Key.Key_F)
    shown = case.view.mapToScene(case.view.viewport().rect()).boundingRect()
    assert shown.contains(case.view.canvas.network_rect())


def test_an_empty_canvas_says_what_to_do(case: CanvasCase) -> None:
    before = case.pixels()
    case.view.select_all()
    case.key(Qt.Key.Key_Delete)
    assert not case.view.canvas.blocks
    ground = case.view.canvas.look.tokens.canvas.rgb()
    image = case.pixels()
    middle = case.view.viewport().rect().center()
    row = {image.pixel(x, middle.y()) for x in range(middle.x() - 120, middle.x() + 120)}
    assert image != before and any(pixel != ground for pixel in row)
    case.view.fit()
    assert case.view.navigator.zoom == 1.0
    assert case.view.thumbnail(64, 40).width() == 64
