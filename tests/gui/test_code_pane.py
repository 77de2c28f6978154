"""The code beside the canvas: it follows edits, marks what is selected, and finds the block of a line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.app.document import Document
from playground.core.builtin import CATALOGUE
from playground.core.export.script.network import network_text
from playground.core.network.values import Network
from playground.core.project.templates import template
from playground.gui.docks.code import CodePane
from playground.gui.docks.code_view import CodeView
from playground.gui.window.measures import RAIL
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("resnet-small", CATALOGUE).open())
    made.window.resize(1600, 1000)
    yield made
    made.close()


def opened(case: RealWindow) -> CodePane:
    case.key(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert case.window.code_shown and case.window.code is not None
    case.wait(lambda: case.window.code.view.blockCount() > 10)
    QApplication.processEvents()
    return case.window.code


def place_of(view: CodeView, line: int) -> QPoint:
    rows = dict(view.rows())
    return QPoint(60, round(rows[line].center().y()))


def line_with(pane: CodePane, words: str) -> int:
    return next(index for index, line in enumerate(pane.view.code.lines) if words in line.text)


def test_the_code_stands_beside_the_canvas_and_follows_it(case: RealWindow) -> None:
    side, low = case.window.side.width(), case.window.bottom._low
    pane = opened(case)
    assert case.window.side.width() == RAIL and case.window.bottom._low
    assert pane.view.toPlainText() == "\n".join(
        line.text for line in network_text(case.ws.checks.analysis).lines
    )
    case.ws.apply(edits.set_param, "conv", "activation", "gelu")
    case.wait(lambda: "x = gelu(self.conv(image))" in pane.view.toPlainText())
    QTest.mouseClick(pane.which.button("script"), LEFT)
    assert pane.view.toPlainText().startswith('"""Train a network') and "def main():" in pane.view.code.text
    QTest.mouseClick(pane.copy, LEFT)
    assert QGuiApplication.clipboard().text() == pane.view.code.text + "\n"
    QTest.mouseClick(pane.close_button, LEFT)
    assert not case.window.code_shown
    assert (case.window.side.width(), case.window.bottom._low) == (side, low)


def test_a_panel_over_the_canvas_makes_room_for_the_code(case: RealWindow) -> None:
    case.window.resize(1280, 800)
    case.window.bottom.show_panel("recipe")
    assert case.window.bottom.is_open
    opened(case)
    assert not case.window.bottom.is_open


def test_what_is_selected_is_marked_and_a_line_selects_its_block(case: RealWindow) -> None:
    pane = opened(case)
    case.ws.select(frozenset({"dense"}))
    made, run = line_with(pane, "self.dense = nn.Linear"), line_with(pane, "return self.dense(x)")
    assert pane.view.marked == {made, run}
    QApplication.processEvents()
    pool = line_with(pane, "x = self.pool(x)")
    QTest.mouseClick(pane.view.viewport(), LEFT, pos=place_of(pane.view, pool))
    assert case.ws.selection == {"pool"}
    assert pool in pane.view.marked and pane.view.code.shapes[pool] == "32"
    inner = line_with(pane, "self.norm = nn.BatchNorm2d(16)")
    pane.view.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    QTest.mouseClick(pane.view.viewport(), LEFT, pos=place_of(pane.view, inner))
    assert case.ws.scope.path == ("residual",) and case.ws.selection == {"norm"}
    assert inner in pane.view.marked


def test_a_network_with_problems_keeps_the_last_code_and_says_why(case: RealWindow) -> None:
    pane = opened(case)
    before = pane.view.toPlainText()
    case.ws.apply(edits.set_param, "dense", "units", 7)
    case.wait(lambda: pane.words.text().startswith("No code yet: "))
    assert pane.view.toPlainText() == before


def test_nothing_is_printed_once_the_window_is_closed(case: RealWindow) -> None:
    pane = opened(case)
    case.ws.apply(edits.set_param, "conv", "activation", "gelu")
    assert pane._later.isActive()
    case.window.close()
    assert not pane._later.isActive()


def test_another_project_that_cannot_be_printed_shows_what_is_missing_and_no_line_of_the_one_before(
    case: RealWindow, tmp_path: Path
) -> None:
    pane = opened(case)
    empty = case.ws.project.with_network(Network())
    case.ws.replace_document(Document(empty))
    case.wait(lambda: pane.words.text().startswith("No code yet: "))
    assert pane.view.toPlainText() == "" and pane.view.placeholderText() == pane.words.text()
    assert not pane.count.text()
