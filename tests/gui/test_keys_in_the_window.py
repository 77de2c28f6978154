"""Space trains from anywhere but where one types, Enter presses and reaches values, Esc leads back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.docks.recipe import RecipePanel
from playground.gui.window.keyguard import KeyGuard
from real_window import RealWindow

Key = Qt.Key
LEAVES = 3  # times of Esc that any place needs at most: a menu, a field, a panel


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    guard = KeyGuard(qapp)
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()
    qapp.focusChanged.disconnect(guard._on_focus)
    guard.deleteLater()


def press(case: RealWindow, *keys: Qt.Key) -> None:
    """Press keys wherever the keyboard is."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or case.window, key)


def reachable(case: RealWindow) -> list[QWidget]:
    """Return what Tab reaches in the window."""
    return [each for each in case.window.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and each.isEnabled()
            and each.focusProxy() is None]  # fmt: skip


@pytest.mark.parametrize("name", ["undo", "step", "reset", "menu_button"])
def test_space_trains_from_a_button_and_enter_presses_it(case: RealWindow, name: str) -> None:
    button: QWidget = getattr(case.window.top, name)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(case, Key.Key_Space)
    case.wait(lambda: case.ws.live.running)
    press(case, Key.Key_Space)
    case.wait(lambda: not case.ws.live.running and case.ws.live.steps_per_second == 0)
    step = case.ws.live.step
    if name == "step":
        press(case, Key.Key_Return)
        case.wait(lambda: case.ws.live.step == step + 1)


def test_space_trains_from_everywhere_but_where_one_types(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    case.window.show_bottom("inspector")
    silent = []
    for widget in reachable(case):
        typed = isinstance(widget, QLineEdit) or (isinstance(widget, QComboBox) and widget.isEditable())
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if typed or QApplication.focusWidget() is not widget:
            continue
        before = case.ws.live.running
        press(case, Key.Key_Space)
        if case.ws.live.running == before:
            silent.append(widget)
    assert not [(type(each).__name__, each.accessibleName(), type(each.parent()).__name__) for each in silent]


def test_esc_leads_back_to_the_canvas_from_everywhere(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    case.window.show_bottom("inspector")
    kept = []
    for widget in reachable(case):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(LEAVES):
            if not case.window.canvas.hasFocus():
                press(case, Key.Key_Escape)
        if not case.window.canvas.hasFocus():
            kept.append(widget)
    assert not [(type(each).__name__, each.accessibleName(), type(each.parent()).__name__) for each in kept]


def test_enter_on_a_block_reaches_its_first_value(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    press(case, Key.Key_Return)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit) and field.selectedText() == field.text() == "8"
    QTest.keyClicks(field, "3*4")
    press(case, Key.Key_Return, Key.Key_Escape)
    assert case.ws.project.network.nodes["dense"].params["units"] == 12
    assert case.window.canvas.hasFocus()


def test_letters_in_a_closed_list_choose_there_and_are_no_keys_of_the_window(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    case.window.show_bottom("inspector")
    field = case.window.inspector.form().rows["activation"].value_field
    field.setFocus(Qt.FocusReason.TabFocusReason)
    told: list[object] = []
    field.chosen.connect(told.append)
    press(case, Key.Key_E)  # which trains an epoch outside
    QTest.keyClick(field, Key.Key_L, Qt.KeyboardModifier.ShiftModifier)  # which lists the samples
    assert field.hasFocus() and field.isVisible() and told[-1] == field.current() == "elu"
    assert case.ws.project.network.nodes["dense"].params["activation"] == "elu"
    press(case, Key.Key_Space)
    case.wait(lambda: case.ws.live.running)
    assert case.ws.project.network.nodes["dense"].params["activation"] == "elu"


def test_f2_renames_and_the_next_space_trains(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    shown = case.window.canvas.canvas.look
    press(case, Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "First layer")
    press(case, Key.Key_Return)
    assert case.ws.project.network.nodes["dense"].label == "First layer"
    assert case.window.canvas.hasFocus() and case.ws.selection == {"dense"}
    press(case, Key.Key_Space)
    case.wait(lambda: case.ws.live.running)
    assert case.window.canvas.canvas.look.threads == shown.threads


def test_esc_leaves_a_name_as_it_was(case: RealWindow) -> None:
    case.ws.select(frozenset({"dense"}))
    label = case.ws.project.network.nodes["dense"].label
    press(case, Key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "Oops")
    press(case, Key.Key_Escape)
    assert case.ws.project.network.nodes["dense"].label == label and case.window.canvas.hasFocus()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_f10_opens_the_menu(case: RealWindow) -> None:
    press(case, Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def of_the_inspector(case: RealWindow) -> QWidget:
    case.ws.select(frozenset({"dense"}))
    case.window.show_bottom("inspector")
    return case.window.inspector.form().rows["units"].value_field


def of_the_recipe(case: RealWindow) -> QWidget:
    case.window.show_bottom("recipe")
    (panel,) = case.window.findChildren(RecipePanel)
    return panel.seed.field


@pytest.mark.parametrize("place", [of_the_inspector, of_the_recipe])
def test_enter_in_a_number_gives_the_keys_back(
    case: RealWindow, place: Callable[[RealWindow], QWidget]
) -> None:
    before = case.ws.project
    field = place(case)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "11")
    press(case, Key.Key_Return)
    changed = case.ws.project
    assert changed != before and case.window.canvas.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.project == before
    press(case, Key.Key_Space)
    case.wait(lambda: case.ws.live.running)


def test_esc_in_a_number_gives_the_keys_back_at_once(case: RealWindow) -> None:
    field, before = of_the_inspector(case), case.ws.project
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "11")
    press(case, Key.Key_Escape)
    assert case.window.canvas.hasFocus() and case.ws.project == before


def test_a_number_that_is_refused_keeps_the_keys(case: RealWindow) -> None:
    field = of_the_inspector(case)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "x")
    press(case, Key.Key_Return)
    assert field.hasFocus()


def test_a_number_in_which_nothing_is_typed_leaves_space_and_undo_to_the_window(case: RealWindow) -> None:
    before = case.ws.project
    field = of_the_inspector(case)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    press(case, Key.Key_Up)
    assert case.ws.project != before and field.hasFocus()
    QTest.keyClick(field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert case.ws.project == before
    press(case, Key.Key_Space)
    case.wait(lambda: case.ws.live.running)
    assert field.text() == "8"
