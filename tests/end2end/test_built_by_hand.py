"""Networks built by keys, clicks and drags alone; trained, saved, opened, exported, compared."""

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

RESIDUAL = ("conv 2d", "batch norm", "relu", "conv 2d", "batch norm", "add", "relu")
TOLERANCE = 1e-4


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield Hand(made)
    made.close()


def test_a_network_like_resnet_18(hand: Hand) -> None:
    """Four stages of two residual blocks each: He et al., arXiv:1512.03385, narrower and for 8 x 8 pixels."""
    hand.start_with_data_of("small resnet")
    hand.add("image")
    hand.add("conv 2d", filters=8)
    hand.add("batch norm")
    stem = hand.add("relu")
    blocks = [hand.add(words, **({"filters": 8} if words == "conv 2d" else {})) for words in RESIDUAL]
    stages = {}
    hand.add("global pool")
    hand.add("dense")
    hand.add("classify")
    hand.wire(stem, blocks[5], "in_2")
    stages[0] = hand.group(*blocks, repeat=2)
    for stage in (1, 2, 3):
        hand.click(stages[stage - 1])
        down = hand.add("conv 2d", filters=8)
        hand.set_number("stride", 2)
        hand.click(stages[0])
        hand.case.key(Qt.Key.Key_D, CTRL)
        stages[stage] = hand.chosen
        after = next(e.target for e in hand.case.ws.here.network.edges if e.source == down)
        hand.drop_on_wire(stages[stage], down, after)
    hand.canvas.setFocus()
    hand.case.key(Qt.Key.Key_Period, CTRL)  # the goal asks for ten scores
    hand.case.wait(lambda: hand.case.ws.checks.blocker is None)
    assert len(hand.case.ws.checks.inference.blocks) == 1 + 3 + 4 * 2 * 7 + 3 + 3
    trained_saved_opened_exported_compared(hand, epochs=4, least=0.25)


def test_two_branches_from_two_inputs(hand: Hand) -> None:
    """A picture through convolutions and its row sums through dense layers, fused before the answer."""
    hand.start_with_data_of("digits mlp")
    hand.add("image")
    hand.add("conv 2d", filters=8)
    seen = hand.add("global pool")
    joined = hand.add("concatenate")
    hand.add("dense", units=16)
    hand.add("dense", units=10)
    hand.add("classify")
    hand.canvas.setFocus()
    hand.case.key(Qt.Key.Key_Escape)
    hand.add("table")
    summed = hand.add("dense", units=16)
    assert hand.case.edge(seen, joined).target_port == "in"
    hand.wire(summed, joined, "in_2")
    hand.case.wait(lambda: hand.case.ws.checks.blocker is None)
    trained_saved_opened_exported_compared(hand, epochs=6, least=0.3)


def trained_saved_opened_exported_compared(hand: Hand, epochs: int, least: float) -> None:
    case = hand.case
    hand.train(epochs)
    assert case.ws.live.metric("val_accuracy") > least
    path = hand.save()
    opened = open_project(path, CATALOGUE)
    assert opened.project == case.ws.project
    record = case.ws.run.record(even_untrained=True)
    assert record is not None
    for key, array in opened.runs[0].weights.items():
        np.testing.assert_array_equal(array, record.weights[key])
    with pytest.MonkeyPatch.context() as patch:
        stay_in_this_process(patch)  # processes of its own write in test_drawn_as_papers_do.py
        export(EXPORTERS.get("onnx"), opened.runs[0], case.folder / "built.onnx")
    session = Session.resume(opened.runs[0])
    samples = session.live_model().samples("validation")
    ours = session.live_model().outputs({name: samples[name] for name in wanted(case)}, "all")
    runtime = onnxruntime.InferenceSession(str(case.folder / "built.onnx"))
    by_size = {samples[name].shape[1:]: samples[name].astype(np.float32) for name in wanted(case)}
    given = {each.name: by_size[tuple(each.shape[1:])] for each in runtime.get_inputs()}
    theirs = runtime.run(None, given)
    scores = next(out for node, out in ours.items() if node == "classify")
    answers = session.live_model().answers("classify", scores)
    assert np.abs(theirs[0] - answers).max() < TOLERANCE


def wanted(case: RealWindow) -> list[str]:
    return [node.kind for node in case.ws.project.network.nodes.values() if node.kind in ("image", "table")]
