"""A view with its panel is two descriptions: asked, computed, chosen and shown like others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from playground.app.workspace import Workspace
from playground.core.views import places
from playground.core.views.registry import VIEWS
from playground.core.views.spec import LiveModel, Snapshot, ViewSpec
from playground.gui.panels.registry import EITHER, PANELS, PanelSpec
from playground.gui.panels.view_panel import ViewPanel
from real_window import RealWindow

ACTIVITY = ViewSpec(
    "activity", "Activity", "How strongly each block answers.", applies=places.has_network,
    compute=f"{__name__}:compute",
)  # fmt: skip


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the mean absolute output of each block over the validation part: `mean` (blocks,) float32."""
    samples = model.samples("validation")
    inputs = {name: samples[name] for name in places.brought(model.project)}
    outputs = model.outputs(inputs, "validation")
    means = np.array([np.abs(each).mean() for each in outputs.values()], np.float32)
    return Snapshot("activity", model.step, {"mean": means}, {"blocks": tuple(outputs)})


PANEL = PanelSpec(
    "activity", "Activity", "What it has learned", "How strongly each block answers.", "activity",
    places.has_network, f"{__name__}:ActivityPanel", EITHER, 120,
)  # fmt: skip


class ActivityPanel(ViewPanel):
    """Write a line a block."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, ACTIVITY.id, 100)
        self.words = QLabel()
        column = QVBoxLayout(self)
        column.addWidget(self.age)
        column.addWidget(self.words)

    def refresh(self) -> None:
        """Write the newest means."""
        if self.shown is not None:
            pairs = zip(self.shown.facts["blocks"], self.shown.arrays["mean"].tolist(), strict=True)
            self.words.setText("\n".join(f"{block} {mean:.3f}" for block, mean in pairs))


@pytest.fixture
def case(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealWindow]:
    monkeypatch.setitem(VIEWS._specs, ACTIVITY.id, ACTIVITY)
    monkeypatch.setitem(PANELS._specs, PANEL.id, PANEL)
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    made.close()


def test_it_stands_among_the_others_and_follows_the_training(case: RealWindow) -> None:
    panel = case.window.findChild(ActivityPanel)
    assert panel is not None
    case.wait(lambda: panel.isVisible() and bool(panel.words.text()))
    before = panel.words.text()
    assert {line.split()[0] for line in before.splitlines()} >= set(case.ws.project.network.nodes) - {
        "classify"
    }
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: case.ws.live.step > 20)
    case.key(Qt.Key.Key_Space)
    case.wait(lambda: not case.ws.live.running and panel.step == case.ws.live.step)
    assert panel.words.text() != before and panel.steps_behind == 0
