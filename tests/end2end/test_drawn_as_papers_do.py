"""Networks drawn as papers draw them, by keys, clicks and drags alone: shared weights, gates, experts."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path

import numpy as np
import onnx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drawn_as_papers import mixture_of_experts, siamese, squeezing_residual
from hand import CTRL, LEFT, Hand
from playground.core.project.records import RunRecord
from playground.gui.dialogs.export import ExportDialog
from real_window import RealWindow

TOLERANCE = 1e-4


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield Hand(made)
    made.close()


def test_a_small_mixture_of_experts(hand: Hand) -> None:
    experts = mixture_of_experts(hand)
    record = trained_saved_opened_resumed_exported(hand, epochs=10, least=0.6)
    assert {f"{experts}.0.expert_{number}.weight" for number in (1, 2, 3, 4)} <= record.weights.keys()


@pytest.mark.slow
def test_a_siamese_network(hand: Hand) -> None:
    tower, other = siamese(hand)
    record = trained_saved_opened_resumed_exported(hand, epochs=20, least=0.8)
    assert any(key.startswith(f"{tower}.") for key in record.weights)
    assert not any(key.startswith(f"{other}.") for key in record.weights)


@pytest.mark.slow
def test_a_residual_network_that_squeezes_and_excites(hand: Hand) -> None:
    """Where the gate stands: Hu et al., arXiv:1709.01507, figure 3."""
    branch = squeezing_residual(hand)
    record = trained_saved_opened_resumed_exported(hand, epochs=12, least=0.7)
    assert {f"{branch}.{each}.squeeze_excite.0.excite.weight" for each in (0, 1)} <= record.weights.keys()


def trained_saved_opened_resumed_exported(hand: Hand, epochs: int, least: float) -> RunRecord:
    """Return the run after it went on from its file; what ONNX answers is compared by the exporter itself."""
    case = hand.case
    case.wait(lambda: case.ws.checks.blocker is None)
    hand.train(epochs)
    assert case.ws.live.metric("val_accuracy") > least
    before = case.ws.run.record()
    losses = np.array(case.ws.live.losses.exact)
    hand.save()
    opened_again(hand)
    case.wait(lambda: len(case.ws.live.losses) == len(losses))
    np.testing.assert_array_equal(case.ws.live.losses.exact, losses)
    hand.train(case.ws.live.epoch + 1)
    after = case.ws.run.record()
    assert before is not None and after is not None and after.id == before.id
    assert len(case.ws.live.losses) == case.ws.live.step > len(losses)
    np.testing.assert_array_equal(case.ws.live.losses.exact[: len(losses)], losses)
    assert after.weights.keys() == before.weights.keys()
    exported(hand, after)
    return after


def opened_again(hand: Hand) -> None:
    """Go to another project, and from there back to the file."""
    drawn = hand.case.ws.project
    hand.start_with_data_of("iris")
    hand.case.key(Qt.Key.Key_O, CTRL)
    hand.case.wait(lambda: hand.case.ws.project == drawn and hand.case.ws.training.why_not == "")


def exported(hand: Hand, record: RunRecord) -> None:
    """Export through the dialog: a path is typed, Enter; the file holds each weight of a run once."""
    case, path = hand.case, hand.case.folder / "drawn.onnx"
    case.key(Qt.Key.Key_E, CTRL)
    case.wait(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    QTest.mouseClick(dialog.path, LEFT)
    QTest.keyClick(dialog.path, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(dialog.path, str(path))
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    case.qtbot.waitUntil(lambda: dialog.outcome.isVisible() or dialog.failure.isVisible(), timeout=120_000)
    result = case.ws.exports.state.result
    assert result is not None, case.ws.exports.state.failure
    assert result.samples > 0 and result.largest_difference < TOLERANCE
    held = [tuple(each.dims) for each in onnx.load(path).graph.initializer if len(each.dims) > 1]
    ours = [array.shape for array in record.weights.values() if array.ndim > 1]
    assert sorted(map(prod, held)) == sorted(map(prod, ours))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    case.wait(lambda: QApplication.activeModalWidget() is None)
