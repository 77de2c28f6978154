"""A project full of markup is shown as text, in every place, and no file that it names is opened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.app.banners import Banner
from playground.app.commands import perform
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.commands import CommandPalette
from playground.gui.panels.registry import PANELS
from playground.gui.widgets import plain
from real_window import RealWindow

CASE = Path(__file__).parents[1] / "cases" / "rich_text.nnplay"
TRAP = "trap-for-markup.png"
WORDS = f'<img src="{TRAP}"><a href="x">y</a><b>&b</b>'
opened: list[str] = []


def _listen(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and args and Path(str(args[0])).name == TRAP:
        opened.append(str(args[0]))


sys.addaudithook(_listen)


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    project = template("digits-cnn", CATALOGUE).open()
    nodes = {name: replace(node, label=WORDS) for name, node in project.network.nodes.items()}
    named = replace(project, name=WORDS, network=replace(project.network, nodes=nodes))
    made = RealWindow(qtbot, qapp, tmp_path, named)
    yield made
    made.close()


def is_markup(words: str) -> bool:
    """Tell whether Qt would take words for markup that the factory did not make."""
    return "<img" in words or "<a href" in words


def roles(model: QAbstractItemModel | None) -> Iterator[str]:
    """Yield the tips of a model's cells."""
    if model is None:
        return
    for row in range(min(60, model.rowCount(QModelIndex()))):
        columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
        for column in range(columns):
            tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            yield str(tip or "")


def faults(root: QWidget) -> list[str]:
    """Return every place of a window in which words would be read as markup."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        name = type(widget).__name__
        if is_markup(widget.toolTip()):
            found.append(f"{name}: tip {widget.toolTip()}")
        if (
            isinstance(widget, QLabel)
            and widget.textFormat() == Qt.TextFormat.AutoText
            and name != "QTipLabel"
        ):
            found.append(f"{name}: a label that guesses")
        if isinstance(widget, QAbstractButton) and "&" in widget.text() and not widget.shortcut().isEmpty():
            found.append(f"{name}: key of {widget.text()}")
        if isinstance(widget, QAbstractItemView):
            found += [f"{name}: cell {tip}" for tip in roles(widget.model()) if is_markup(tip)]
    for action in root.findChildren(QAction):
        if is_markup(action.toolTip()) or "&b" in action.text().replace("&&", ""):
            found.append(f"action {action.text()}")
    return found


def test_no_place_of_the_window_reads_markup(case: RealWindow) -> None:
    window, ws = case.window, case.ws
    ws.say(WORDS)
    ws.notices.show_banner(Banner(WORDS, "bad", id="failed"))
    for spec in PANELS:
        case.panel(spec.id)  # built, also where it makes no sense
    for key in list(window.bottom._panels):
        window.bottom.show_panel(key)
        for node in list(ws.here.network.nodes):
            ws.select(frozenset({node}))
            case.app.processEvents()
        window.grab()
        assert not faults(window), key
    menu = window.actions_table.build_menu()
    assert not faults(menu)
    menu.deleteLater()
    assert TRAP in window.windowTitle()
    assert not opened


def test_every_point_of_the_canvas_tells_text(case: RealWindow) -> None:
    """The pointer goes over blocks, ports, wires: what it shows is text, in the tip that really opens."""
    view = case.window.canvas
    for x in range(20, view.viewport().width(), 60):
        for y in range(20, view.viewport().height(), 60):
            QTest.mouseMove(view.viewport(), QPoint(x, y))
            assert not is_markup(view.viewport().toolTip())


def test_the_case_opens_as_text(case: RealWindow) -> None:
    assert case.ws.files.open(CASE)
    case.app.processEvents()
    case.window.grab()
    assert not faults(case.window)


def test_a_tip_shows_its_words_as_they_are(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    plain.set_tip(widget, WORDS)
    assert plain.tip_of(widget) == WORDS and not is_markup(widget.toolTip())
    plain.set_tip(widget, "a & b")
    assert widget.toolTip() == "a & b"
    assert plain.titled_tip("<b>", "<i>") == "<b>&lt;b&gt;</b><br>&lt;i&gt;"
    assert plain.label(WORDS).textFormat() == Qt.TextFormat.PlainText
    assert plain.menu_text("a & b") == "a && b" and plain.title_text("x[*]") == "x[*][*]"
    key = plain.key_label()
    plain.set_key(key, QColor("red"), "<img>")
    assert "&lt;img&gt;" in key.text()
    QToolTip.hideText()


DIALOGS = ("file.new", "file.export", "help.commands", "help.shortcuts", "help.diagnostics", "samples.draw")


@pytest.mark.parametrize("command", DIALOGS)
def test_no_dialog_reads_markup(case: RealWindow, command: str) -> None:
    perform("file.save_template", case.ws)  # so that a name of one's own stands in the list of templates
    looked: list[str] = []

    def look() -> None:
        over = case.window.findChildren(CommandPalette)
        for dialog in (*case.app.topLevelWidgets(), *over):
            if dialog.isVisible() and isinstance(dialog, QDialog | CommandPalette):
                dialog.grab()
                looked.extend(faults(dialog) or [""])
                dialog.close()

    timer = QTimer(interval=50)
    timer.timeout.connect(look)
    timer.start()
    perform(command, case.ws)
    case.wait(lambda: bool(looked))
    timer.stop()
    assert set(looked) == {""} and not opened


def test_the_numbers_behind_a_unit_are_told_as_text(case: RealWindow) -> None:
    case.ws.select(frozenset({"conv2d"}))
    case.window.canvas.setFocus()
    perform("view.unit_at_work", case.ws)
    case.wait(lambda: not case.window.canvas.hasFocus() or bool(case.app.activePopupWidget()))
    for widget in case.app.topLevelWidgets():
        if widget.isVisible():
            widget.grab()
            assert not faults(widget), type(widget).__name__
    assert not opened
    case.key(Qt.Key.Key_Escape)
