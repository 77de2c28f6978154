"""Undo takes back what was done by mouse and keys: a change of a control is one step, a gesture none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dock_case import DockCase, drag_slider, number, pick, type_number, walk
from playground.app import commands
from playground.gui.canvas.threads import Thread
from playground.gui.docks.data import DataPanel
from playground.gui.docks.recipe import RecipePanel
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def seed_by_keys(panel: RecipePanel | DataPanel) -> None:
    panel.seed.field.setFocus()
    panel.seed.field.selectAll()
    QTest.keyClicks(panel.seed.field, "77")
    QTest.keyClick(panel.seed.field, Qt.Key.Key_Return)


RECIPE: dict[str, Callable[[RecipePanel], None]] = {
    "rate_dragged": lambda panel: drag_slider(number(panel.main.row("learning_rate")), 0.2, 0.5, 0.6),
    "rate_typed": lambda panel: type_number(number(panel.main.row("learning_rate")), "0.3"),
    "epochs_dragged": lambda panel: drag_slider(number(panel.main.row("epochs")), 0.9, 0.5, 0.3),
    "optimizer": lambda panel: pick(panel.main.row("optimizer"), 1),
    "decay_dragged": lambda panel: drag_slider(number(panel.options.row("weight_decay")), 0.2, 0.8),
    "l1_dragged": lambda panel: drag_slider(number(panel.penalties.row("l1")), 0.2, 0.8),
    "l2_typed": lambda panel: type_number(number(panel.penalties.row("l2")), "0.01"),
    "seed": seed_by_keys,
    "threads": lambda panel: walk(panel.place.threads, 1),
    "engine": lambda panel: walk(panel.place.engine, 1),
}
DATA: dict[str, Callable[[DataPanel], None]] = {
    "noise_dragged": lambda panel: drag_slider(number(panel.options.row("noise")), 0.3, 0.6, 1.0),
    "samples_typed": lambda panel: type_number(number(panel.options.row("samples")), "900"),
    "train_dragged": lambda panel: drag_slider(number(panel.split.row("train")), 0.3, 0.9, 0.2),
    "test_typed": lambda panel: type_number(number(panel.split.row("test")), "20"),
    "batch_dragged": lambda panel: drag_slider(number(panel.split.row("batch_size")), 0.1, 0.9),
    "seed": seed_by_keys,
}


def is_one_step(case: DockCase, do: Callable[[], None]) -> bool:
    """Say whether undo takes back what was done, as one step, and redo brings it back."""
    before = case.ws.project
    do()
    after = case.ws.project
    done = commands.perform("edit.undo", case.ws) and before == case.ws.project != after
    alone = not case.ws.document.undo_label
    return done and alone and commands.perform("edit.redo", case.ws) and case.ws.project == after


@pytest.fixture
def dock(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[DockCase]:
    made = DockCase(qtbot, qapp, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("change", RECIPE.values(), ids=RECIPE)
def test_each_change_of_the_recipe_is_one_step(dock: DockCase, change: Callable[[RecipePanel], None]) -> None:
    panel = dock.show(RecipePanel)
    assert is_one_step(dock, lambda: change(panel))


@pytest.mark.parametrize("change", DATA.values(), ids=DATA)
def test_each_change_of_the_data_is_one_step(dock: DockCase, change: Callable[[DataPanel], None]) -> None:
    panel = dock.show(DataPanel, 272)
    assert is_one_step(dock, lambda: change(panel))


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def shown_weight(case: RealWindow) -> float:
    """Return the weight that the canvas draws as a thread."""
    item = case.window.canvas.canvas.wires.threads[case.edge("dense", "dense_2")]
    return float(item.weight(Thread(0, 0)))


def test_a_weight_typed_at_its_thread_is_undone_and_redone_by_keys(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 2)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running and case.ws.live.steps_per_second == 0)
    case.wait(lambda: case.ws.views.answers != {} and not case.ws.run.awaiting)
    tools, edge = case.window.canvas.thread_tools, case.edge("dense", "dense_2")
    record = case.ws.run.record()
    assert record is not None
    old = float(record.weights["dense_2.weight"][0, 0])
    case.wait(lambda: abs(shown_weight(case) - old) < 1e-6)
    tools.edit(edge, Thread(0, 0))
    QTest.keyClicks(tools.editor, "75")
    QTest.keyClick(tools.editor, Qt.Key.Key_Return)
    case.wait(lambda: shown_weight(case) == 75.0)
    case.key(Qt.Key.Key_Z, CTRL)
    case.wait(lambda: abs(shown_weight(case) - old) < 1e-6)
    case.key(Qt.Key.Key_Z, CTRL | SHIFT)
    case.wait(lambda: shown_weight(case) == 75.0)
    case.key(Qt.Key.Key_Z, CTRL)
    case.key(Qt.Key.Key_Z, CTRL)
    assert case.said[-1] == "Nothing to undo."


def test_ctrl_z_in_a_gesture_cancels_it_also_where_there_is_nothing_to_undo(case: RealWindow) -> None:
    canvas = case.window.canvas
    port, before = canvas.viewport(), case.ws.project
    start = canvas.mapFromScene(canvas.canvas.blocks["dense_2"].pos() + QPointF(60, 12))
    QTest.mousePress(port, LEFT, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(port, start + (QPointF(9, 12) * step).toPoint())
    assert canvas.in_gesture
    case.key(Qt.Key.Key_Z, CTRL)
    assert not canvas.in_gesture and case.ws.project == before and "Nothing to undo." not in case.said
    QTest.mouseRelease(port, LEFT, pos=start + QPointF(36, 48).toPoint())
    assert case.ws.project == before and not case.ws.document.undo_label
    case.key(Qt.Key.Key_Z, CTRL)
    assert case.said[-1] == "Nothing to undo."
