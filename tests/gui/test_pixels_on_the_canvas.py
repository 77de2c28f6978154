"""The block of a goal of pixels: the mask's slider, the pixel under the pointer, names of regions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.sample_filter import SampleFilter
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.gui.canvas.bodies.pixels import PixelsBody, placed_clear
from playground.gui.panels.mark_sheets import fitting
from playground.gui.theme.class_colours import class_colours
from playground.gui.widgets.marked import MASK
from real_window import RealWindow

GOAL = "mark_pixels"


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, template("shapes-segment", CATALOGUE).open())
    made.wait(lambda: body(made).said is not None and body(made).certain is not None)
    made.wait(lambda: any(key.view == "class_figures" for key in made.ws.views.answers))
    yield made
    made.close()


def body(case: RealWindow) -> PixelsBody:
    found = case.window.canvas.canvas.blocks[GOAL].body
    assert isinstance(found, PixelsBody)
    return found


def place(case: RealWindow, at: QPointF) -> QPointF:
    """Return a place of the block's body in the scene."""
    return case.window.canvas.canvas.blocks[GOAL].pos() + at


def area(case: RealWindow) -> QRectF:
    return case.window.canvas.canvas.blocks[GOAL].area


def pixel(case: RealWindow, row: int, column: int) -> QPointF:
    room = body(case).room(0, area(case).adjusted(12, 0, -12, 0))
    return place(
        case, room.topLeft() + QPointF((column + 0.5) * room.width(), (row + 0.5) * room.height()) / 28
    )


def move(case: RealWindow, to: QPointF, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    view = case.window.canvas
    at, port = QPointF(view.mapFromScene(to)), view.viewport()
    event = QMouseEvent(QEvent.Type.MouseMove, at, QPointF(port.mapToGlobal(at)), Qt.MouseButton.NoButton,
                        button, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(port, event)


def test_the_pixel_under_the_pointer_is_told(case: RealWindow) -> None:
    said, true, certain = (
        np.asarray(each) for each in (body(case).said, body(case).true, body(case).certain)
    )
    names = body(case).plan.names
    wrong = tuple(int(each) for each in np.argwhere(said != true)[-1])  # of an untrained network
    move(case, pixel(case, *wrong))
    where, words, is_wrong = body(case).told() or ("", "", False)
    assert where == f"Row {wrong[0] + 1}, column {wrong[1] + 1}" and is_wrong
    share = f"{100 * certain[wrong]:.0f}"
    assert words.startswith(f"says {names[said[wrong]]} {share}") and words.endswith(
        f"is {names[true[wrong]]}"
    )
    move(case, place(case, QPointF(60, 12)))
    assert body(case).told() is None


def test_the_slider_lays_the_colours_over_as_it_is_dragged(case: RealWindow) -> None:
    view, track = case.window.canvas, body(case).track(area(case))
    project, look = case.ws.project, view.canvas.look
    assert look.mask == MASK
    knob = place(case, QPointF(track.x() + MASK * track.width(), track.center().y()))
    left = place(case, track.center() - QPointF(track.width(), 0))
    case.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(knob))
    move(case, left, Qt.MouseButton.LeftButton)
    case.qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(left))
    assert view.canvas.look.mask == 0.0
    assert case.ws.project == project and not case.ws.document.undo_label  # a way of looking
    case.key(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.look.mask > 0.0
    case.key(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.look.mask == 0.0


def test_escape_takes_a_drag_of_the_slider_back(case: RealWindow) -> None:
    view, track = case.window.canvas, body(case).track(area(case))
    start = place(case, track.center())
    case.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(start))
    assert view.canvas.look.mask != MASK
    case.key(Qt.Key.Key_Escape)
    assert view.canvas.look.mask == MASK
    case.qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(start))
    assert view.canvas.look.mask == MASK


