"""The panels beside the canvas: adding one is adding one description, and the docks follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.app.workspace import Workspace
from playground.core.project.values import DataFields, Project
from playground.core.registry import Registry, named
from playground.core.views import places


@dataclass(frozen=True)
class PanelSpec:
    """Describe one panel; titles are keys for `tr`."""

    id: str
    title: str
    offered: Callable[[Project, DataFields], bool]  # where it makes sense
    build: str  # "module:class" of (workspace) -> widget with a `menu`, imported when the window completes
    height: int  # px that are kept until it is built

    def applies(self, workspace: Workspace) -> bool:
        """Tell whether it makes sense for what is open."""
        return self.offered(workspace.project, workspace.fields)

    def make(self, workspace: Workspace) -> Any:
        """Return the panel."""
        return named(self.build)(workspace)


MAP = PanelSpec(
    "map", "Decision map", places.has_plane_answer, "playground.gui.panels.decision_map:DecisionMapPanel", 432
)
CONFUSION = PanelSpec(
    "confusion",
    "Confusion matrix",
    places.has_classes_off_the_plane,
    "playground.gui.panels.confusion:ConfusionPanel",
    432,
)
CURVES = PanelSpec(
    "curves", "Curves", lambda project, fields: True, "playground.gui.panels.curves:CurvesPanel", 160
)
HARDEST = PanelSpec(
    "hardest",
    "Hardest samples",
    places.has_classified_pictures,
    "playground.gui.panels.hardest:HardestPanel",
    120,
)

PANELS = Registry((MAP, CONFUSION, CURVES, HARDEST))
