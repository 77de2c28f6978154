"""The popover at the button that trains, by real clicks and keys on a real run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.widgets.number_edit import NumberEdit
from playground.gui.window.run_popover import RunPopover
from real_window import RealWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def opened(case: RealWindow) -> RunPopover:
    case.qtbot.mouseClick(case.window.top.more, LEFT)
    found = case.window.findChild(RunPopover)
    assert found is not None and found.isVisible()
    return found


def typed(case: RealWindow, field: NumberEdit, words: str) -> None:
    field.setFocus()
    field.selectAll()
    case.qtbot.keyClicks(field, words)
    case.qtbot.keyClick(field, Qt.Key.Key_Return)


def rests_at(case: RealWindow, step: int) -> None:
    case.wait(lambda: case.ws.live.step == step and not case.ws.live.running)


def test_steps_are_typed_taken_and_remembered(case: RealWindow) -> None:
    popover = opened(case)
    typed(case, popover.steps, "none")
    assert popover.isVisible() and case.said[-1].startswith("No number")
    typed(case, popover.steps, "12")
    rests_at(case, 12)
    assert not popover.isVisible() and case.window.canvas.hasFocus()
    case.key(Qt.Key.Key_N)
    rests_at(case, 24)
    case.key(Qt.Key.Key_E)
    rests_at(case, 44)
    assert opened(case).steps.text() == "12"


def test_it_runs_until_the_figure_that_was_typed(case: RealWindow) -> None:
    case.ws.steering.set_speed("max")
    case.key(Qt.Key.Key_U)
    popover = case.window.findChild(RunPopover)
    assert popover.figure.currentText() == "Validation accuracy ≥" and popover.bound.hasFocus()
    typed(case, popover.bound, "70")
    case.wait(lambda: case.ws.notices.banner is not None)
    assert case.ws.notices.banner.text.endswith("reached 70\u2009%.")
    assert case.ws.live.epochs.column("val_accuracy")[-1] >= 0.7


def test_slow_motion_is_set_while_it_runs_and_the_bar_says_how_slow(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.running)
    popover = opened(case)
    case.qtbot.mouseClick(popover.slow.button("10/s"), LEFT)
    bar = case.window.top.speed
    assert (case.ws.live.speed, bar.current(), bar.button("slow").text()) == ("10/s", "slow", "10/s")
    assert popover.isVisible() and case.ws.live.running
    before = case.ws.live.step
    case.wait(lambda: before < case.ws.live.step)
    case.qtbot.keyClick(popover, Qt.Key.Key_Escape)
    case.key(Qt.Key.Key_Plus)
    assert bar.button("slow").text() == "20/s"
    case.qtbot.mouseClick(opened(case).slow.button("off"), LEFT)
    assert (case.ws.live.speed, bar.current(), bar.button("slow").text()) == ("max", "max", "20/s")


@pytest.mark.parametrize("width", [800, 1280, 1600])
def test_it_lies_within_the_window_and_a_press_elsewhere_closes_it(case: RealWindow, width: int) -> None:
    case.window.resize(width, 800)
    popover = opened(case)
    assert case.window.rect().contains(popover.geometry())
    case.qtbot.mouseClick(case.window.windowHandle(), LEFT, pos=case.window.rect().bottomLeft() / 2)
    assert not popover.isVisible()
