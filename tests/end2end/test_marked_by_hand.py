"""A U-Net that segments and a tagger, built by keys, clicks and drags alone; trained, reopened, compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from export_here import stay_in_this_process
from hand import CTRL, Hand
from playground.core.builtin import CATALOGUE
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.files.project_file import open_project
from playground.core.training.session import Session
from real_window import RealWindow

TOLERANCE = 1e-4


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield Hand(made)
    made.close()


@pytest.mark.slow
def test_a_small_u_net_segments_shapes(hand: Hand) -> None:
    hand.start_with_data_of("shapes segment")
    hand.add("image")
    seen = hand.add("conv 2d", filters=8)
    hand.add("max pool")
    hand.add("conv 2d", filters=12)
    hand.add("upsample")
    joined = hand.add("concatenate")
    hand.add("conv 2d", filters=8)
    hand.add("mark pixels")
    hand.wire(seen, joined, "in_2")
    asked_for(hand)
    trained_reopened_compared(hand, "mark_pixels", "image", "val_iou")


def test_a_tagger_labels_each_step(hand: Hand) -> None:
    hand.start_with_data_of("praise and blame")
    hand.add("text")
    hand.add("embedding")
    hand.add("gru", units=12)
    hand.add("label steps")
    asked_for(hand)
    trained_reopened_compared(hand, "label_steps", "tokens", "val_f1")


def asked_for(hand: Hand) -> None:
    """Take the fixes that are offered until nothing holds training back."""
    for _ in range(4):
        if hand.case.ws.checks.blocker is None:
            return
        before = hand.case.ws.project
        hand.canvas.setFocus()
        hand.case.key(Qt.Key.Key_Period, CTRL)
        hand.case.wait(lambda before=before: hand.case.ws.project is not before)
        hand.case.wait(lambda: hand.case.ws.checks.complete)
    raise AssertionError(hand.case.ws.checks.blocker)


def trained_reopened_compared(hand: Hand, goal: str, source: str, figure: str) -> None:
    case = hand.case
    hand.train(1)
    paused = case.ws.live.step
    saved = open_project(hand.save(), CATALOGUE)
    assert saved.project == case.ws.project
    before = case.ws.project
    case.key(Qt.Key.Key_O, CTRL)  # the file that was saved is the answer
    case.wait(lambda: case.ws.project is not before)
    assert case.ws.project == saved.project
    case.wait(lambda: case.ws.torch_ready and case.ws.checks.blocker is None)
    case.wait(lambda: case.ws.live.step == paused > 0)  # the run is there again
    hand.train(case.ws.live.epoch + 3)  # the pause came some epochs late where the machine is quick
    assert case.ws.live.step > paused
    curve = case.ws.live.epochs.column(figure)
    assert curve[-1] > curve[0] and len(curve) == case.ws.live.epoch
    opened = open_project(hand.save(), CATALOGUE)
    with pytest.MonkeyPatch.context() as patch:
        stay_in_this_process(patch)  # processes of its own write in test_drawn_as_papers_do.py
        export(EXPORTERS.get("onnx"), opened.runs[-1], case.folder / "built.onnx")
    model = Session.resume(opened.runs[-1]).live_model()
    given = model.samples("validation")[source]
    answers = model.answers(goal, model.outputs({source: given}, "all")[goal])
    runtime = onnxruntime.InferenceSession(str(case.folder / "built.onnx"))
    (asked,) = runtime.get_inputs()
    kind = np.float32 if asked.type == "tensor(float)" else np.int64
    (theirs,) = runtime.run(None, {asked.name: given.astype(kind)})
    assert np.abs(theirs - answers).max() < TOLERANCE
