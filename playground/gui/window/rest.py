"""What the window builds after its first paint: everything that needs pyqtgraph, and the bottom panels."""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.canvas.view import CanvasView
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.problems import ProblemsPanel
from playground.gui.docks.recipe import RecipePanel
from playground.gui.docks.summary import SummaryPanel
from playground.gui.panels.registry import PANELS
from playground.gui.panels.samples import SamplesPanel
from playground.gui.panels.weights_tab import WeightsPanel
from playground.gui.window.bottom import BottomDock
from playground.gui.window.docks import Docks


def build_right(workspace: Workspace, docks: Docks, canvas: CanvasView) -> None:
    """Fill the docks beside the canvas."""
    for spec in PANELS:
        panel = spec.make(workspace)
        docks.fill(spec.id, panel, panel.menu)
        panel.menu.reset_wanted.connect(workspace.window.reset_layout)
        if spec.id == "map":
            canvas.unit_hovered.connect(panel.hover_unit)


@dataclass(frozen=True)
class Below:
    """The panels of the bottom dock that the window listens to."""

    inspector: InspectorPanel
    outline: SummaryPanel
    problems: ProblemsPanel


def build_bottom(workspace: Workspace, bottom: BottomDock) -> Below:
    """Fill the dock below the canvas; return its panels."""
    inspector, outline, problems = (
        InspectorPanel(workspace),
        SummaryPanel(workspace),
        ProblemsPanel(workspace),
    )
    inspector.build_plots()
    for key, title, panel in (
        ("inspector", tr("Inspector"), inspector),
        ("samples", tr("Samples"), SamplesPanel(workspace)),
        ("weights", tr("Weights"), WeightsPanel(workspace)),
        ("recipe", tr("Recipe"), RecipePanel(workspace)),
        ("outline", tr("Outline"), outline),
        ("problems", tr("Problems"), problems),
    ):
        bottom.add(key, title, panel)
    inspector.summary_changed.connect(bottom.set_hint)
    return Below(inspector, outline, problems)
