"""Time dragged back in the whole window, on the real worker: everything shows that step, no bit changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.app import data_edits, edits
from playground.app.ask import Answer
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.training.moments import of_run
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.gui.canvas.outline import feed_of
from playground.gui.docks.recipe import RecipePanel
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.window.past_pill import PastPill
from real_window import RealWindow
from run_bits import differences, run

WITHIN_S = 0.05  # from the pointer to every panel, on a quiet machine
SLACK = 12  # machines are shared, and two threads here


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=30)
    made = RealWindow(qtbot, qapp, tmp_path, project)
    yield made
    made.close()


@pytest.fixture
def trained(case: RealWindow) -> RealWindow:
    case.qtbot.mouseClick(case.window.top.speed.button("max"), Qt.MouseButton.LeftButton)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done" and len(case.ws.time.steps) > 30)
    return case


def record(case: RealWindow) -> RunRecord:
    found = case.ws.run.record()
    assert found is not None
    return found


def track(case: RealWindow) -> QWidget:
    found: QWidget = case.window.strip.track
    return found


def place(case: RealWindow, step: int) -> QPoint:
    return QPoint(round(case.window.strip.track.x_of(step)), track(case).height() // 2 + 6)


def shows(case: RealWindow, step: int | None) -> bool:
    """Say whether all that is asked is of a step, and drawn."""
    views = case.ws.views
    asking = [each for each in views.subscriptions if each.answer is not None]
    return case.ws.time.shown == step and bool(asking) and all(each.moment == step for each in asking)


def drag(case: RealWindow, *steps: int) -> None:
    """Press where the handle is and drag it over steps."""
    widget, port = track(case), place(case, case.ws.time.step or case.ws.live.step)
    case.qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=port)
    for step in steps:
        case.qtbot.mouseMove(widget, place(case, step))
    case.qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=place(case, steps[-1]))


def differ(one: QImage, other: QImage) -> bool:
    return one != other


def test_dragged_back_everything_shows_that_step(trained: RealWindow) -> None:
    case, whole = trained, record(trained)
    top, canvas = case.window.top.figures, case.window.canvas
    before, map_before = case.pixels(canvas), case.pixels(case.panel("map"))
    drag(case, 500, 300, 220)
    case.wait(lambda: shows(case, 220))
    # figures: those that history recorded at that step, which ends the tenth epoch
    recorded = whole.history.epochs[9]
    assert recorded["step"] == 220 and case.ws.seen.step == 220 and case.ws.seen.epoch == 10
    assert dict(case.ws.seen.metrics) == {k: v for k, v in recorded.items() if k not in ("epoch", "step")}
    assert top.as_of == "220"
    values = [figure.value() for figure, _, _ in top._all]
    assert values[:2] == ["10", "220"] and values[2] == f"{recorded['loss']:.3f}"
    # panels and blocks: what the weights of then say
    then = of_run(session_at(whole, 220).record())
    assert {"decision_map", "unit_maps"} <= {key.view for key in case.ws.views.answers}
    for key, answer in case.ws.views.answers.items():
        expected = VIEWS.get(key.view).snapshot(then, key.options)
        assert answer.step == 220
        for name, array in expected.arrays.items():
            if "gradient" not in name:
                assert np.array_equal(answer.arrays[name], array, equal_nan=True), (key, name)
    # pixels
    case.wait(lambda: not canvas.follower.pending)
    assert differ(before, case.pixels(canvas)) and differ(map_before, case.pixels(case.panel("map")))
    pills = [panel.age for panel in case.window.findChildren(ViewPanel) if panel.isVisible()]
    assert pills and all(pill.text() == "step 220" and pill.isVisible() for pill in pills)
    pill = case.window.findChild(PastPill)
    assert pill.isVisible() and pill.words.text() == "Step 220 of 660"
    assert case.panel("curves")._plots[0].now == 10.0


def test_keys_walk_along_the_run(trained: RealWindow) -> None:
    case, time_ = trained, trained.ws.time
    case.key(Qt.Key.Key_Comma)
    assert time_.step == 640
    case.key(Qt.Key.Key_Comma)
    case.key(Qt.Key.Key_Comma)
    assert time_.step == 600
    case.key(Qt.Key.Key_Semicolon)
    assert time_.step == 620
    case.key(Qt.Key.Key_Less)
    assert time_.step == 420
    case.key(Qt.Key.Key_Colon)
    assert time_.step == 620
    keys = case.qtbot.keyClick
    keys(track(case), Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert time_.step == 420
    keys(track(case), Qt.Key.Key_Right)
    assert time_.step == 440
    keys(track(case), Qt.Key.Key_Home)
    assert time_.step == 0
    case.wait(lambda: shows(case, 0))
    assert not case.ws.seen.started  # what it was before it learned anything
    keys(track(case), Qt.Key.Key_End)
    assert time_.step is None
    case.wait(lambda: shows(case, None))


def test_the_run_is_played_back(trained: RealWindow) -> None:
    case = trained
    met: list[int | None] = []
    case.ws.time.changed.connect(lambda: met.append(case.ws.time.shown))
    drag(case, 560)
    case.wait(lambda: shows(case, 560))
    case.ws.time.play()
    case.wait(lambda: case.ws.time.shown is None and not case.ws.time.playing)
    assert list(dict.fromkeys(met))[-5:] == [560, 580, 600, 620, 640] or {580, 600, 620, 640} <= set(met)


def test_training_goes_on_to_the_same_bits_under_the_drag(case: RealWindow) -> None:
    project = case.ws.project
    case.ws.training.set_speed("50/s")  # slow enough that it goes on when the moment is shown
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: len(case.ws.time.steps) > 3)
    drag(case, 60, 20, 40, 0, 20)
    case.wait(lambda: shows(case, 20))
    step = case.ws.live.step
    case.wait(lambda: case.ws.live.step > step + 40)
    assert shows(case, 20) and case.ws.seen.step == 20  # the live end moves on and the view stays
    case.qtbot.mouseClick(case.window.top.speed.button("max"), Qt.MouseButton.LeftButton)
    case.wait(lambda: case.ws.training.state == "done")
    assert shows(case, 20)
    assert differences(record(case), run(Session.start(project), 660).record()) == []


def test_space_in_the_past_returns_and_trains(trained: RealWindow) -> None:
    case = trained
    drag(case, 100)
    case.wait(lambda: shows(case, 100))
    top = case.window.top
    assert top.train.toolTip() == "Returns to the newest step and trains (Space)"
    case.key(Qt.Key.Key_Space)
    assert not case.ws.time.is_back
    case.wait(lambda: case.ws.live.step > 660)
    assert top.train.toolTip() == ""


def test_space_in_the_past_branches_there_with_what_was_edited(trained: RealWindow) -> None:
    case, top = trained, trained.window.top
    drag(case, 100)
    case.wait(lambda: shows(case, 100))
    whole, strip = record(case), case.window.strip
    assert not top.changed.isVisible() and not strip.go_on.reason
    case.drop_on_wire("dense", "dense", "dense_2")
    assert (top.train.text(), top.changed.text()) == ("Branch", "From step 100") and top.changed.isVisible()
    assert "a second run begins" in top.train.toolTip() and "of its own" in strip.go_on.reason
    case.wait(lambda: not case.window.canvas.follower.pending)
    then = {"weights": case.ws.views.answers[ViewKey.of("weights", {})]}
    seen = feed_of(case.ws, then).pictures["weights"]
    assert "dense_2.weight" in then["weights"].arrays  # of then, which reads another block now
    assert "dense_3.weight" in seen.arrays and "dense_2.weight" not in seen.arrays
    assert case.ws.time.shown == 100 and differences(record(case), whole) == []
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.parent == whole.id and case.ws.live.step > 200)
    assert not top.changed.isVisible() and top.train.text() != "Branch"
    assert [run.id for run in case.ws.run.earlier] == [whole.id]
    # and with the block in, the way since then is dragged back through
    case.wait(lambda: len(case.ws.time.steps) > 3)
    added, step = case.ws.live.project.network.nodes.keys() - {"points", "classify"}, case.ws.time.steps[2]
    drag(case, step)
    case.wait(lambda: shows(case, step))
    assert {f"{node}.weight" for node in added} <= case.ws.views.answer("weights").arrays.keys()
    assert case.window.top.figures.as_of == str(step)


def test_a_drag_is_answered_at_once_and_the_pill_the_key_and_esc_return(trained: RealWindow) -> None:
    case, taken = trained, []
    for step in (500, 100, 400, 200, 300, 120):
        began = time.perf_counter()
        case.qtbot.mouseClick(track(case), Qt.MouseButton.LeftButton, pos=place(case, step))
        while not shows(case, step):
            QApplication.processEvents()
            assert time.perf_counter() - began < 30
        taken.append(time.perf_counter() - began)
    assert np.median(taken) < SLACK * WITHIN_S
    pill = case.window.findChild(PastPill)
    for back in (
        lambda: case.qtbot.mouseClick(pill.live, Qt.MouseButton.LeftButton),
        lambda: case.qtbot.mouseClick(case.window.strip._pill, Qt.MouseButton.LeftButton),
        lambda: case.key(Qt.Key.Key_L),
        lambda: case.qtbot.keyClick(track(case), Qt.Key.Key_Escape),
        lambda: (case.window.canvas.setFocus(), case.key(Qt.Key.Key_Escape)),
    ):
        drag(case, 300)
        case.wait(lambda: shows(case, 300))
        live = case.ws.live
        back()
        case.wait(
            lambda: shows(case, None) and all(each.step == 660 for each in case.ws.views.answers.values())
        )
        assert not pill.isVisible() and case.window.top.figures.as_of == "" and case.ws.seen is live


def test_continue_drops_the_later_steps_and_undo_brings_them_back(trained: RealWindow) -> None:
    case, whole = trained, record(trained)
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    click = case.qtbot.mouseClick
    click(case.window.strip.go_on, Qt.MouseButton.LeftButton)
    case.wait(lambda: case.ws.live.run not in ("", whole.id) and case.ws.training.state == "done")
    assert not case.ws.time.is_back and not case.window.strip.go_on.isVisible()
    again = record(case)
    assert differences(whole, again) == [] and case.ws.run.earlier == []  # nothing was changed: the same bits
    assert case.ws.document.undo_label == "Continue from step 220"
    case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: case.ws.live.run == whole.id and case.ws.live.step == 660)
    assert differences(whole, record(case)) == [] and case.ws.run.earlier == []
    case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    case.wait(lambda: case.ws.live.run == again.id)
    drag(case, 300)
    case.wait(lambda: shows(case, 300))


def test_a_branch_keeps_both_runs(trained: RealWindow) -> None:
    case, whole = trained, record(trained)
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    case.qtbot.mouseClick(case.window.strip.branch, Qt.MouseButton.LeftButton)
    case.wait(lambda: case.ws.live.run not in ("", whole.id) and case.ws.training.state == "done")
    assert [run.id for run in case.ws.run.earlier] == [whole.id]
    assert differences(whole, case.ws.run.earlier[0]) == []
    path = case.folder / "both.nnplay"
    case.answer = lambda question: Answer("ok", path=path)
    assert case.ws.files.save_as()
    saved = open_project(path, CATALOGUE).runs
    assert [run.id for run in saved] == [case.ws.live.run, whole.id]
    assert all(run.trail for run in saved)


def test_a_recipe_that_was_changed_meanwhile_holds_from_there(trained: RealWindow) -> None:
    case = trained
    case.ws.apply(data_edits.set_recipe, learning_rate=0.003)
    case.wait(lambda: case.ws.project.recipe.learning_rate == 0.003)
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    case.qtbot.mouseClick(case.window.strip.go_on, Qt.MouseButton.LeftButton)
    case.wait(lambda: case.ws.training.state == "done" and case.ws.live.step == 660)
    changes = record(case).history.changes
    assert [(change["step"], change["what"], change["to"]) for change in changes] == [
        (220, "learning_rate", 0.003)
    ]


def test_what_is_said_of_the_next_start_follows_the_step_and_goes_with_the_start(trained: RealWindow) -> None:
    case, words = trained, trained.window.status.words
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    case.ws.apply(data_edits.set_recipe, learning_rate=0.003)
    assert words.text().startswith("From step 220: the next start branches there")
    case.qtbot.keyClick(track(case), Qt.Key.Key_Right)
    case.wait(lambda: shows(case, 240))
    assert words.text().startswith("From step 240: the next start branches there")
    case.window.canvas.setFocus()
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.run != case.ws.live.parent and not case.ws.time.is_back)
    assert "From step" not in words.text()


def test_a_network_that_is_edited_in_the_past_is_told_where_it_starts(trained: RealWindow) -> None:
    case = trained
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    case.ws.apply(edits.set_param, "dense", "units", 6)
    assert case.window.status.words.text().startswith("From step 220: the next start branches there")


def test_nothing_is_said_of_the_next_start_once_its_edit_is_taken_back(trained: RealWindow) -> None:
    case, words = trained, trained.window.status.words
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    case.ws.apply(data_edits.set_recipe, learning_rate=0.003)
    assert words.text().startswith("From step 220")
    case.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "From step" not in words.text()


def test_the_mark_of_a_branch_names_all_that_was_edited(trained: RealWindow) -> None:
    case = trained
    drag(case, 100)
    case.wait(lambda: shows(case, 100))
    whole = record(case)
    case.ws.apply(data_edits.set_recipe, learning_rate=0.003)
    case.drop_on_wire("dense", "dense", "dense_2")
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.parent == whole.id and bool(case.ws.live.marks))
    (mark,) = case.ws.live.marks
    assert (mark.step, mark.kind) == (100, "edit")
    assert "with Dense" in mark.text and "learning rate 0.003 instead of 0.02" in mark.text


def test_the_point_on_the_schedule_is_of_the_step_that_is_looked_at(trained: RealWindow) -> None:
    case = trained
    case.window.show_bottom("recipe")
    (panel,) = case.window.findChildren(RecipePanel)
    case.ws.apply(data_edits.set_recipe, schedule="linear")
    newest = panel.plot.point()
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    then, curve = panel.plot.point(), panel.plot.curve
    assert newest is not None and then is not None and curve is not None
    assert curve.now == 10.0 and curve.rate == pytest.approx(0.02 * (1 - 10 / 30))
    assert then.x() < newest.x() - 3
    case.key(Qt.Key.Key_L)
    case.wait(lambda: shows(case, None))
    assert panel.plot.point() == newest


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800), (1000, 700)])
def test_the_pill_covers_no_block_and_no_bar(trained: RealWindow, size: tuple[int, int]) -> None:
    case, canvas = trained, trained.window.canvas
    case.window.resize(*size)
    case.ws.select(frozenset({"dense"}))
    case.window.show_bottom("inspector")
    case.key(Qt.Key.Key_F)
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    pill = case.window.findChild(PastPill)
    place = pill.geometry()
    assert pill.isVisible() and pill.words.text().startswith("Step 220")
    for bar in (canvas.modes, canvas.zoom_bar):
        assert not place.intersects(bar.geometry())
    if canvas.legend.isVisible():
        legend = canvas.legend.geometry()
        assert legend.center().x() + canvas.legend.drawn // 2 < place.left()
    blocks = [canvas.mapFromScene(item.scene_rect).boundingRect() for item in canvas.canvas.blocks.values()]
    assert not [block for block in blocks if block.intersects(place)]
    case.key(Qt.Key.Key_L)
    case.wait(lambda: not pill.isVisible())
    middle = (canvas.modes.geometry().right() + canvas.zoom_bar.x()) // 2
    assert canvas.legend.isVisible() == (canvas.width() >= 800)
    assert abs(canvas.legend.geometry().center().x() - middle) <= 1


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800)])
def test_no_figure_is_cut_and_the_device_stays_beside_them(case: RealWindow, size: tuple[int, int]) -> None:
    top = case.window.top
    case.window.resize(*size)
    case.ws.apply(data_edits.set_recipe, precision="bf16")
    case.qtbot.mouseClick(top.speed.button("max"), Qt.MouseButton.LeftButton)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done" and len(case.ws.time.steps) > 10)
    assert_bar_is_whole(case)
    drag(case, 220)
    case.wait(lambda: shows(case, 220))
    assert_bar_is_whole(case)
    case.ws.apply(data_edits.set_recipe, learning_rate=0.003)
    case.wait(top.changed.isVisible)
    assert_bar_is_whole(case)
    assert top.device.accessibleName().startswith("CPU · ")


def assert_bar_is_whole(case: RealWindow) -> None:
    top = case.window.top
    case.wait(lambda: top.device.isVisible() and top.device.width() == top.device.sizeHint().width())
    shown = [figure for figure, _, _ in top.figures._all if figure.isVisible()]
    assert len(shown) >= 3 and all(each.width() >= each.sizeHint().width() for each in shown)
    assert not top.changed.isVisible() or top.changed.width() >= top.changed.sizeHint().width()
    assert top.export.geometry().right() <= top.width()


@pytest.mark.parametrize("by_key", [False, True])
def test_the_device_in_the_bar_leads_to_where_it_is_chosen(case: RealWindow, by_key: bool) -> None:
    chip = case.window.top.device
    if by_key:
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        case.qtbot.keyClick(chip, Qt.Key.Key_Return)
    else:
        case.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    (panel,) = case.window.findChildren(RecipePanel)
    device = panel.place.device
    case.wait(lambda: panel.isVisible() and device.hasFocus())
    assert panel.viewport().rect().contains(device.mapTo(panel.viewport(), device.rect().center()))
    assert "Choose another with a click." in chip.toolTip()