def test_the_colours_are_as_strong_as_the_slider_says(case: RealWindow) -> None:
    said = np.asarray(body(case).said)
    at = tuple(int(each) for each in np.argwhere(said > 0)[len(np.argwhere(said > 0)) // 2])
    body(case).regions = ()
    view = case.window.canvas

    def colour() -> tuple[int, ...]:
        view.canvas.blocks[GOAL].update()
        image = view.grab().toImage()
        return image.pixelColor(view.mapFromScene(pixel(case, at[0], at[1]))).getRgb()

    view.set_look(mask=0.0)
    bare, wanted = colour(), class_colours(view.canvas.look.tokens, 7)[int(said[at])].getRgb()
    view.set_look(mask=1.0)
    full = colour()
    view.set_look(mask=0.5)
    half = colour()
    assert full == pytest.approx(wanted, abs=2) != pytest.approx(bare, abs=20)
    assert half == pytest.approx([(one + other) / 2 for one, other in zip(bare, full, strict=True)], abs=2)


def test_names_stand_in_the_picture_and_not_on_one_another() -> None:
    room, taken = QRectF(0, 0, 200, 200), list[QRectF]()
    for middle in ((190, 5), (180, 8), (20, 195), (100, 100), (104, 108), (96, 92)):
        wanted = QRectF(0, 0, 70, 17)
        wanted.moveCenter(QPointF(*middle))
        found = placed_clear(wanted, room, taken)
        assert room.contains(found) and not any(found.intersects(each) for each in taken)
        taken.append(found)


def test_samples_that_are_wrong_though_sure_are_listed_alone(case: RealWindow) -> None:
    case.ws.run.toggle()
    case.wait(lambda: case.ws.live.step >= 30)
    case.ws.run.pause()
    case.wait(lambda: not case.ws.live.running)
    case.window.show_bottom("marks")
    panel = case.panel("marks")
    case.wait(lambda: panel.shown is not None and panel.step == case.ws.live.step)
    case.qtbot.mouseClick(panel.order.button("sure"), Qt.MouseButton.LeftButton)
    case.wait(lambda: panel.shown.facts.get("listed") == panel.shown.facts.get("surely"))
    sure = panel.shown.arrays["sure"]
    assert list(panel.shown.arrays["order"]) == list(
        np.argsort(-sure, kind="stable")[: len(panel.shown.arrays["order"])]
    )
    assert f"{panel.shown.facts['surely']} wrong though sure" in panel.mean.text()


def test_a_class_is_chosen_by_keys_and_what_is_taken_for_what_stands_beneath(case: RealWindow) -> None:
    case.ws.run.toggle()
    case.wait(lambda: case.ws.live.step >= 30)
    case.ws.run.pause()
    case.wait(lambda: not case.ws.live.running)
    case.window.show_bottom("marks")
    panel = case.panel("marks")
    case.wait(lambda: panel.shown is not None and panel.step == case.ws.live.step)
    every = panel.shown.facts["listed"]
    panel.label.setFocus()
    case.qtbot.keyClick(panel.label, Qt.Key.Key_Down)
    case.qtbot.keyClick(panel.label, Qt.Key.Key_Down)
    assert panel.label.currentText() == "Class: circle" and case.ws.views.filter == SampleFilter(label=1)
    case.wait(lambda: panel.shown is not None and panel.shown.facts["listed"] < every)
    shown = panel.shown
    assert all((marks == 1).any() for marks in shown.arrays["trues"])
    assert panel.mean.text().endswith(f"· {shown.facts['listed']} listed")
    first = panel.pixels.seen()[0]
    true, said, _ = (shown.arrays["confused"][0]).tolist()
    names = shown.facts["classes"]
    assert f"worst: {names[true]} taken for {names[said]}" in panel.pixels.tip(first)
    assert panel.pixels.called(first) == f"{names[true]} → {names[said]}"
    case.ws.views.list_samples(SampleFilter(label=1, answer=0))
    assert panel.cell.isVisible() and panel.cell.text() == "circle → ground"
    case.qtbot.mouseClick(panel.cell, Qt.MouseButton.LeftButton)
    assert case.ws.views.filter == SampleFilter() and not panel.cell.isVisible()
    case.wait(lambda: panel.shown is not None and panel.shown.facts["listed"] == every)


@pytest.mark.parametrize("room", [30, 60, 90, 200])
def test_both_names_of_a_confusion_are_told_in_little_room(room: int) -> None:
    words = fitting("triangle", "square", room)
    assert words == "triangle → square" if room == 200 else words.startswith("t") and "→ s" in words


def frame_seen(case: RealWindow, row: int, column: int) -> bool:
    """Tell whether the white frame lies around a pixel of the large picture."""
    view, side = case.window.canvas, body(case).room(0, area(case).adjusted(12, 0, -12, 0)).width() / 28
    edge = pixel(case, row, column) - QPointF(side / 2 + 1.8, 0)
    at, shown = view.mapFromScene(edge), view.grab().toImage()
    near = [shown.pixelColor(round(at.x()) + dx, round(at.y())).lightness() for dx in (-1, 0, 1)]
    return max(near) > 200


def test_arrows_lead_from_pixel_to_pixel_and_escape_leaves(case: RealWindow) -> None:
    blocks = case.window.canvas.canvas.blocks
    case.window.canvas.focus_block(GOAL)
    case.key(Qt.Key.Key_M)
    assert body(case).chosen == (14, 14) and blocks[GOAL].mood.focused
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right):
        case.key(key)
    case.qtbot.waitUntil(lambda: frame_seen(case, 12, 15))
    where, said, wrong = body(case).told()
    label, true = int(body(case).said[12, 15]), int(body(case).true[12, 15])
    names = body(case).plan.names
    assert where == "Row 13, column 16" and wrong == (label != true)
    assert said.startswith(f"says {names[label]} ") and said.endswith(f"is {names[true]}")
    assert case.window.canvas.accessibleDescription() == f"{where}, {said}"
    for _ in range(40):
        case.key(Qt.Key.Key_Left)
    assert body(case).chosen == (12, 0)
    case.key(Qt.Key.Key_Escape)
    assert body(case).chosen is None and body(case).told() is None
    assert case.ws.selection == {GOAL} and blocks[GOAL].mood.focused
    case.key(Qt.Key.Key_Left)  # walks the blocks again
    assert case.ws.selection and case.ws.selection != {GOAL}
    case.key(Qt.Key.Key_M)
    assert body(case).chosen is None  # that block's unit is at work


def test_a_click_chooses_a_pixel_that_arrows_move(case: RealWindow) -> None:
    view = case.window.canvas
    at = view.mapFromScene(pixel(case, 5, 9))
    case.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert case.ws.selection == {GOAL} and body(case).chosen == (5, 9)
    case.key(Qt.Key.Key_Down)
    assert body(case).chosen == (6, 9)
    move(case, place(case, QPointF(30, -20)))  # off the picture: the chosen one is told again
    assert body(case).told()[0] == "Row 7, column 10"
    case.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)  # to another block
    assert body(case).chosen is None
