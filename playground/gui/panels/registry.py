"""The panels that show a training: adding one is adding one description; docks and tabs follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.app.panel_places import PanelPlace
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import DataFields
from playground.core.project.values import Project
from playground.core.registry import Registry, named
from playground.core.views import places
from playground.gui.sheets.registry import is_browsed

BESIDE: tuple[PanelPlace, ...] = ("beside",)
BELOW: tuple[PanelPlace, ...] = ("below",)
EITHER: tuple[PanelPlace, ...] = ("beside", "below")


@dataclass(frozen=True)
class PanelSpec:
    """Describe one panel; titles, groups and summaries are keys for `tr`."""

    id: str
    title: str
    group: str
    summary: str
    icon: str
    offered: Callable[[Project, DataFields], bool]  # where it makes sense
    build: str  # "module:class" of (workspace) -> widget, imported when the window completes
    places: tuple[PanelPlace, ...]  # where it has room, the first unless a person says otherwise
    height: int = 0  # px that are kept beside the canvas until it is built
    share: tuple[float, float] = (1.0, 1.0)  # of the height beside others: with much room, with little
    instead: str = ""  # the panel that takes its place where it makes no sense and that one does
    small: str = ""  # the view that stands for it in small pictures along a run

    def applies(self, workspace: Workspace) -> bool:
        """Tell whether it makes sense for what is open."""
        return self.offered(workspace.project, workspace.fields)

    def make(self, workspace: Workspace) -> Any:
        """Return the panel."""
        return named(self.build)(workspace)


def _always(_project: Project, _fields: DataFields) -> bool:
    return True


MAP = PanelSpec(
    "map", "Decision map", "What it answers", "The answer at each point of the plane.", "map",
    places.has_plane_answer, "playground.gui.panels.decision_map:DecisionMapPanel", BESIDE, 432,
    small="decision_map",
)  # fmt: skip
CONFUSION = PanelSpec(
    "confusion", "Confusion matrix", "What it answers", "Who is taken for whom.", "grid-3x3",
    places.has_matrix, "playground.gui.panels.confusion:ConfusionPanel", BESIDE, 432,
    small="class_figures",
)  # fmt: skip
OVERLAPS = PanelSpec(
    "overlaps", "Overlap by class", "What it answers", "How much of what is and is called a class is both.",
    "chart-bar", places.has_marks, "playground.gui.panels.overlaps:OverlapsPanel", BESIDE, 210, (1.0, 1.0),
)  # fmt: skip
MARKS = PanelSpec(
    "marks", "Marked samples", "Samples", "What is said of each place, beside what is true.", "layout-grid",
    places.has_marks, "playground.gui.panels.marks:MarksPanel", ("below", "beside"), 340, (1.2, 1.0),
)  # fmt: skip
LABELS = PanelSpec(
    "labels", "Labels", "What it answers", "How well each of them is given.", "tags",
    places.has_labels, "playground.gui.panels.labels:LabelsPanel", BESIDE, 210,
)  # fmt: skip
PREDICTED = PanelSpec(
    "predicted", "Predicted against true", "What it answers", "Each sample's number, said and true.",
    "chart-spline", places.has_number_of_samples, "playground.gui.panels.predicted:PredictedPanel", BESIDE,
    432,
)  # fmt: skip
RESIDUALS = PanelSpec(
    "residuals", "Residuals", "What it answers", "How far off, too low or too high.", "chart-line",
    places.has_number_of_samples, "playground.gui.panels.residuals:ResidualsPanel", EITHER, 110, (0.6, 0.5),
)  # fmt: skip
RECONSTRUCTIONS = PanelSpec(
    "reconstructions", "Reconstructions", "What it answers", "What comes back, worst or best first.",
    "refresh-cw", places.gives_back, "playground.gui.panels.reconstructions:ReconstructionsPanel", EITHER,
    340, (1.2, 1.0),
)  # fmt: skip
CURVES = PanelSpec(
    "curves", "Curves", "How it learns", "Loss and the figure that counts, by epoch.", "chart-line",
    _always, "playground.gui.panels.curves:CurvesPanel", EITHER, 160,
)  # fmt: skip
HARDEST = PanelSpec(
    "hardest", "Hardest samples", "Samples", "The ones it gets most wrong.", "circle-alert",
    places.has_classified_pictures, "playground.gui.panels.hardest:HardestPanel", EITHER, 120, (1.35, 0.75),
)  # fmt: skip
SAMPLES = PanelSpec(
    "samples", "Samples", "Samples", "All of them, sorted and filtered.", "images",
    places.is_listed_otherwise, "playground.gui.panels.samples:SamplesPanel", BELOW,
    instead="rows",
)  # fmt: skip
ROWS = PanelSpec(
    "rows", "Data", "Samples", "Every sample with what is said of it: sorted, filtered, mended.", "table-2",
    is_browsed, "playground.gui.rows.browser:DataBrowser", BELOW, instead="samples",
)  # fmt: skip
WEIGHTS = PanelSpec(
    "weights", "Weights", "What it has learned", "Of one block, now and at the start.", "chart-network",
    _always, "playground.gui.panels.weights_tab:WeightsPanel", BELOW, small="weights",
)  # fmt: skip

DEPTH = PanelSpec(
    "depth", "Layers", "How it learns", "Gradient and activation through all layers.", "layers",
    places.is_long, "playground.gui.panels.depth:DepthPanel", ("below", "beside"), 220,
)  # fmt: skip

ATTENTION = PanelSpec(
    "attention", "Attention", "What it has learned", "Which word looks at which, head by head.", "focus",
    places.looks_around, "playground.gui.panels.attention:AttentionPanel", EITHER, 320, (2.4, 2.6),
)  # fmt: skip

PANELS = Registry((
    MAP, ATTENTION, OVERLAPS, CONFUSION, LABELS, PREDICTED, RESIDUALS, RECONSTRUCTIONS, CURVES, HARDEST,
    ROWS, SAMPLES, MARKS, WEIGHTS, DEPTH,
))  # fmt: skip
