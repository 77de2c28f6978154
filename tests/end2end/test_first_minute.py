"""A layer dropped in while it trains, seen everywhere; and runs that go on in other places to the bit."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.ask import Answer
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project
from playground.core.project.records import History, RunRecord
from playground.core.training.session import Session
from playground.gui.panels.curve_plot import CurvePlot
from real_window import RealWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SETTLED_S = 0.5  # from the drop to the next step
NOISE = 4  # times as long on a machine that others use too


@pytest.fixture
def case(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def record(case: RealWindow) -> RunRecord:
    found = case.ws.run.record(even_untrained=True)
    assert found is not None
    return found


def train_until_epoch(case: RealWindow, epoch: int) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= epoch)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running and case.ws.live.steps_per_second == 0)


def test_a_layer_dropped_on_a_wire_while_it_trains_goes_on_with_what_fits(case: RealWindow) -> None:
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.epoch >= 5)
    before, picture = case.ws.live.run, case.pixels(case.panel("map"))
    kept = record(case).weights
    began = time.monotonic()
    case.drop_on_wire("dense", "dense_2", "dense_3")
    network = case.ws.project.network
    (added,) = network.nodes.keys() - {"points", "dense", "dense_2", "dense_3", "classify"}
    case.edge("dense_2", added)
    case.edge(added, "dense_3")
    assert case.ws.inference.outputs[added]["out"].sizes == (8,)
    case.wait(lambda: case.ws.live.run != before and bool(case.ws.live.marks))
    mark = case.ws.live.marks[-1]
    assert (mark.kind, mark.text) == ("edit", f"Insert {network.nodes[added].label}")
    case.wait(lambda: case.ws.live.step > mark.step)
    assert time.monotonic() - began < SETTLED_S * NOISE
    assert case.ws.live.running
    started = record(case).start
    initial = Session.start(case.ws.project).start_weights
    for key, array in kept.items():  # a few steps away from where they were, far from where they began
        gone, back = np.linalg.norm(started[key] - array), np.linalg.norm(started[key] - initial[key])
        assert gone < 0.5 * back or not back, key
    assert case.ws.notices.banner is not None
    assert case.ws.notices.banner.text.startswith("Kept the ")
    case.wait(lambda: case.ws.live.epoch >= mark.epoch + 5)
    assert len(case.ws.live.epochs) == case.ws.live.epoch  # the curve goes on where it stood
    case.wait(
        lambda: all(plot.marks == (mark.epoch,) for plot in case.panel("curves").findChildren(CurvePlot))
    )
    assert case.pixels(case.panel("map")) != picture
    assert case.ws.document.undo_label == mark.text


def assert_same_history(ours: History, theirs: History) -> None:
    np.testing.assert_array_equal(ours.losses, theirs.losses)
    assert [dict(row) for row in ours.epochs] == [dict(row) for row in theirs.epochs]


def test_saved_and_opened_again_it_is_the_same_run_and_goes_on(case: RealWindow) -> None:
    path = case.folder / "spiral.nnplay"
    train_until_epoch(case, 3)
    first = record(case)
    case.answer = lambda asked: Answer("discard", path=path)
    case.key(Qt.Key.Key_S, CTRL)
    assert not case.ws.files.unsaved
    assert case.window.windowTitle().startswith("spiral.nnplay")
    assert_same_history(open_project(path, CATALOGUE).runs[0].history, first.history)
    case.ws.files.new("gauss-linear")
    case.wait(lambda: case.ws.live.project is not None and case.ws.live.project.data.id == "gauss")
    assert case.ws.files.open(path)
    case.wait(lambda: case.ws.live.step == int(first.position["step"]))
    assert_same_history(record(case).history, first.history)
    assert len(case.ws.live.epochs) == len(first.history.epochs)
    train_until_epoch(case, 5)
    np.testing.assert_array_equal(
        record(case).history.losses[: len(first.history.losses)], first.history.losses
    )


@pytest.mark.slow
def test_the_command_line_gives_the_windows_history(case: RealWindow) -> None:
    case.ws.training.set_speed("max")
    case.answer = lambda asked: Answer(path=case.folder / "window.nnplay")
    train_until_epoch(case, 20)
    steps = case.ws.live.step
    assert case.ws.files.save()
    out = case.folder / "line.nnplay"
    words = ["train", str(case.folder / "window.nnplay"), "--steps", str(steps), "-o", str(out)]
    subprocess.run([sys.executable, "-m", "playground", *words], check=True, capture_output=True)
    ours, theirs = (
        open_project(case.folder / name, CATALOGUE).runs[0] for name in ("window.nnplay", "line.nnplay")
    )
    assert_same_history(ours.history, theirs.history)
    for key, array in ours.weights.items():
        np.testing.assert_array_equal(array, theirs.weights[key])
