"""The panels beside the canvas: adding one is adding one description, and the docks follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.app.workspace import Workspace
from playground.core.registry import Registry, load
from playground.core.views.registry import VIEWS


@dataclass(frozen=True)
class PanelSpec:
    """Describe one panel; titles are keys for `tr`."""

    id: str
    title: str
    view: str  # it is offered where this view applies; "": always
    build: str  # "module:class" of (workspace) -> widget with a `menu`, imported when the window completes
    height: int  # px that are kept until it is built

    def applies(self, workspace: Workspace) -> bool:
        """Tell whether it makes sense for what is open."""
        return not self.view or VIEWS.get(self.view).applies(workspace.project, workspace.fields)

    def make(self, workspace: Workspace) -> Any:
        """Return the panel."""
        return load(self.build)(workspace)


MAP = PanelSpec(
    "map", "Decision map", "decision_map", "playground.gui.panels.decision_map:DecisionMapPanel", 432
)
CONFUSION = PanelSpec(
    "confusion", "Confusion matrix", "samples", "playground.gui.panels.confusion:ConfusionPanel", 432
)
CURVES = PanelSpec("curves", "Curves", "", "playground.gui.panels.curves:CurvesPanel", 160)
HARDEST = PanelSpec(
    "hardest", "Hardest samples", "samples", "playground.gui.panels.hardest:HardestPanel", 120
)

PANELS = Registry((MAP, CONFUSION, CURVES, HARDEST))
