"""A layer dropped in while it trains, seen everywhere; and runs that go on in other places to the bit."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt

from playground.app.ask import Answer
from playground.core.files.project_file import open_project
from playground.core.project.records import History
from playground.core.training.session import Session
from playground.gui.panels.curve_plot import CurvePlot
from window_case import WindowCase, pixels

CTRL = Qt.KeyboardModifier.ControlModifier
SETTLED_S = 0.5  # from the drop to the next step


def test_a_layer_dropped_on_a_wire_while_it_trains_goes_on_with_what_fits(room: WindowCase) -> None:
    room.open()
    room.key(Qt.Key.Key_Space)
    room.wait(lambda: room.ws.live.epoch >= 5)
    before, picture = room.ws.live.run, pixels(room.panel("map"))
    kept = room.record().weights
    wire = room.edge("dense_2", "dense_3")
    room.drop_block("dense", room.middle_of(wire))
    network = room.ws.project.network
    (added,) = network.nodes.keys() - {"points", "dense", "dense_2", "dense_3", "classify"}
    room.edge("dense_2", added)
    room.edge(added, "dense_3")
    assert room.ws.inference.outputs[added]["out"].sizes == (8,)
    room.wait(lambda: room.ws.live.run != before and room.ws.live.marks, round(SETTLED_S * 4e3))
    mark = room.ws.live.marks[-1]
    assert (mark.kind, mark.text) == ("edit", f"Insert {network.nodes[added].label}")
    room.wait(lambda: room.ws.live.step > mark.step, round(SETTLED_S * 4e3))
    assert room.ws.live.running
    started = room.record().start
    initial = Session.start(room.ws.project).start_weights
    for key, array in kept.items():  # a few steps away from where they were, far from where they began
        gone, back = np.linalg.norm(started[key] - array), np.linalg.norm(started[key] - initial[key])
        assert gone < 0.5 * back or not back, key
    assert room.ws.banner is not None
    assert room.ws.banner.text.startswith("Kept the ")
    room.wait(lambda: room.ws.live.epoch >= mark.epoch + 5)
    assert len(room.ws.live.epochs) == room.ws.live.epoch  # the curve goes on where it stood
    room.wait(
        lambda: all(plot.marks == (mark.epoch,) for plot in room.panel("curves").findChildren(CurvePlot))
    )
    assert room.panel("map").grab().toImage() != picture
    assert room.ws.document.undo_label == mark.text


def assert_same_history(ours: History, theirs: History) -> None:
    np.testing.assert_array_equal(ours.losses, theirs.losses)
    assert [dict(row) for row in ours.epochs] == [dict(row) for row in theirs.epochs]


def test_saved_and_opened_again_it_is_the_same_run_and_goes_on(room: WindowCase) -> None:
    room.open()
    path = room.folder / "spiral.nnplay"
    room.train_until(lambda: room.ws.live.epoch >= 3)
    first = room.record()
    room.answers.append(Answer(path=path))
    room.key(Qt.Key.Key_S, CTRL)
    assert not room.ws.unsaved
    assert room.window.windowTitle().startswith("spiral.nnplay")
    assert_same_history(open_project(path).runs[0].history, first.history)
    room.ws.files.new("gauss-linear")
    room.wait(lambda: room.ws.live.project is not None and room.ws.live.project.data.id == "gauss")
    assert room.ws.files.open(path)
    room.wait(lambda: room.ws.live.step == int(first.position["step"]))
    assert_same_history(room.record().history, first.history)
    assert len(room.ws.live.epochs) == len(first.history.epochs)
    room.train_until(lambda: room.ws.live.epoch >= 5)
    np.testing.assert_array_equal(
        room.record().history.losses[: len(first.history.losses)], first.history.losses
    )


@pytest.mark.slow
def test_the_command_line_gives_the_windows_history(room: WindowCase) -> None:
    room.open()
    room.ws.set_speed("max")
    room.answers.append(Answer(path=room.folder / "window.nnplay"))
    room.train_until(lambda: room.ws.live.epoch >= 20)
    steps = room.ws.live.step
    assert room.ws.files.save()
    out = room.folder / "line.nnplay"
    words = ["train", str(room.folder / "window.nnplay"), "--steps", str(steps), "-o", str(out)]
    subprocess.run([sys.executable, "-m", "playground", *words], check=True, capture_output=True)
    ours, theirs = (open_project(room.folder / name).runs[0] for name in ("window.nnplay", "line.nnplay"))
    assert_same_history(ours.history, theirs.history)
    for key, array in ours.weights.items():
        np.testing.assert_array_equal(array, theirs.weights[key])
