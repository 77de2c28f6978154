"""Training that diverges, and pictures full of what is no number, are drawn without a warning of Qt's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from answers import answered
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.views.spec import Snapshot
from playground.gui.panels.attention_heads import Heads
from playground.gui.panels.weight_map import WeightMap, tables
from playground.gui.panels.weights_tab import Spread
from playground.gui.widgets.banner import Banner
from playground.gui.widgets.labels import Note
from real_window import RealWindow

DIVERGING = ("digits-cnn", "reviews-transformer")  # within a few steps at this learning rate
CALM = ("spiral-mlp", "regression-plane", "wine-mlp", "sensor-gru")
STEPS = 8
VALUES = (np.nan, np.inf, -np.inf, 3e38, -3e38, 0.0)
RANKS = (
    (),
    (1,),
    (5,),
    (3, 4),
    (1, 1),
    (4, 3, 5),
    (4, 1, 5),
    (2, 3, 3, 3),
    (2, 1, 3, 3),
    (2, 2, 2, 3, 3),
    (0, 3),
)


def wild(name: str) -> Project:
    project = template(name, CATALOGUE).open()
    return replace(project, recipe=replace(project.recipe, learning_rate=1e9))


@pytest.fixture
def case(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path, wild(request.param))
    yield made
    made.close()


def seen(case: RealWindow) -> None:
    """Paint the whole window with each tab, and the canvas near and far."""
    tabs = case.window.bottom.tabs
    for key in list(case.window.bottom._panels):
        if tabs.isTabVisible(tabs.index_of(key)):
            case.window.bottom.show_panel(key)
            case.app.processEvents()
            case.window.grab()


def stepped(case: RealWindow) -> None:
    """Take some steps, fewer where the run stops by itself."""
    for _ in range(STEPS):
        before = case.ws.live.step
        case.ws.run.step_once()
        case.wait(lambda before=before: case.ws.live.step > before or bool(case.ws.run.finished))
        if case.ws.run.finished:
            return


@pytest.mark.parametrize("case", CALM, indirect=True)
def test_a_learning_rate_of_a_thousand_million_is_drawn(case: RealWindow) -> None:
    case.window.bottom.show_panel("weights")
    stepped(case)
    assert case.ws.live.step == STEPS
    seen(case)


@pytest.mark.parametrize("case", DIVERGING, indirect=True)
def test_training_that_diverges_pauses_with_its_sentence(case: RealWindow) -> None:
    case.window.bottom.show_panel("weights")
    stepped(case)
    assert case.ws.run.finished == "not_finite"
    seen(case)
    bar = case.window.findChild(Banner)
    assert bar.isVisible()
    assert "Stopped" in [note.text() for note in case.window.findChildren(Note) if note.isVisible()]
    assert "The learning rate 1000000000 is likely too high: the weights grew " in bar.text()


@pytest.mark.parametrize(
    "case", [*CALM, *(pytest.param(name, marks=pytest.mark.slow) for name in DIVERGING)], indirect=True
)
def test_pictures_of_no_numbers_are_drawn(case: RealWindow) -> None:
    """Each value takes the place of every number of every picture that came, and of a half of them."""
    case.window.bottom.show_panel("samples" if "samples" in answered(case.ws) else "weights")
    true = dict(case.ws.views.answers)
    for value in VALUES:
        for share in (1, 2):
            case.ws.views.take({key: spoilt(shown, value, share) for key, shown in true.items()})
            seen(case)


def spoilt(shown: Snapshot, value: float, share: int) -> Snapshot:
    arrays = {}
    for name, values in shown.arrays.items():
        made = values.copy()
        if made.dtype.kind == "f":
            made.reshape(-1)[::share] = value
        arrays[name] = made
    return replace(shown, arrays=arrays)


@pytest.mark.parametrize("sizes", RANKS, ids=str)
@pytest.mark.parametrize("value", [1.0, np.nan, np.inf, 3e38], ids=str)
def test_weights_of_any_rank_are_drawn(qtbot: QtBot, sizes: tuple[int, ...], value: float) -> None:
    weight = np.full(sizes, value, np.float32)
    rows, columns = tables(weight).shape[:2]
    counts = np.zeros(40, np.int64)
    arrays = {
        "weight": weight,
        "edges": np.linspace(-1, 1, 41),
        "counts_before": counts,
        "counts_now": counts,
    }
    facts = {"node": "x", "shape": sizes, "scale": value,
             "rows": tuple(f"filter {row + 1}" for row in range(rows)),
             "columns": tuple(f"input {column + 1}" for column in range(columns))}  # fmt: skip
    shown = Snapshot("block_weights", 1, arrays, facts)
    picture, spread = WeightMap(), Spread()
    for widget in (picture, spread):
        qtbot.addWidget(widget)
        widget.resize(400, 160)
    picture.show_weights(shown)
    spread.show_spread(shown)
    plain = WeightMap()
    qtbot.addWidget(plain)
    plain.resize(400, 160)
    for widget in (picture, spread):
        widget.grab()
    if weight.size:
        assert picture.grab().toImage() != plain.grab().toImage()
        assert picture.words_at(picture.cell(0, 0).center())


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("share", [1, 2])
def test_attention_of_no_numbers_is_drawn(qtbot: QtBot, value: float, share: int) -> None:
    weights = np.full((2, 5, 5), 0.2, np.float32)
    weights.reshape(-1)[::share] = value
    heads = Heads()
    qtbot.addWidget(heads)
    heads.resize(400, 60)
    heads.show_layers([weights])
    assert not heads.grab().isNull()
