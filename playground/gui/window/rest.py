"""What the window builds after its first paint: everything that needs pyqtgraph, and the bottom panels."""

from __future__ import annotations

from playground.app.texts import tr
from playground.gui.docks.inspector import InspectorPanel
from playground.gui.docks.problems import ProblemsPanel
from playground.gui.docks.recipe import RecipePanel
from playground.gui.docks.summary import SummaryPanel
from playground.gui.panels.curves import CurvesPanel
from playground.gui.panels.decision_map import DecisionMapPanel
from playground.gui.window.main_window import MainWindow


def build_rest(window: MainWindow) -> None:
    """Fill the docks of a window that has been painted."""
    _build_right(window)
    _build_bottom(window)


def _build_right(window: MainWindow) -> None:
    workspace = window.workspace
    window.map = DecisionMapPanel(workspace)
    window.curves = CurvesPanel(workspace)
    window.docks.fill("map", window.map)
    window.docks.fill("curves", window.curves)
    window.canvas.unit_hovered.connect(window.map.hover_unit)
    workspace.problems_changed.connect(window.offer_panels)
    window.offer_panels()


def _build_bottom(window: MainWindow) -> None:
    workspace, bottom = window.workspace, window.bottom
    inspector, problems = InspectorPanel(workspace), ProblemsPanel(workspace)
    inspector.build_plots()
    for key, title, panel in (
        ("inspector", tr("Inspector"), inspector),
        ("recipe", tr("Recipe"), RecipePanel(workspace)),
        ("outline", tr("Outline"), SummaryPanel(workspace)),
        ("problems", tr("Problems"), problems),
    ):
        bottom.add(key, title, panel)
    inspector.summary_changed.connect(bottom.set_hint)
    problems.problem_chosen.connect(window.on_problem_chosen)
    problems.counts_changed.connect(window.on_problem_counts)
    window.on_problem_counts(*problems.counts())
