"""The page of runs in the whole window: named, kept, compared, deleted and opened by keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from playground.app import data_edits, edits
from playground.app.run_rows import RunCurve, RunRow
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunLabel
from playground.core.project.templates import template
from playground.gui.runs.curves import RunPlot
from playground.gui.runs.delegate import BESIDE_WORDS
from playground.gui.runs.model import Column
from playground.gui.runs.page import RunsPage
from playground.gui.runs.table import ROW
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.theme.tokens import BODY
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.painting import width_of
from real_window import RealWindow

PROJECT = template("spiral-mlp", CATALOGUE).open()


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    project = template("spiral-mlp", CATALOGUE).open().with_recipe(epochs=4)
    made = RealWindow(qtbot, qapp, tmp_path, project)
    made.ws.training.set_speed("max")
    yield made
    made.close()


def train(case: RealWindow) -> str:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "done")
    return case.ws.live.run


def trained_twice(case: RealWindow) -> tuple[str, str]:
    first = train(case)
    case.ws.run.reset()
    case.wait(lambda: case.ws.live.run != first)
    case.ws.apply(edits.set_param, "dense", "units", 6)
    case.ws.apply(data_edits.set_recipe, learning_rate=0.05)
    case.wait(lambda: case.ws.live.project == case.ws.project)
    return first, train(case)


def opened(case: RealWindow) -> RunsPage:
    case.key(Qt.Key.Key_R)
    page = case.window.runs.page
    assert page is not None
    case.wait(lambda: page.isVisible() and (page.table.hasFocus() or page.hasFocus()))
    return page


def press(case: RealWindow, page: RunsPage, key: Qt.Key) -> None:
    case.qtbot.keyClick(page.table, key)


def click(case: RealWindow, page: RunsPage, row: int, column: Column,
          keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:  # fmt: skip
    table = page.table
    at = table.visualRect(table.runs.index(row, column)).center()
    case.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, at)


def test_before_a_run_the_page_says_so_and_esc_leaves(case: RealWindow) -> None:
    case.key(Qt.Key.Key_R)
    page = case.window.runs.page
    assert page is not None and page.isVisible() and not case.window.canvas.isVisible()
    assert not case.window.strip.isVisible() and not page.lanes.isVisible()
    case.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible() and case.window.canvas.isVisible() and case.window.strip.isVisible()
    assert case.window.bottom.isVisible() and not case.ws.time.runs.page.shown


def test_two_runs_are_listed_chosen_and_compared(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page = opened(case)
    table, runs = page.table, case.ws.time.runs
    assert [row.run for row in table.runs.rows] == [second, first] and runs.chosen == (second,)
    assert table.runs.cell(table.runs.rows[0], Column.WORDS) == (
        "Dense 8 → 6 units; learning rate 0.05 instead of 0.02"
    )
    case.wait(lambda: all(runs.outcome(row.run) for row in table.runs.all))
    before, top = case.pixels(page.difference), page.curves.y()
    case.ws.time.runs.choose((first,))
    case.wait(lambda: not page.verdict.text())  # there is none before it
    grounds = {case.pixels(page.verdict).pixelColor(x, 10).name() for x in range(40)}
    assert len(grounds) == 1 and page.curves.y() == top
    click(case, page, 0, Column.NAME)
    click(case, page, 1, Column.NAME, Qt.KeyboardModifier.ControlModifier)
    assert set(runs.chosen) == {first, second} and runs.chosen[-1] == first
    case.wait(lambda: page.verdict.text().startswith("Run "))
    assert "on the same 150 samples (95 %)" in page.verdict.text()
    assert page.difference.sheet.accessibleName() == "Run 2 against Run 1"
    assert before.size() == case.pixels(page.difference).size()
    # a lane chooses too
    lane = next(y for y in range(20, 90) if (row := page.lanes.lane_at(y)) and row.run == second)
    case.qtbot.mouseClick(page.lanes, Qt.MouseButton.LeftButton, pos=QPoint(300, lane))
    assert runs.chosen == (second,)
    # sorted by a heading, filtered by words
    table.horizontalHeader().sectionClicked.emit(Column.NUMBER)
    assert [row.run for row in table.runs.rows] == [first, second]
    case.qtbot.keyClicks(page.search, "learning rate")
    assert [row.run for row in table.runs.rows] == [second]


def test_a_run_is_named_kept_and_hidden_by_keys_and_undone(case: RealWindow) -> None:
    run = train(case)
    page = opened(case)
    curves = case.pixels(page.curves.plot)
    press(case, page, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    case.qtbot.keyClicks(editor, "Small")
    case.qtbot.keyClick(editor, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.time.runs.rows[0].name == "Small")
    case.wait(lambda: case.pixels(page.curves.plot) != curves)  # its name stands at its curve's end
    press(case, page, Qt.Key.Key_S)
    assert case.ws.time.runs.rows[0].label.pinned
    press(case, page, Qt.Key.Key_V)
    assert case.ws.time.runs.hidden == {run}
    click(case, page, 0, Column.DRAWN)
    assert case.ws.time.runs.hidden == frozenset()
    case.qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    case.qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (case.ws.time.runs.rows[0].name, case.ws.time.runs.rows[0].label.pinned) == ("Run 1", False)


def test_enter_opens_a_run_and_delete_takes_one_out(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page = opened(case)
    press(case, page, Qt.Key.Key_Delete)  # the one that is open
    assert case.said[-1].startswith("The run that is open cannot be deleted")
    press(case, page, Qt.Key.Key_Down)
    assert case.ws.time.runs.chosen == (first,)
    press(case, page, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.live.run == first and case.window.canvas.isVisible())
    assert case.ws.project.network.nodes["dense"].params["units"] == 8
    page = opened(case)
    case.ws.time.runs.choose((second,))
    press(case, page, Qt.Key.Key_Delete)
    assert [row.run for row in page.table.runs.all] in ([first], [second, first])
    case.wait(lambda: [row.run for row in page.table.runs.all] == [first])
    case.qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    case.wait(lambda: [row.run for row in page.table.runs.all] == [second, first])


def test_the_enter_that_ends_a_name_opens_no_run(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page = opened(case)
    case.ws.time.runs.choose((first,))
    press(case, page, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    case.qtbot.keyClicks(editor, "Wide")
    case.qtbot.keyClick(editor, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.time.runs.rows[1].name == "Wide")
    case.wait(page.table.hasFocus)  # and the list's keys work again
    assert case.ws.live.run == second and page.isVisible()
    press(case, page, Qt.Key.Key_S)
    assert case.ws.time.runs.rows[1].label.pinned


def test_training_goes_on_beneath_the_page(case: RealWindow) -> None:
    case.ws.apply(data_edits.set_recipe, epochs=2000)
    page = opened(case)
    case.ws.run.step_once()  # no epoch is over, so there is no curve: its place says when it comes
    case.wait(lambda: bool(page.table.runs.rows))
    case.wait(lambda: any(each.isVisible() for each in page.curves.findChildren(EmptyState)))
    case.qtbot.keyClick(page, Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch > 3 and bool(page.table.runs.rows))
    case.wait(lambda: page.table.runs.cell(page.table.runs.rows[0], Column.BEGUN) == "training")
    case.wait(page.curves.plot.isVisible)
    case.qtbot.keyClick(page.table, Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    case.wait(lambda: page.table.runs.rows[0].epoch == case.ws.live.epoch)


def test_a_curve_leaves_the_frame_and_nothing_is_said_of_one_run(case: RealWindow) -> None:
    case.ws.apply(data_edits.set_recipe, epochs=40)
    train(case)
    page = opened(case)
    plot, epoch_1 = page.curves.plot, float(case.ws.live.epochs.column("val_accuracy")[0])
    case.wait(lambda: plot.frame.bottom > epoch_1)  # the axis is about the later half
    assert plot.place(1, epoch_1).y() > plot.area.bottom() + 1  # not along the edge, as if it were that
    assert not page.verdict.isVisible() and not page.verdict.text()
    assert page.table.viewport().height() <= ROW + 4


def test_no_run_ends_outside_the_frame(case: RealWindow) -> None:
    case.ws.apply(data_edits.set_recipe, epochs=60)
    for _ in range(2):  # two that agree
        run = train(case)
        case.ws.run.reset()
        case.wait(lambda run=run: case.ws.live.run != run)
    case.key(Qt.Key.Key_E)  # and one that has just begun
    case.wait(lambda: case.ws.live.epoch == 1 and not case.ws.live.running)
    page = opened(case)
    plot = page.curves.plot
    for figure in ("main", "val_loss", "loss"):
        case.qtbot.mouseClick(page.curves.figures.button(figure), Qt.MouseButton.LeftButton)
        assert_ends_inside(plot, runs=3)


def assert_ends_inside(plot: RunPlot, runs: int) -> None:
    ends = [lines.tip for lines in plot._lines.values() if lines.tip is not None]
    assert len(ends) == runs and all(plot.area.adjusted(-1, -1, 1, 1).contains(end) for end in ends)


def ended_at(*ends: float) -> list[tuple[RunRow, np.ndarray]]:
    """Return runs of ten epochs that end at some loss, with where their epochs lie."""
    epochs = np.arange(1.0, 11.0)
    rows = []
    for number, end in enumerate(ends, 1):
        curve = RunCurve({"step": 10 * epochs, "epoch": epochs, "val_loss": np.geomspace(end + 1.0, end, 10)})
        label = RunLabel(number=number)
        rows.append((RunRow(str(number), label, PROJECT, "", 0, 100, 10, curve), epochs))
    return rows


@pytest.mark.parametrize("ends", [(0.1, 0.11, 0.12, 0.6), (0.01, 0.011, 0.012, 1e9)])
def test_a_run_far_from_the_others_is_seen_beside_them(
    qtbot: QtBot, qapp: QApplication, ends: tuple[float, ...]
) -> None:
    apply_theme(qapp, "light")
    plot = RunPlot()
    qtbot.addWidget(plot)
    plot.resize(700, 300)
    plot.show()
    plot.show_runs(ended_at(*ends), "val_loss", None)
    assert_ends_inside(plot, runs=4)
    best, worse = (plot.place(10, end).y() for end in (ends[0], ends[2]))
    assert best - worse > 1  # px: what is far does not make one line of the others


def test_a_run_stopped_in_mid_epoch_keeps_its_figures_when_another_is_opened(case: RealWindow) -> None:
    first = train(case)
    case.ws.run.reset()
    case.wait(lambda: case.ws.live.run != first)
    second, done = train(case), case.ws.live.step
    told = case.ws.live.metric("val_loss")
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == done + 1 and case.ws.live.metric("val_loss") != told)
    told = case.ws.live.metric("val_loss")
    page = opened(case)
    written = page.table.runs.cell(page.table.runs.rows[0], Column.VAL_LOSS)
    assert written == numbers.figure(told)
    press(case, page, Qt.Key.Key_Down)
    press(case, page, Qt.Key.Key_Return)
    case.wait(lambda: case.ws.live.run == first)
    page = opened(case)
    row = page.table.runs.rows[0]
    assert row.run == second and not row.current
    case.wait(lambda: page.table.runs.cell(page.table.runs.rows[0], Column.VAL_LOSS) == written)
    outcome, row = case.ws.time.runs.outcome(second), page.table.runs.rows[0]
    assert outcome is not None and outcome.share == pytest.approx(row.last("val_accuracy"))


@pytest.mark.parametrize("falling", [True, False])
def test_a_curve_that_leaves_the_frame_is_cut_at_its_edge(
    qtbot: QtBot, qapp: QApplication, falling: bool
) -> None:
    apply_theme(qapp, "light")
    plot = RunPlot()
    qtbot.addWidget(plot)
    plot.resize(700, 300)
    plot.show()
    rows = []
    for row, places in ended_at(0.1, 0.11):
        way = np.geomspace(9.0, row.curve.column("val_loss")[-1], 10)
        columns = {**row.curve.columns, "val_loss": way if falling else 10 - way}
        rows.append((replace(row, curve=RunCurve(columns)), places))
    plot.show_runs(rows, "val_loss", None)
    seen, area, panel = plot.grab().toImage(), plot.area, current_theme().tokens.panel
    first = plot.place(1, float(rows[0][0].curve.column("val_loss")[0])).y()
    assert first < area.top() - 6 if falling else first > area.bottom() + 6
    edge = area.top() if falling else area.bottom()
    for y in range(round(edge) - 5, round(edge) - 2) if falling else range(round(edge) + 3, round(edge) + 5):
        across = range(round(area.left()) + 4, round(area.right()) - 4)
        assert {seen.pixelColor(x, y).name() for x in across} == {panel.name()}


def on_lane(case: RealWindow, page: RunsPage, run: str, step: float) -> QPoint:
    """Return the place of a step on a run's lane, as it is drawn."""
    at = next(
        index for index in range(6) if (row := page.lanes.lane_at(page.lanes.y_of(index))) and row.run == run
    )
    return QPoint(round(page.lanes.x_of(step)), round(page.lanes.y_of(at)))


