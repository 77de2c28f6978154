"""Tables, sentences and recordings on the canvas: the sample itself, what blocks make of it, the verdict."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered, newest
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry
from playground.gui.canvas.bodies.flat import BarsBody, StripBody
from playground.gui.canvas.bodies.records import RecordBody, SeriesBody, TableBody, WordsBody
from playground.gui.canvas.bodies.sequence import SequenceBody
from playground.gui.canvas.bodies.verdict import VerdictBody
from real_window import RealWindow

CASES = {
    "reviews-lstm": ("text", WordsBody, {"embedding": SequenceBody, "lstm": SequenceBody, "last": StripBody}),
    "sensor-gru": ("series", SeriesBody, {"conv": SequenceBody, "last": StripBody, "dense": BarsBody}),
    "wine-mlp": ("table", TableBody, {"dense": StripBody, "dense_2": BarsBody}),
}


@pytest.fixture(params=sorted(CASES))
def case(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, TemplateRegistry(CATALOGUE).get(request.param).open())
    made.template = request.param  # type: ignore[attr-defined]
    made.wait(lambda: "feature_maps" in answered(made.ws))
    yield made
    made.close()


def test_every_block_shows_what_it_makes_of_the_sample(case: RealWindow) -> None:
    source, kind, others = CASES[case.template]  # type: ignore[attr-defined]
    blocks = case.window.canvas.canvas.blocks
    shown = newest(case.ws, "feature_maps")
    body = blocks[source].body
    case.wait(lambda: body.lines != ())
    assert isinstance(body, kind) and isinstance(body, RecordBody)
    raw = case.ws.samples.take("validation")[body.field][0]
    assert np.array_equal(shown.arrays[f".{body.field}"], raw.astype(np.float32))
    assert body.lines[0].startswith("Sample ")
    for node, expected in others.items():
        assert type(blocks[node].body) is expected, node
        out = case.ws.inference.outputs[node]["out"].sizes
        assert shown.arrays[node].shape == (out if len(out) == 1 else (1, *reversed(out)))
    goal = next(item for item in blocks.values() if isinstance(item.body, VerdictBody))
    assert goal.body.said in goal.face.plan.names


def test_the_next_sample_comes_by_a_click_and_changes_the_picture(case: RealWindow) -> None:
    source = CASES[case.template][0]  # type: ignore[attr-defined]
    canvas = case.window.canvas
    item, before = canvas.canvas.blocks[source], case.pixels(canvas)
    case.wait(lambda: item.body.lines != ())
    first = item.body.lines
    arrow = item.body._arrow(1, item.area).center() + item.pos()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(QPointF(arrow)))
    case.wait(lambda: item.body.lines != first)
    case.wait(lambda: case.pixels(canvas) != before)
    assert case.ws.views.subject.sample == 1
