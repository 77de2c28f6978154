"""The menus of the right button: on blocks, wires, the ground, panels, samples and tabs; by its key too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.app.commands import find
from playground.app.context_menus import MENUS
from playground.app.pointed import NOTHING
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from real_window import RealWindow


class Opened:
    """Keep the menu that was opened last: the offscreen platform cannot grab the keyboard for it."""

    menu: QMenu
    count = 0

    def action(self, command_id: str) -> QAction:
        return next(each for each in self.menu.actions() if each.objectName() == command_id)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    kept = Opened()

    def popup(menu: QMenu, _where: QPoint) -> None:
        kept.menu = menu
        kept.count += 1

    monkeypatch.setattr(QMenu, "popup", popup)
    return kept


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def right_click(widget: QWidget, at: QPoint) -> None:
    """Press and let go as a mouse does, then ask for the menu as the platform does."""
    QTest.mouseClick(widget, Qt.MouseButton.RightButton, pos=at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def test_each_thing_on_the_canvas_has_its_menu(case: RealWindow, opened: Opened) -> None:
    canvas = case.window.canvas
    block = canvas.canvas.blocks["dense"]
    right_click(canvas.viewport(), canvas.mapFromScene(block.scene_rect.center()))
    assert opened.menu.objectName() == "block"
    assert case.ws.selection == {"dense"}
    edge, item = next(iter(canvas.canvas.edges.items()))
    right_click(canvas.viewport(), canvas.mapFromScene(item.middle))
    assert opened.menu.objectName() == "wire"
    assert canvas.chosen_edge == edge
    right_click(canvas.viewport(), QPoint(30, canvas.height() - 20))
    assert opened.menu.objectName() == "canvas"
    assert [each.objectName() for each in opened.menu.actions()] == [*MENUS["canvas"]]


def test_a_line_says_its_key_and_why_it_cannot_be(case: RealWindow, opened: Opened) -> None:
    case.ws.select(frozenset({"dense"}))
    canvas = case.window.canvas
    right_click(canvas.viewport(), canvas.mapFromScene(canvas.canvas.blocks["dense"].scene_rect.center()))
    duplicate, ungroup = opened.action("edit.duplicate"), opened.action("edit.ungroup")
    assert duplicate.shortcut().toString() == find("edit.duplicate").shortcut
    assert duplicate.isEnabled() and not ungroup.isEnabled()
    assert ungroup.toolTip() == "Select a group first."


def test_a_wire_is_deleted_and_a_block_put_into_one(case: RealWindow, opened: Opened) -> None:
    canvas = case.window.canvas
    edge = next(each for each in canvas.canvas.edges if each.target == "dense")
    right_click(canvas.viewport(), canvas.mapFromScene(canvas.canvas.edges[edge].middle))
    opened.action("edit.insert").trigger()
    quick = canvas.quick_add
    assert quick is not None
    case.wait(quick.search.hasFocus)
    QTest.keyClicks(quick.search, "drop")
    QTest.keyClick(quick.search, Qt.Key.Key_Return)
    fresh = next(each for each in case.ws.here.network.edges if each.target == "dense")
    assert case.ws.here.network.nodes[fresh.source].kind == "dropout"
    right_click(canvas.viewport(), canvas.mapFromScene(canvas.canvas.edges[fresh].middle))
    opened.action("edit.delete").trigger()
    assert fresh not in case.ws.here.network.edges
    opened.menu.aboutToHide.emit()
    case.wait(lambda: case.ws.pointed == NOTHING)


def test_the_key_opens_the_menu_of_what_is_chosen(case: RealWindow, opened: Opened) -> None:
    case.ws.select(frozenset({"conv_2d"} & set(case.ws.here.network.nodes)) or frozenset({"dense"}))
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert opened.menu.objectName() == "block"
    case.ws.select(frozenset())
    case.window.canvas.walk.focus(None)
    case.key(Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert opened.menu.objectName() == "canvas"


def test_panels_samples_and_tabs_have_theirs(case: RealWindow, opened: Opened) -> None:
    curves = case.panel("curves")
    right_click(curves, QPoint(20, 12))
    assert opened.menu.objectName() == "panel"
    opened.action("panel.hide").trigger()
    case.wait(lambda: not curves.isVisible())
    wall = case.panel("hardest").wall
    case.wait(lambda: bool(wall.seen()))
    right_click(wall, wall.place(1).center().toPoint())
    assert opened.menu.objectName() == "sample"
    assert case.ws.views.subject.sample == wall.seen()[1]
    tabs = case.window.bottom.tabs
    right_click(tabs, tabs.tabRect(tabs.index_of("weights")).center())
    assert opened.menu.objectName() == "tab"
    assert opened.action("panel.hide").isEnabled()
    right_click(tabs, tabs.tabRect(tabs.index_of("recipe")).center())
    assert not opened.action("panel.hide").isEnabled()
    assert opened.action("panel.hide").toolTip() == "This tab always stands here."


def test_a_tab_is_hidden_by_its_menu(case: RealWindow, opened: Opened) -> None:
    tabs = case.window.bottom.tabs
    right_click(tabs, tabs.tabRect(tabs.index_of("weights")).center())
    opened.action("panel.hide").trigger()
    case.wait(lambda: not tabs.isTabVisible(tabs.index_of("weights")))


def test_the_window_has_no_menu_of_its_docks(case: RealWindow, opened: Opened) -> None:
    right_click(case.window.status, QPoint(300, 10))
    assert opened.count == 0
