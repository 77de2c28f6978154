"""A window on small screens: within them, no tab cut, curves readable, the lower dock folded when idle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.panels.curves import LEAST
from playground.gui.theme.style import apply_theme
from playground.gui.window import placing
from playground.gui.window.measures import FRAME, PANEL_HEIGHT, TABS_HEIGHT
from real_window import RealWindow

SCREENS = [(1366, 728), (1280, 690), (1280, 800), (800, 500)]  # two of them with a bar at the bottom


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("digits-cnn", CATALOGUE).open())
    yield made
    made.close()


def _on_screen(monkeypatch: pytest.MonkeyPatch, room: QRect) -> None:
    monkeypatch.setattr(placing, "room_of", lambda window: room)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_window_is_within_the_screen_it_is_on(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, screen: tuple[int, int]
) -> None:
    room = QRect(40, 24, *screen)  # beside a dock, below a bar
    _on_screen(monkeypatch, room)
    window = QWidget()
    placing.keep_small(window)
    placing.place_window(window, "")
    assert room.contains(window.geometry().adjusted(0, 0, 0, FRAME))  # its place is its frame's
    assert window.height() <= screen[1] - FRAME


def test_a_large_screen_gets_the_size_of_the_pictures(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    _on_screen(monkeypatch, QRect(0, 0, 1920, 1080))
    window = QWidget()
    placing.place_window(window, "")
    assert (window.width(), window.height()) == (1600, 1000)
    assert QRect(0, 0, 1920, 1080).contains(window.geometry())


def test_a_size_kept_from_a_larger_screen_is_cut_to_this_one(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = QWidget()
    large.setGeometry(900, 300, 1600, 1000)
    kept = bytes(large.saveGeometry().toBase64().data()).decode()
    room = QRect(0, 0, 1280, 760)
    _on_screen(monkeypatch, room)
    window = QWidget()
    placing.place_window(window, kept)
    assert room.contains(window.geometry())


@pytest.mark.parametrize("size", [(1366, 728), (1280, 680), (800, 480)])
def test_no_tab_is_cut_and_the_curves_keep_their_height(case: RealWindow, size: tuple[int, int]) -> None:
    case.window.resize(*size)
    case.wait(lambda: (case.window.width(), case.window.height()) == size)
    case.app.processEvents()
    bottom = case.window.bottom
    tabs, row = bottom.tabs, bottom.row
    shown = [index for index in range(tabs.count()) if tabs.isTabVisible(index)]
    for index in shown:
        assert tabs.rect().contains(tabs.tabRect(index).adjusted(0, 0, -1, 0))
    assert tabs.geometry().right() <= row.chevron.geometry().left()
    offered = {"inspector", "samples", "weights", "recipe", "outline", "problems"}
    assert offered <= {str(tabs.tabData(index)) for index in shown} | set(row.hidden_tabs())
    for name in ("confusion", "curves"):
        if case.panel(name).isVisible():
            panel = case.panel(name)
            assert (
                panel.mapTo(case.window, panel.rect().bottomLeft()).y()
                <= case.window.strip.mapTo(case.window, QPoint(0, 0)).y()
            )
    case.window.show_bottom("curves")
    case.app.processEvents()
    assert case.panel("curves").height() >= LEAST
    assert case.window.top.export.geometry().right() <= case.window.top.width()


def test_a_tab_that_has_no_room_is_opened_from_the_menu(case: RealWindow) -> None:
    case.window.resize(800, 480)
    case.wait(lambda: bool(case.window.bottom.row.hidden_tabs()))
    row = case.window.bottom.row
    last = row.hidden_tabs()[-1]
    row.build_menu().actions()[-1].trigger()
    case.wait(lambda: case.window.bottom.current() == last)
    assert case.window.bottom.is_open
    assert row.tabs.isTabVisible(row.tabs.index_of(last))


def test_no_hole_is_left_in_the_tabs_by_a_panel_that_went(case: RealWindow) -> None:
    tabs = case.window.bottom.tabs
    case.window.bottom.offer("samples", False)
    rects = [tabs.tabRect(index) for index in range(tabs.count()) if tabs.isTabVisible(index)]
    assert [rect.left() for rect in rects[1:]] == [rect.right() + 1 for rect in rects[:-1]]
    assert not tabs.usesScrollButtons()


def test_the_lower_dock_stands_only_while_it_has_something_to_say(case: RealWindow) -> None:
    bottom, canvas = case.window.bottom, case.window.canvas
    case.wait(lambda: bottom.height() == TABS_HEIGHT)
    before = canvas.height()
    node = next(iter(case.ws.here.network.nodes))
    case.ws.select(frozenset({node}))
    case.wait(lambda: bottom.height() >= TABS_HEIGHT + PANEL_HEIGHT)
    case.wait(lambda: canvas.height() <= before - PANEL_HEIGHT)
    case.ws.select(frozenset())
    case.wait(lambda: bottom.height() == TABS_HEIGHT)
    tab = bottom.tabs.tabRect(bottom.tabs.index_of("inspector")).center()
    QTest.mouseClick(bottom.tabs, Qt.MouseButton.LeftButton, pos=tab)
    case.wait(lambda: bottom.is_open)
    QTest.mouseClick(bottom.row.chevron, Qt.MouseButton.LeftButton)
    case.wait(lambda: bottom.height() == TABS_HEIGHT)


def test_a_block_pressed_near_the_lower_edge_is_not_covered_by_its_settings(case: RealWindow) -> None:
    canvas = case.window.canvas
    canvas.zoom_to(1.0)
    low = max(canvas.canvas.blocks, key=lambda each: canvas.canvas.blocks[each].scene_rect.bottom())
    case.ws.select(frozenset({low}))
    case.wait(lambda: case.window.bottom.is_open)
    rect = canvas.canvas.blocks[low].scene_rect
    case.wait(lambda: canvas.mapFromScene(rect.bottomRight()).y() <= canvas.height())


def test_the_best_match_of_a_search_is_scrolled_to(case: RealWindow) -> None:
    case.window.resize(1280, 680)
    palette = case.window.palette_panel
    palette.focus_search()
    QTest.keyClicks(palette.search, "u")
    best = palette.chip("upsample")
    assert best.marked
    case.wait(lambda: best.visibleRegion().boundingRect() == best.rect())


def test_square_panels_keep_their_height_whatever_was_open_before(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Curves above one another asked for so much room that the plot beside was covered by its figures."""
    case = RealWindow(qtbot, qapp, tmp_path, template("breast-cancer-mlp", CATALOGUE).open())
    case.window.resize(1280, 800)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 2 and case.panel("curves").minimumSizeHint().height() > 300)
    case.key(Qt.Key.Key_Space)
    case.ws.files.new("diabetes-mlp")
    predicted = case.panel("predicted")
    case.wait(lambda: predicted.height() == predicted.height_for(predicted.width()))
    assert not predicted.plot.geometry().intersects(predicted.cards["r2"].geometry())
    case.close()


