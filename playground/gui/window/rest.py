"""What the window builds after its first paint: the tabs that are there whatever is trained."""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.problems import ProblemsPanel
from playground.gui.docks.recipe import RECIPE_HEIGHT, RecipePanel
from playground.gui.docks.summary import SummaryPanel
from playground.gui.window.bottom import BottomDock
from playground.gui.window.when_shown import WhenShown


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
        ("recipe", tr("Recipe"), WhenShown(lambda: RecipePanel(workspace), RECIPE_HEIGHT)),
        ("outline", tr("Outline"), outline),
        ("problems", tr("Problems"), problems),
    ):
        bottom.add(key, title, panel)
    inspector.summary_changed.connect(bottom.set_hint)
    inspector.quiet_changed.connect(lambda quiet: bottom.set_quiet("inspector", quiet))
    bottom.set_quiet("inspector", inspector.quiet())
    return Below(inspector, outline, problems)
