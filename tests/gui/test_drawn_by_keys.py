"""A network drawn by keys wraps at what the window shows, and the view follows what is added."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from canvas_case import CanvasCase
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.navigation import LEAST_READABLE
from real_window import RealWindow

CTRL = Qt.KeyboardModifier.ControlModifier
TYPED = ("image", "conv 2d", "batch norm", "activation", "max pool", "conv 2d", "dropout 2d", "max pool",
         "flatten", "dense", "dropout", "dense", "classify")  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    made.window.resize(1280, 800)
    made.wait(lambda: made.window.width() == 1280)
    yield made
    made.close()


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[CanvasCase]:
    made = CanvasCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


def on_screen(case: RealWindow, node_id: str) -> QRect:
    """Return where a block is drawn in the viewport."""
    canvas = case.window.canvas
    return canvas.mapFromScene(canvas.canvas.blocks[node_id].scene_rect).boundingRect()


def add(case: RealWindow, words: str) -> str:
    """Add a block by / and Enter; return its id."""
    before = set(case.ws.here.network.nodes)
    case.key(Qt.Key.Key_Slash)
    search = case.window.palette_panel.search
    case.wait(search.hasFocus)
    QTest.keyClicks(search, words)
    QTest.keyClick(search, Qt.Key.Key_Return)
    (made,) = set(case.ws.here.network.nodes) - before
    QTest.keyClick(search, Qt.Key.Key_Escape)
    case.wait(case.window.canvas.hasFocus)
    return made


def test_a_first_network_wraps_at_the_window_and_each_new_block_is_seen(window: RealWindow) -> None:
    window.ws.files.new_empty()
    canvas = window.window.canvas
    for words in TYPED:
        made = add(window, words)
        assert canvas.viewport().rect().contains(on_screen(window, made)), words
        assert canvas.navigator.zoom >= LEAST_READABLE
    rect, room = canvas.canvas.network_rect(), canvas.viewport().width()
    assert rect.width() * 0.75 <= room
    assert len({node.position[1] for node in window.ws.here.network.nodes.values()}) >= 4


def test_a_block_added_out_of_sight_is_brought_in_at_the_same_scale(case: CanvasCase) -> None:
    case.view.zoom_to(1.2)
    case.view.centerOn(case.item("points"))
    case.ws.select(frozenset({"classify"}))
    assert not seen(case, "classify")
    case.key(Qt.Key.Key_D, CTRL)
    (copy,) = case.ws.selection
    assert copy != "classify" and seen(case, copy) and case.view.navigator.zoom == 1.2


def test_what_is_added_during_a_drag_moves_nothing_under_the_pointer(case: CanvasCase) -> None:
    case.view.zoom_to(1.2)
    case.view.centerOn(case.item("points"))
    start = case.header("points")
    case.drag(start, start + QPointF(0, 40), drop=False)
    before = case.view.viewportTransform()
    case.ws.select(frozenset({"classify"}))
    case.view.duplicate_selected()
    (copy,) = case.ws.selection
    assert not seen(case, copy) and case.view.viewportTransform() == before
    case.key(Qt.Key.Key_Escape)


def seen(case: CanvasCase, node_id: str) -> bool:
    """Tell whether a block is whole in the viewport."""
    shown = case.view.mapFromScene(case.item(node_id).scene_rect).boundingRect()
    return case.view.viewport().rect().contains(shown)
