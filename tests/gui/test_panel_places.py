"""What is shown where is chosen by a person, from all panels that suit what is open, and kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import playground.gui.window
from parsed_sources import every_node
from playground.app.panel_places import read_places
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.panel_chooser import PanelChooser
from playground.gui.dialogs.panel_rows import CHOICE, Choice, pill
from playground.gui.docks.recipe import RECIPE_HEIGHT, RecipePanel
from playground.gui.panels.decision_map import DecisionMapPanel
from playground.gui.panels.registry import PANELS
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def opened(case: RealWindow) -> PanelChooser:
    """Open the chooser by its key."""
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_P)
    chooser = case.window.findChild(PanelChooser)
    assert chooser is not None and chooser.isVisible() and chooser.line.hasFocus()
    return chooser


def row_of(chooser: PanelChooser, panel: str) -> int:
    return next(at for at, row in enumerate(chooser.choices.rows)
                if isinstance(row, Choice) and row.spec.id == panel)  # fmt: skip


def listed(chooser: PanelChooser) -> list[str]:
    return [row.spec.id if isinstance(row, Choice) else row for row in chooser.choices.rows]


def click(chooser: PanelChooser, panel: str, on_pill: bool = False) -> None:
    rect = chooser.list.visualRect(chooser.choices.index(row_of(chooser, panel), 0))
    where = pill(rect.toRectF()).center().toPoint() if on_pill else rect.topLeft() + QPoint(80, 18)
    QTest.mouseClick(chooser.list.viewport(), LEFT, pos=where)


def tab_seen(case: RealWindow, panel: str) -> bool:
    tabs = case.window.bottom.tabs
    return tabs.index_of(panel) >= 0 and tabs.isTabVisible(tabs.index_of(panel))


def kept(case: RealWindow) -> dict[str, str]:
    return dict(read_places(case.ws.settings.values.panels))


def test_all_panels_that_apply_are_listed_in_their_groups(case: RealWindow) -> None:
    assert listed(opened(case)) == [
        "What it answers", "confusion", "How it learns", "curves", "Samples", "hardest", "rows",
        "samples", "What it has learned", "weights",
    ]  # fmt: skip


def test_typing_searches_titles_and_summaries_and_escape_closes(case: RealWindow) -> None:
    chooser = opened(case)
    QTest.keyClicks(chooser.line, "hard")
    assert listed(chooser) == ["Samples", "hardest"]
    QTest.keyClicks(chooser.line, "xyz")
    assert listed(chooser) == [] and chooser._none.isVisible()
    QTest.keyClick(chooser.line, Qt.Key.Key_Escape)
    case.wait(lambda: case.window.findChild(PanelChooser) is None)
    assert case.window.canvas.hasFocus() and kept(case) == {}


def test_the_keys_walk_over_headings_hide_and_move(case: RealWindow) -> None:
    chooser = opened(case)
    assert isinstance(chooser.list.currentIndex().data(CHOICE), Choice)
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    case.wait(lambda: not case.panel("confusion").isVisible())
    QTest.keyClick(chooser.line, Qt.Key.Key_Down)
    QTest.keyClick(chooser.line, Qt.Key.Key_Return, SHIFT)
    curves = case.window.bottom._panels["curves"]
    assert tab_seen(case, "curves") and not case.window.docks.dock("curves").isVisible()
    assert kept(case) == {"confusion": "hidden", "curves": "below"}
    QTest.keyClick(chooser.line, Qt.Key.Key_Up)
    QTest.keyClick(chooser.line, Qt.Key.Key_Return)
    case.wait(lambda: case.panel("confusion").isVisible())
    QTest.keyClick(chooser.line, Qt.Key.Key_Escape)
    tabs = case.window.bottom.tabs
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(tabs.index_of("curves")).center())
    case.wait(curves.isVisible)
    assert kept(case) == {"curves": "below"}


def test_a_click_hides_and_one_on_the_place_moves_there_and_back(case: RealWindow) -> None:
    chooser, wall = opened(case), case.panel("hardest")
    click(chooser, "hardest", on_pill=True)
    assert kept(case) == {"hardest": "below"} and tab_seen(case, "hardest")
    click(chooser, "samples")
    assert kept(case) == {"hardest": "below", "samples": "hidden"} and not tab_seen(case, "samples")
    click(chooser, "hardest", on_pill=True)
    case.wait(wall.isVisible)
    assert case.panel("hardest") is wall and not tab_seen(case, "hardest")
    QTest.mouseClick(chooser.defaults, LEFT)
    assert kept(case) == {} and tab_seen(case, "samples") and chooser.isVisible()


def test_a_hidden_panel_asks_for_nothing_and_one_that_moved_still_does(case: RealWindow) -> None:
    subscription = case.panel("hardest")._subscription
    panel = case.panel("hardest")
    case.window.panels.choose(PANELS.get("hardest"), "hidden")
    case.wait(lambda: subscription.key is None)
    case.window.panels.choose(PANELS.get("hardest"), "below")
    case.window.bottom.show_panel("hardest")
    case.wait(lambda: subscription.key is not None and panel.shown is not None)
    case.wait(lambda: len(panel.wall.seen()) > 0)


def test_what_was_chosen_is_there_at_the_next_start(case: RealWindow, qtbot: QtBot, tmp_path: Path) -> None:
    case.window.panels.choose(PANELS.get("confusion"), "hidden")
    case.window.panels.choose(PANELS.get("curves"), "below")
    again = RealWindow(qtbot, case.app, tmp_path, template("digits-cnn", CATALOGUE).open())
    assert not again.panel("confusion").isVisible() and tab_seen(again, "curves")
    again.window.reset_layout()
    assert kept(again) == {} and again.panel("confusion").isVisible() and again.panel("curves").isVisible()
    again.close()


def test_panels_of_other_data_come_and_go_with_them(case: RealWindow) -> None:
    case.window.panels.choose(PANELS.get("confusion"), "hidden")
    case.ws.files.new("spiral-mlp")
    case.wait(lambda: case.panel("map").isVisible())
    assert not case.panel("confusion").isVisible() and not tab_seen(case, "samples")
    assert "map" in listed(opened(case)) and "samples" not in listed(case.window.findChild(PanelChooser))


def test_a_panel_asked_for_by_its_name_is_shown_even_if_it_was_hidden(case: RealWindow) -> None:
    case.window.panels.choose(PANELS.get("samples"), "hidden")
    assert not tab_seen(case, "samples")
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert tab_seen(case, "samples") and case.window.bottom.current() == "samples"


def test_the_menu_of_a_panel_hides_it_and_opens_the_chooser(case: RealWindow) -> None:
    menu = case.panel("curves").menu
    actions = {action.text(): action for action in menu.build_menu().actions()}
    actions["Choose panels…"].trigger()
    assert case.window.findChild(PanelChooser).isVisible()
    actions["Hide"].trigger()
    case.wait(lambda: not case.panel("curves").isVisible())
    assert kept(case) == {"curves": "hidden"}


def reached(case: RealWindow, panel: QWidget) -> list[int]:
    """Return when Tab comes to what can be reached in a panel, from the window on."""
    order, each = [case.window.nextInFocusChain()], case.window.nextInFocusChain().nextInFocusChain()
    while each is not order[0]:
        order.append(each)
        each = each.nextInFocusChain()
    return [at for at, widget in enumerate(order)
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and panel.isAncestorOf(widget)]  # fmt: skip


def test_a_panel_is_built_when_it_is_first_seen_and_tab_comes_to_it_where_it_stands(case: RealWindow) -> None:
    window = case.window
    assert not window.findChildren(RecipePanel) and not window.findChildren(DecisionMapPanel)
    window.show_bottom("recipe")
    (recipe,) = window.findChildren(RecipePanel)
    case.wait(recipe.isVisible)
    assert window.inspector.isVisible() is False and recipe.height() >= RECIPE_HEIGHT
    assert reached(case, recipe)[-1] < reached(case, case.panel("curves"))[0]
    assert case.ws.files.new("spiral-mlp")
    case.wait(lambda: len(window.findChildren(DecisionMapPanel)) == 1 and case.panel("map").isVisible())
    assert reached(case, case.panel("map"))[-1] < reached(case, case.panel("curves"))[0]


def test_the_window_knows_no_panel_by_its_name() -> None:
    names = {spec.id for spec in PANELS}
    others = ("actions.py", "time_track.py", "time_row.py")  # a group of commands, a mark, an array of a view
    for path in Path(playground.gui.window.__file__).parent.glob("*.py"):
        if path.name in others:
            continue
        words = {each.value for each in every_node(path) if isinstance(each, ast.Constant)}
        assert not words & names, path.name


class _Shown(QObject):
    """Keep which windows are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_no_part_of_a_panel_is_a_window_while_it_is_made(case: RealWindow) -> None:
    """Not even for a moment: it would flash, and keys would go there."""
    shown = _Shown()
    case.app.installEventFilter(shown)
    made = [spec.make(case.ws) for spec in PANELS]
    case.app.removeEventFilter(shown)
    for panel in made:
        panel.deleteLater()
    assert made and not shown.windows
