"""The opened time strip: small pictures of kept steps as they were, asked for once, folded again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.moments import of_run
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot
from playground.gui.theme.tokens import TIME_HEIGHT, TIME_OPEN
from playground.gui.window.time_row import slots, thumbnail
from real_window import RealWindow
from run_bits import differences, run

WITHIN_S = 0.5  # from the pointer to the picture, on a quiet machine
SLACK = 12  # machines are shared, and two threads here


@pytest.fixture
def trained(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=20)
    case = RealWindow(qtbot, qapp, tmp_path, project)
    case.window.resize(1600, 1000)
    qtbot.mouseClick(case.window.top.speed.button("max"), Qt.MouseButton.LeftButton)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done" and len(case.ws.time.steps) > 10)
    yield case
    case.close()


def wanted(case: RealWindow) -> set[int]:
    return {slot.step for slot in case.window.strip.track.slots()}


def test_pictures_along_the_run_are_those_of_their_steps_and_open_and_fold(trained: RealWindow) -> None:
    case, strip = trained, trained.window.strip
    pictures = case.ws.time.pictures
    assert strip.height() == strip.track.height() == TIME_HEIGHT and not pictures.held
    case.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert strip.height() == TIME_OPEN
    case.wait(lambda: len(wanted(case)) > 4 and wanted(case) <= set(pictures.held))
    record = case.ws.run.record()
    assert record is not None
    step = sorted(pictures.held)[2]
    then = VIEWS.get("decision_map").snapshot(of_run(session_at(record, step).record()), {})
    assert np.array_equal(pictures.held[step].arrays["value"], then.arrays["value"])
    before = strip.track.grab().toImage().pixelColor(QPoint(30, 24))
    assert before != strip.track.grab().toImage().pixelColor(QPoint(60, 24))  # a picture, and between two
    assert case.ws.time.shown is None  # what everything else shows is still the newest
    case.qtbot.mouseClick(strip.chevron, Qt.MouseButton.LeftButton)
    assert strip.height() == strip.track.height() == TIME_HEIGHT
    case.wait(lambda: pictures.row == ())  # of what nobody sees none is asked for any more


def test_its_upper_edge_is_dragged_to_open_and_to_fold_it(trained: RealWindow) -> None:
    case, strip, edge = trained, trained.window.strip, trained.window.strip.edge
    track_middle = strip.mapToGlobal(strip.rect().center())
    assert strip.childAt(strip.mapFromGlobal(track_middle)) is not edge

    def drag(first: int, *ways: int) -> None:
        """Press the edge and move it by pixels up (below 0) or down, on the screen."""
        at = edge.mapToGlobal(QPoint(300, 2))
        assert strip.childAt(strip.mapFromGlobal(at)) is edge
        case.qtbot.mousePress(edge, Qt.MouseButton.LeftButton, pos=edge.mapFromGlobal(at))
        for way in (first, *ways):
            case.qtbot.mouseMove(edge, edge.mapFromGlobal(at + QPoint(0, way)))
        case.qtbot.mouseRelease(edge, Qt.MouseButton.LeftButton)

    drag(-8)
    assert strip.height() == TIME_HEIGHT  # too little to be meant
    drag(-15, -40, -60)
    assert strip.height() == TIME_OPEN and case.ws.settings.values.time_open
    case.wait(lambda: strip.childAt(QPoint(300, 2)) is edge)
    drag(50)
    assert strip.height() == TIME_HEIGHT and not case.ws.settings.values.time_open
    drag(-60, 0)
    assert strip.height() == TIME_HEIGHT  # up, and back again


def test_the_step_that_is_looked_at_has_its_picture_large_in_a_ring(trained: RealWindow) -> None:
    case, track = trained, trained.window.strip.track
    case.qtbot.mouseClick(trained.window.strip.chevron, Qt.MouseButton.LeftButton)
    step = case.ws.time.steps[5]
    case.ws.time.look_near(step)
    case.wait(lambda: case.ws.time.shown == step and step in case.ws.time.pictures.held)
    edge = QPoint(round(track.x_of(step)), 2)  # of the ring's upper side
    ring = track.grab().toImage().pixelColor(edge)
    case.ws.time.go_live()
    case.wait(lambda: case.ws.time.shown is None)
    assert track.grab().toImage().pixelColor(edge) != ring


def test_places_lie_evenly_and_none_shows_a_step_twice() -> None:
    found = slots(0.0, 300.0, lambda x: 2 * x, (0, 100, 600))
    assert [(slot.step, slot.x) for slot in found] == [(0, 21.0), (100, 77.0), (600, 189.0)]
    assert slots(0.0, 300.0, lambda x: x, ()) == []


@pytest.mark.parametrize("dark", [True, False])
def test_a_matrix_shows_hits_and_rare_mistakes_in_other_colours(dark: bool) -> None:
    counts = np.array([[99, 1], [0, 100]])
    image = thumbnail(Snapshot("class_figures", 0, {"confusion": counts}, {}), dark)
    assert image is not None and (image.width(), image.height()) == (2, 2)
    hit, miss, none = (image.pixelColor(*at) for at in ((0, 0), (1, 0), (0, 1)))
    assert hit.blue() > hit.red() and miss.red() > miss.blue() and none not in (hit, miss)
    assert abs(miss.red() - none.red()) + abs(miss.blue() - none.blue()) > 10  # one in a hundred is seen


def test_where_nothing_is_answered_by_a_picture_the_filters_or_weights_stand() -> None:
    filters = np.arange(2 * 9, dtype=np.float32).reshape(2, 3, 3)
    made = thumbnail(Snapshot("weights", 0, {"conv2d.filters": filters}, {}), True)
    assert isinstance(made, QImage) and made.width() == 3  # one of two: a square of them
    weights = thumbnail(Snapshot("weights", 0, {"dense.weight": np.ones((4, 6), np.float32)}, {}), True)
    assert weights is not None and (weights.width(), weights.height()) == (6, 4)
    assert thumbnail(Snapshot("weights", 0, {}, {}), True) is None


def point(case: RealWindow, step: int) -> None:
    track = case.window.strip.track
    case.qtbot.mouseMove(track, QPoint(round(track.x_of(step)), track.height() - 10))


@pytest.mark.parametrize("opened", [False, True])
def test_the_pointer_over_the_strip_is_told_of_the_kept_step_beneath_it(
    trained: RealWindow, opened: bool
) -> None:
    case, card, track = trained, trained.window.strip.card, trained.window.strip.track
    if opened:
        case.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
        case.wait(lambda: len(wanted(case)) > 4 and wanted(case) <= set(case.ws.time.pictures.held))
    record = case.ws.run.record()
    assert record is not None and not card.isVisible()
    began = monotonic()
    point(case, 220)
    case.wait(lambda: card.isVisible() and card.image is not None)
    assert monotonic() - began < SLACK * WITHIN_S
    assert card.step == 220
    then = VIEWS.get("decision_map").snapshot(of_run(session_at(record, 220).record()), {})
    assert np.array_equal(case.ws.time.pictures.held[220].arrays["value"], then.arrays["value"])
    epoch = record.history.epochs[9]
    assert epoch["step"] == 220
    assert card.lines()[:3] == (
        ("epoch 10", "", "text3"),
        ("Loss train", f"{epoch['loss']:.3f}", "accent_text"),
        ("Loss val.", f"{epoch['val_loss']:.3f}", "warn"),
    )
    middle = track.mapTo(case.window, QPoint(round(track.x_of(220)), 0))
    assert card.geometry().bottom() < middle.y() and card.x() < middle.x() < card.geometry().right()
    place = card.grab().toImage().pixelColor(QPoint(30, 30))
    point(case, 20)
    case.wait(lambda: card.step == 20 and card.image is not None)
    assert card.lines()[0] == ("before the first epoch's end", "", "text3")
    assert card.grab().toImage().pixelColor(QPoint(30, 30)) != place
    assert case.ws.time.shown is None and not case.ws.time.is_back  # nothing else looks there


def test_the_newest_step_is_told_of_as_it_is_shown_and_nothing_once_the_pointer_is_gone(
    trained: RealWindow,
) -> None:
    case, card, track = trained, trained.window.strip.card, trained.window.strip.track
    point(case, case.ws.live.step)
    assert card.step == case.ws.live.step and card.image is not None  # as it is shown
    case.qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.x_of(100)), 20))
    assert not card.isVisible()
    case.qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(round(track.x_of(100)), 20))
    point(case, 300)
    case.wait(card.isVisible)
    case.qtbot.mouseMove(case.window.canvas, QPoint(40, 40))
    QApplication.sendEvent(track, QEvent(QEvent.Type.Leave))  # offscreen no pointer leaves by itself
    assert not card.isVisible()


def test_it_is_told_while_training_goes_on_and_no_bit_changes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case = RealWindow(qtbot, qapp, tmp_path, template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=20))
    project, card = case.ws.project, case.window.strip.card
    case.ws.training.set_speed("50/s")
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: len(case.ws.time.steps) > 3)
    for step in (20, 40, 20, 40):
        point(case, step)
        case.wait(lambda step=step: card.step == step and card.image is not None)
    assert case.ws.live.running
    case.ws.training.set_speed("max")
    case.wait(lambda: case.ws.training.state == "done")
    record = case.ws.run.record()
    assert record is not None
    assert differences(record, run(Session.start(project), 440).record()) == []
    case.close()