def test_the_opened_time_strip_cuts_nothing_of_the_docks(case: RealWindow) -> None:
    window, confusion = case.window, case.panel("confusion")
    for size in ((1280, 800), (1600, 1000)):
        window.resize(*size)
        case.wait(lambda wide=size[0]: window.strip.width() > wide - 40)
        folded = confusion.height()
        case.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
        case.wait(lambda: window.strip.track.opened and _is_laid_out(case))
        assert window.height() == size[1] and _stands_whole(case)
        case.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
        case.wait(lambda height=folded: confusion.height() == height)


def _is_laid_out(case: RealWindow) -> bool:
    """Say whether the window has made room for the strip's height of now."""
    window, strip = case.window, case.window.strip
    return strip.mapTo(window, QPoint(0, strip.height())).y() == window.status.mapTo(window, QPoint(0, 0)).y()


def _stands_whole(case: RealWindow) -> bool:
    """Say whether the confusion panel, its tiles in it, ends where the curves beneath it begin."""
    window, confusion = case.window, case.panel("confusion")
    foot = confusion.mapTo(window, QPoint(0, confusion.height())).y()
    tiles = [card.mapTo(window, QPoint(0, card.height())).y() for card in confusion.cards.values()]
    return max(tiles) <= foot <= window.docks.dock("curves").geometry().top()


def test_the_side_is_as_wide_with_a_bar_as_without(case: RealWindow) -> None:
    """Narrower cards are lower: of two widths, one needed a bar and the other none, and Qt found no end."""
    case.window.resize(1600, 1000)
    column = case.window.side._column
    inner, bar = column.widget(), column.verticalScrollBar()
    found: set[tuple[bool, int]] = set()
    least = inner.minimumSizeHint().height()
    rooms = range(least - 6, least + 7)
    for room in rooms:
        case.window.resize(1600, case.window.height() + room - column.height())
        case.wait(lambda room=room: column.height() == room)
        found.add((bar.isVisible(), inner.width()))
    assert found == {(True, inner.width()), (False, inner.width())}
    for room in rooms:
        case.window.resize(1600, case.window.height() + room - column.height())
        case.wait(lambda room=room: column.height() == room)
        for name in ("light", "dark"):
            apply_theme(case.app, name)
        assert bar.isVisible() == (room < least)
