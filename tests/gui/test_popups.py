"""Popups, banners and questions in a real window: one at a time, left by a click elsewhere or by Esc."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app import edits
from playground.app.banners import Banner, BannerAction
from playground.app.diagnostics import diagnostics
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.dialogs.commands import CommandPalette
from playground.gui.dialogs.panel_chooser import PanelChooser
from playground.gui.dialogs.sheet import Sheet
from playground.gui.widgets.popups import popups_of
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def press(case: RealWindow, widget: QWidget, at: QPoint | None = None) -> None:
    """Click as the platform does: the window's own event, then the widget's."""
    place = widget.mapTo(case.window, at or widget.rect().center())
    handle = case.window.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, place)


def open_problem(case: RealWindow) -> QWidget:
    case.ws.apply(edits.place, "dense", (0.0, 900.0))
    problem = case.ws.problems[0]
    case.window.canvas.show_problem(problem)
    return case.window.canvas.telling.popover


def open_quick_add(case: RealWindow) -> QWidget:
    canvas = case.window.canvas
    canvas.offer_on_wire(next(iter(canvas.canvas.edges)))
    assert canvas.quick_add is not None
    return canvas.quick_add


def open_microscope(case: RealWindow) -> QWidget:
    case.ws.select(frozenset({"dense"}))
    case.window.canvas.show_unit_at_work()
    case.wait(case.window.canvas.microscope.popover.isVisible)
    return case.window.canvas.microscope.popover


def open_commands(case: RealWindow) -> QWidget:
    case.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return case.window.findChild(CommandPalette)


def open_panels(case: RealWindow) -> QWidget:
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_P)
    return case.window.findChild(PanelChooser)


def open_rail(case: RealWindow) -> QWidget:
    case.window.resize(1000, 900)
    case.wait(lambda: case.window.width() == 1000)
    case.window.side.reveal()
    return case.window.side._flyout


POPUPS: tuple[Callable[[RealWindow], QWidget], ...] = (
    open_problem, open_quick_add, open_microscope, open_commands, open_panels, open_rail,
)  # fmt: skip


def closed(popup: QWidget) -> bool:
    try:
        return not popup.isVisible()
    except RuntimeError:  # it is gone altogether
        return True


@pytest.mark.parametrize("opens", POPUPS, ids=lambda each: each.__name__)
def test_a_popup_closes_on_a_click_elsewhere(
    case: RealWindow, opens: Callable[[RealWindow], QWidget]
) -> None:
    popup = opens(case)
    assert popup.isVisible()
    if opens is open_microscope:  # one trains, and chooses samples, while one looks through it
        press(case, case.panel("curves"), QPoint(6, 6))
        assert popup.isVisible()
        viewport = case.window.canvas.viewport()
        press(case, viewport, QPoint(20, viewport.height() - 20))
    else:
        press(case, case.panel("curves"), QPoint(6, 6))
    case.wait(lambda: closed(popup))
    assert popups_of(case.window).current is None


@pytest.mark.parametrize("opens", POPUPS[:5], ids=lambda each: each.__name__)
def test_one_popup_at_a_time(case: RealWindow, opens: Callable[[RealWindow], QWidget]) -> None:
    popup = opens(case)
    other = open_quick_add if opens is not open_quick_add else open_problem
    second = other(case)
    case.wait(lambda: closed(popup))
    assert second.isVisible()


@pytest.mark.parametrize("opens", POPUPS, ids=lambda each: each.__name__)
def test_a_popup_is_left_by_escape_and_nothing_has_changed(
    case: RealWindow, opens: Callable[[RealWindow], QWidget]
) -> None:
    popup = opens(case)
    project = case.ws.project
    focus = QApplication.focusWidget()
    if focus is None or not (popup is focus or popup.isAncestorOf(focus)):
        focus = popup if opens is open_rail else case.window.canvas
        focus.setFocus()
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    case.wait(lambda: closed(popup))
    assert case.ws.project is project


SHEETS = {
    "templates": lambda case: case.ws.window.show_templates(),
    "export": lambda case: case.ws.window.show_export(),
    "shortcuts": lambda case: case.ws.window.show_shortcuts(),
    "diagnostics": lambda case: case.ws.window.show_diagnostics(diagnostics()),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_left_by_escape_from_each_of_its_controls(case: RealWindow, name: str) -> None:
    project, undo, files = case.ws.project, case.ws.document.undo_label, sorted(case.folder.rglob("*"))

    def opened() -> Sheet:
        SHEETS[name](case)
        (sheet,) = case.window.findChildren(Sheet)
        return sheet

    sheet = opened()
    count = len([each for each in sheet.findChildren(QWidget) if takes_keys(each)])
    for place in range(count):
        sheet = opened() if place else sheet
        control = [each for each in sheet.findChildren(QWidget) if takes_keys(each)][place]
        control.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(control, Qt.Key.Key_Escape)
        assert closed(sheet), control
        QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    assert case.ws.project is project and case.ws.document.undo_label == undo
    assert sorted(case.folder.rglob("*")) == files


def takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def test_a_question_in_the_bar_is_left_by_escape_and_asked_again(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    run = case.ws.live.run
    assert case.ws.apply(edits.set_param, "dense", "units", 48)
    case.wait(lambda: case.ws.live.run != run)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.notices.banner is not None and case.ws.notices.banner.id == "question")
    case.key(Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None and case.window.stage.banner.isAncestorOf(focus)
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert case.ws.notices.banner is None and not case.ws.live.running
    assert case.window.canvas.hasFocus()
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.notices.banner is not None and case.ws.notices.banner.id == "question")


def test_other_data_are_left_by_escape_and_the_gallery_shows_those_in_use(case: RealWindow) -> None:
    data = case.window.data
    family, chosen = data.family.current(), data.gallery.model().chosen
    project = case.ws.project
    data._show_family(case.ws.catalogue.family_of("spiral").id)
    case.ws.data.choose("spiral")
    assert case.ws.notices.banner is not None and case.ws.notices.banner.id == "fit_data"
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_Escape)
    assert case.ws.notices.banner is None
    assert case.ws.project is project
    assert (data.family.current(), data.gallery.model().chosen) == (family, chosen)


def test_a_bubble_and_a_popover_stand_clear_of_the_banner(case: RealWindow) -> None:
    canvas, bar = case.window.canvas, case.window.stage.banner
    low = canvas.mapToScene(canvas.width() // 2, canvas.height() - 60)
    canvas.tell("A wire of numbers fits no port that takes words.", low)
    actions = (BannerAction("Keep them", lambda: None), BannerAction("Start fresh", lambda: None))
    case.ws.notices.show_banner(Banner("The network changed. Keep the weights?", "question", actions))
    assert canvas.bubble.isVisible() and bar.isVisible()
    assert not canvas.bubble.geometry().intersects(bar.geometry())
    canvas.tell("Once more, with the banner there.", low)
    assert not canvas.bubble.geometry().intersects(bar.geometry())
    popover = open_problem(case)
    popover.point_at(QPointF(low), 0.0)  # type: ignore[attr-defined]
    assert not popover.geometry().intersects(bar.geometry())


class Repainted(QObject):
    """Keep which parts of a widget are painted again."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def test_the_list_of_commands_leaves_no_shadow_behind(case: RealWindow) -> None:
    palette = open_commands(case)
    case.app.processEvents()
    assert isinstance(palette, CommandPalette)
    panel = palette.line.parentWidget()
    before = panel.geometry().adjusted(-12, -12, 12, 12)  # with its shadow
    painted = Repainted(palette)
    QTest.keyClicks(palette.line, "zoom in")
    case.wait(lambda: panel.height() < before.height() - 24 and not painted.region.isEmpty())
    case.wait(lambda: QRegion(before).subtracted(painted.region).isEmpty())


@pytest.mark.parametrize("opener", ["show_panels", "show_commands", "show_draw_pad", "show_templates",
                                    "show_export", "show_shortcuts"])  # fmt: skip
def test_what_was_closed_hears_nothing_more(case: RealWindow, opener: str) -> None:
    """The Python side of a closed dialog may live on for a while: nothing is said to it then."""
    before = set(case.window.findChildren(QWidget))
    getattr(case.ws.window, opener)()
    (opened,) = [
        each for each in set(case.window.findChildren(QWidget)) - before if each.parent() is case.window
    ]
    opened.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    case.ws.apply(edits.place, "dense", (0.0, 900.0))
    case.ws.data.choose("spiral")
    case.ws.settings.set(panels={})
    case.ws.files.new("iris-mlp")
