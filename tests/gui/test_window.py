"""The window on a real worker: keys, sizes, themes, questions, closing."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground import app
from playground.app import edits
from playground.app.ask import Answer
from playground.core.views.registry import VIEWS
from playground.gui.widgets.banner import Banner
from playground.gui.window.strip_edge import StripEdge
from real_window import RealWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

FIRST_PAINT = """
import sys
from PySide6.QtCore import QTimer
from playground.gui import application
from playground.gui.window.main_window import MainWindow
from playground.app.settings import Settings
from pathlib import Path
qt = application.make_application([], "dark")
window = application.make_window(Settings(Path("settings.json")))
def tell():
    blocks = len(window.canvas.canvas.blocks)
    print(blocks, "torch" in sys.modules, "pyqtgraph" in sys.modules)
    window._closed = True
    window.shut_down()
    qt.exit(0)
window.complete = tell
window.show()
qt.exec()
"""


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_the_blocks_are_painted_before_torch_is_imported(tmp_path: Path) -> None:
    root = str(Path(app.__file__).parents[2])
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{FIRST_PAINT}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.stdout.split() == ["5", "False", "False"], done.stderr


def test_space_trains_and_pauses_and_a_dot_takes_one_step(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.running and case.ws.live.epoch >= 1)
    assert case.window.top.train.text() == "Pause"
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running)
    case.wait(lambda: case.window.top.train.text() == "Train")
    case.ws.run.record(even_untrained=True)  # waits until the worker rests
    case.ws.pump()
    step = case.ws.live.step
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == step + 1)


def _start(case: RealWindow) -> dict[str, np.ndarray]:
    record = case.ws.run.record(even_untrained=True)
    assert record is not None
    return dict(record.start)


def test_reset_goes_back_to_the_same_weights_and_a_new_seed_to_others(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    before = _start(case)
    case.key(Qt.Key.Key_R, CTRL)
    case.wait(lambda: case.ws.live.step == 0)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    again = _start(case)
    assert all(np.array_equal(before[name], again[name]) for name in before)
    case.key(Qt.Key.Key_R, CTRL | SHIFT)
    case.wait(lambda: case.ws.live.step == 0)
    case.key(Qt.Key.Key_Period)
    case.wait(lambda: case.ws.live.step == 1)
    assert not np.array_equal(_start(case)["dense.weight"], before["dense.weight"])


def test_speed_is_chosen_in_the_bar_and_undo_leaves_it(case: RealWindow) -> None:
    QTest.mouseClick(case.window.top.speed.button("max"), Qt.MouseButton.LeftButton)
    assert case.ws.project.speed == "max" and case.ws.live.speed == "max"
    assert case.ws.document.undo_label == ""


def test_undo_and_redo_by_keys(case: RealWindow) -> None:
    case.ws.apply(edits.set_param, "dense", "units", 5)
    case.key(Qt.Key.Key_Z, CTRL)
    assert case.ws.project.network.nodes["dense"].params["units"] == 8
    case.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert case.ws.project.network.nodes["dense"].params["units"] == 5


def _clipped(parent: QWidget) -> list[str]:
    """Return what is seen of a part only in part."""
    inside = QRect(0, 0, parent.width(), parent.height())
    children = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    shown = [child for child in children if child.isVisible()]
    return [f"{child} {child.geometry()}" for child in shown if not inside.contains(child.geometry())]


def _overlapping(parent: QWidget) -> list[str]:
    children = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    # The edge that is dragged lies over the strip by design, and draws nothing.
    shown = [child for child in children if child.isVisible() and not isinstance(child, StripEdge)]
    pairs = ((a, b) for index, a in enumerate(shown) for b in shown[:index])
    return [f"{a} {b}" for a, b in pairs if a.geometry().intersects(b.geometry())]


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800), (1000, 700)])
def test_nothing_is_clipped_at_any_size(case: RealWindow, size: tuple[int, int]) -> None:
    case.window.resize(*size)
    case.wait(lambda: (case.window.width(), case.window.height()) == size)
    case.app.processEvents()
    for part in (case.window.top, case.window.strip, case.window.status, case.window.top.figures):
        assert _clipped(part) == []
        assert _overlapping(part) == []
    assert case.window.canvas.width() >= 480


def test_a_low_window_opens_its_panels_over_the_canvas(case: RealWindow) -> None:
    case.window.resize(1280, 800)
    case.wait(lambda: not case.window.bottom.is_open)
    case.window.show_bottom("recipe")
    assert case.window.bottom.is_open and case.window.bottom.current() == "recipe"
    case.window.resize(1600, 1000)
    case.wait(lambda: case.window.bottom.is_open)


@pytest.mark.parametrize("height", [800, 1000])
def test_a_panel_that_goes_leaves_no_empty_one_open(case: RealWindow, height: int) -> None:
    case.window.resize(1280, height)
    assert case.ws.files.new("shapes-segment")
    tabs = case.window.bottom.tabs
    case.wait(lambda: tabs.isTabVisible(tabs.index_of("marks")))
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(tabs.index_of("marks")).center())
    case.wait(lambda: case.window.bottom.is_open and case.window.bottom.current() == "marks")
    assert case.ws.files.new("digits-cnn")
    case.wait(lambda: not case.window.bottom.is_open and case.window.bottom.current() == "inspector")
    case.wait(lambda: not case.ws.training.why_not)  # closing in the midst of it leaves the worker at work


def test_a_matrix_is_as_high_as_the_classes_that_are_open_ask_for(case: RealWindow) -> None:
    assert case.ws.files.new("siamese-digits")
    confusion = case.panel("confusion")
    case.wait(confusion.isVisible)
    low = confusion.height()
    assert case.ws.files.new("digits-cnn")
    case.wait(lambda: confusion.height() > 1.5 * low)
    assert case.ws.files.new("siamese-digits")
    case.wait(lambda: confusion.height() == low)


def test_canvas_alone_and_back(case: RealWindow) -> None:
    case.key(Qt.Key.Key_F11)
    assert not case.window.top.isVisible() and not case.panel("map").isVisible()
    case.key(Qt.Key.Key_F11)
    assert case.window.top.isVisible() and case.panel("map").isVisible()


def test_the_theme_changes_what_is_seen(case: RealWindow) -> None:
    dark = case.pixels(case.window).pixelColor(290, 880).lightness()
    case.ws.settings.set(theme="light")
    assert case.pixels(case.window).pixelColor(290, 880).lightness() > dark + 100
    case.ws.settings.set(theme="dark")


def test_problems_are_counted_on_the_tab_and_hold_training_back(case: RealWindow) -> None:
    case.ws.apply(edits.disconnect, case.edge("dense", "dense_2"))
    assert case.ws.checks.blocker is not None
    assert case.window.top.train.reason == case.ws.checks.blocker.message
    assert case.window.bottom.tabs._marks["problems"].count >= 1
    case.key(Qt.Key.Key_Space)
    assert not case.ws.live.running and case.said[-1] == case.ws.checks.blocker.message
    case.key(Qt.Key.Key_Z, CTRL)
    assert case.window.top.train.reason == ""
    assert case.window.bottom.tabs._marks["problems"].tick


def test_the_map_is_offered_for_points_alone(case: RealWindow) -> None:
    assert case.panel("map").isVisible()
    assert case.ws.files.new("digits-cnn")
    assert not VIEWS.get("decision_map").applies(case.ws.project, case.ws.fields)
    case.wait(lambda: not case.panel("map").isVisible())
    assert case.panel("curves").isVisible()


def test_closing_asks_about_changes_and_stops_within_three_seconds(case: RealWindow) -> None:
    assert case.ws.apply(edits.set_param, "dense_2", "units", 5)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 1)
    case.answer = lambda question: Answer("cancel")
    assert not case.window.close()
    assert case.asked[-1].id == "save_changes" and case.ws.live.running
    case.answer = lambda question: Answer(next(o.id for o in question.options if o.role == "destructive"))
    before = time.monotonic()
    assert case.window.close()
    assert time.monotonic() - before < 3.0
    assert not case.ws._worker.alive


def test_a_banner_says_its_whole_sentence_and_its_button_acts(case: RealWindow) -> None:
    case.ws.data.choose("digits")
    banner = case.ws.notices.banner
    assert banner is not None
    shown = case.window.findChild(Banner)
    assert shown._label.width() >= shown._label.sizeHint().width()
    QTest.mouseClick(shown.action("0"), Qt.MouseButton.LeftButton)
    assert case.ws.project.data.id == "digits" and case.ws.checks.blocker is None
    assert case.ws.notices.banner is None
