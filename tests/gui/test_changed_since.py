"""A block dropped in at rest: every figure and panel says which network it is of, until undo or training."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.panels.network_note import NetworkNote
from playground.gui.theme.style import current_theme
from real_window import RealWindow

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def notes(case: RealWindow) -> dict[str, str]:
    """Return what each panel that is seen says of its network."""
    found = {name: case.panel(name).findChildren(NetworkNote) for name in ("map", "curves")}
    return {name: each.text() for name, (each,) in found.items() if each.isVisible()}


def inks(case: RealWindow) -> set[str]:
    """Return which of the figures' colours are seen."""
    tokens, picture = current_theme().tokens, case.pixels(case.window.top.figures)
    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    return {name for name in ("good", "warn", "text3") if tokens.colour(name).name() in seen}


def test_an_edit_at_rest_is_told_in_every_place_and_undo_takes_it_back(case: RealWindow) -> None:
    window = case.window
    case.key(Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 3)
    case.key(Key.Key_Space)
    case.wait(lambda: case.ws.training.state == "paused" and case.ws.live.steps_per_second == 0)
    case.wait(lambda: {"good", "warn"} <= inks(case))
    epoch = case.ws.live.epoch  # only now: the step that went on may have ended one
    assert notes(case) == {} and not window.top.changed.isVisible()

    case.drop_on_wire("dense", "dense_2", "dense_3")
    case.wait(lambda: bool(case.ws.live.parent))
    case.wait(window.top.changed.isVisible)
    assert window.top.changed.text() == f"Changed since epoch {epoch}"
    assert notes(case) == {"map": "as drawn", "curves": f"changed since epoch {epoch}"}
    case.wait(lambda: not {"good", "warn"} & inks(case))

    case.key(Key.Key_Z, CTRL)
    case.wait(lambda: not window.top.changed.isVisible())
    assert notes(case) == {}
    case.wait(lambda: {"good", "warn"} <= inks(case))


def test_training_on_makes_them_one_again(case: RealWindow) -> None:
    case.key(Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 1)
    case.key(Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    case.drop_on_wire("dense", "dense_2", "dense_3")
    case.wait(lambda: bool(case.ws.live.parent) and case.window.top.changed.isVisible())
    case.key(Key.Key_Space)  # asks whether to keep the weights
    case.key(Key.Key_Space)
    case.wait(lambda: case.ws.live.running and not case.window.top.changed.isVisible())
    step = case.ws.live.step
    case.wait(lambda: case.ws.live.step > step)
    case.key(Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    assert not case.window.top.changed.isVisible() and notes(case) == {}