def test_on_the_open_runs_lane_one_looks_back_and_branches(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page, time, left = opened(case), case.ws.time, Qt.MouseButton.LeftButton
    case.wait(lambda: len(time.steps) > 3 and page.lanes.lane_at(page.lanes.y_of(1)) is not None)
    assert not page.lanes.branch.isVisible()
    newest = case.pixels(page.lanes)
    early, late = time.steps[1], time.steps[-1]
    case.qtbot.mousePress(page.lanes, left, pos=on_lane(case, page, second, late))
    case.qtbot.mouseMove(page.lanes, on_lane(case, page, second, early))
    case.qtbot.mouseRelease(page.lanes, left, pos=on_lane(case, page, second, early))
    assert time.step is not None and abs(page.lanes.x_of(time.step) - page.lanes.x_of(early)) <= 1
    case.wait(lambda: time.shown == time.step and page.lanes.branch.isVisible())
    assert case.pixels(page.lanes) != newest  # the ring has moved
    case.qtbot.mouseClick(
        page.lanes, left, pos=on_lane(case, page, first, late)
    )  # another run's: chosen alone
    assert time.is_back and time.runs.chosen == (first,)
    step = time.step
    case.qtbot.mouseClick(page.lanes.branch, left)
    case.wait(lambda: len(page.table.runs.all) == 3 and not time.is_back)
    row = page.table.runs.all[0]
    assert (row.parent, row.from_step, row.current) == (second, step, True)
    case.wait(lambda: not page.lanes.branch.isVisible())


def test_the_open_runs_lane_reaches_as_far_as_its_steps(case: RealWindow) -> None:
    run = train(case)
    done = case.ws.live.step
    while case.ws.live.step < done + 15:  # into the next epoch
        step = case.ws.live.step
        case.ws.run.step_once()
        case.wait(lambda step=step: case.ws.live.step > step)
    page = opened(case)
    case.wait(lambda: case.ws.time.steps[-1] > done and page.lanes.lane_at(page.lanes.y_of(0)) is not None)
    late = case.ws.time.steps[-1]
    case.qtbot.mouseClick(page.lanes, Qt.MouseButton.LeftButton, pos=on_lane(case, page, run, late))
    assert case.ws.time.step == late


def test_a_double_click_on_a_lane_opens_its_run(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page = opened(case)
    place = on_lane(case, page, first, 10)
    case.qtbot.mouseClick(page.lanes, Qt.MouseButton.LeftButton, pos=place)
    case.qtbot.mouseDClick(page.lanes, Qt.MouseButton.LeftButton, pos=place)
    case.wait(lambda: case.ws.live.run == first and case.window.canvas.isVisible())


def test_a_small_window_shows_curves_or_the_difference(case: RealWindow) -> None:
    trained_twice(case)
    page = opened(case)
    assert page.curves.isVisible() and page.difference.isVisible() and not page.below.isVisible()
    case.window.resize(1280, 800)
    case.wait(page.below.isVisible)
    case.wait(lambda: page.curves.isVisible() and not page.difference.isVisible())
    case.wait(lambda: page.curves.width() > 1200)
    case.qtbot.mouseClick(page.below.button("difference"), Qt.MouseButton.LeftButton)
    assert page.difference.isVisible() and not page.curves.isVisible()
    case.wait(lambda: page.difference.width() > 1200)
    case.window.resize(1600, 1000)
    case.wait(lambda: page.curves.isVisible() and page.difference.isVisible() and not page.below.isVisible())


@pytest.fixture
def digits(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    """Give a window with two runs on pictures."""
    project = template("digits-mlp", CATALOGUE).open().with_recipe(epochs=1)
    made = RealWindow(qtbot, qapp, tmp_path, project)
    made.ws.training.set_speed("max")
    trained_twice(made)
    yield made
    made.close()


def test_what_is_different_has_the_room_that_no_note_takes(case: RealWindow) -> None:
    trained_twice(case)
    page = opened(case)
    table = page.table
    case.window.resize(1280, 800)
    case.wait(page.below.isVisible)
    words = table.runs.cell(table.runs.rows[0], Column.WORDS)
    takes = width_of(words, font(BODY)) + BESIDE_WORDS
    assert takes > 220 and table.columnWidth(Column.WORDS) >= min(takes, 300)
    heading = table.horizontalHeader()
    assert heading.sectionViewportPosition(Column.BEGUN) + heading.sectionSize(Column.BEGUN) <= table.width()
    narrow = table.columnWidth(Column.NOTE)
    press(case, page, Qt.Key.Key_N)
    editor = table.findChild(QLineEdit)
    assert editor is not None and editor.width() > 2 * narrow  # there is room to type one
    case.qtbot.keyClicks(editor, "the better one")
    case.qtbot.keyClick(editor, Qt.Key.Key_Return)
    case.wait(lambda: any(row.label.note for row in table.runs.all))
    assert table.columnWidth(Column.NOTE) > 2 * narrow


def test_samples_that_change_sides_are_shown_with_what_each_run_said(digits: RealWindow) -> None:
    case, page = digits, opened(digits)
    sides = page.difference.sides
    case.wait(lambda: sides.isVisible() and len(sides.wall.seen) > 4)
    pair = case.ws.time.runs.compared(case.ws.time.runs.rows)
    assert pair is not None
    found = case.ws.time.runs.turned(*pair)
    ours, theirs = (case.ws.time.runs.outcome(row.run) for row in reversed(pair))
    assert ours is not None and theirs is not None
    first = found[0]
    at = [int(np.flatnonzero(each.numbers == first.number)[0]) for each in (ours, theirs)]
    assert ours.values[at[0]] == 1.0 and theirs.values[at[1]] == 0.0 and first.gained
    assert first.said == theirs.classes[theirs.answers[at[1]]]
    words = sides.wall.accessibleDescription().split("; ")
    assert words[0] == f"is {first.truth} Run 1 said {first.said}"
    # its picture is the digit itself: dark and bright where that is
    image, scale = sides.wall.grab().toImage(), sides.wall.devicePixelRatioF()
    pixels = sides.wall._thumbs.pixels(first.number)
    assert pixels is not None
    place = [(y, x) for y, x in (np.unravel_index(f(pixels), pixels.shape) for f in (np.argmax, np.argmin))]
    cells = [image.pixelColor(*(round(scale * (o + (c + 0.5) * 34 / len(pixels)))
             for o, c in ((16, x), (2, y)))).lightness() for y, x in place]  # fmt: skip
    assert abs(cells[0] - cells[1]) > 100
    # all of them
    few = len(sides.wall.seen)
    assert len(found) > few and sides.more.text() == f"Show all {len(found)}"
    case.qtbot.mouseClick(sides.more, Qt.MouseButton.LeftButton)
    assert len(sides.wall.seen) == len(found) and sides.more.text() == "Show fewer"


def test_curves_lie_along_epochs_or_along_seconds(case: RealWindow) -> None:
    first, second = trained_twice(case)
    page = opened(case)
    plot, across = page.curves.plot, page.curves.across
    case.wait(lambda: across.isVisible() and plot.frame.right >= 4)
    assert {row.run for row, _ in plot.told_at(4)} == {first, second}
    case.qtbot.mouseClick(across.button("second"), Qt.MouseButton.LeftButton)
    record, earlier = case.ws.run.record(), case.ws.run.earlier[0]
    assert record is not None and earlier.id == first
    ends = {each.id: each.history.seconds for each in (record, earlier)}
    longest = max(float(each[-1]) for each in ends.values())
    assert plot.frame.right >= longest > plot.frame.right / 4
    assert plot.frame.across[-1][1].endswith(" s")
    for run, seconds in ends.items():
        told = {row.run: value for row, value in plot.told_at(float(seconds[2]))}
        epochs = record.history.epochs if run == record.id else earlier.history.epochs
        assert told[run] == epochs[2]["val_accuracy"]
    assert not plot.told_at(2 * longest)
    case.qtbot.mouseClick(across.button("epoch"), Qt.MouseButton.LeftButton)
    assert not plot.told_at(1.5) and plot.told_at(2)
