"""The views there are: one explicit tuple of descriptions, none of which needs torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.core.project.values import DataFields, Project
from playground.core.views import places
from playground.core.views.spec import ViewSpec

DECISION_MAP = ViewSpec(
    "decision_map", "Decision map", "What the network answers at each point of the plane.",
    applies=places.has_plane_answer, compute="playground.core.views.decision_map:compute",
)  # fmt: skip
UNIT_MAPS = ViewSpec(
    "unit_maps", "Unit maps", "What each unit says at each point of the plane.",
    applies=places.has_plane, compute="playground.core.views.unit_maps:compute",
)  # fmt: skip
FEATURE_MAPS = ViewSpec(
    "feature_maps", "Feature maps", "What each filter and unit makes of one picture.",
    applies=places.has_picture, compute="playground.core.views.feature_maps:compute", rate_hz=15.0,
)  # fmt: skip
WEIGHTS = ViewSpec(
    "weights", "Weights", "Every single weight between two dense blocks.",
    applies=places.has_network, compute="playground.core.views.weights:compute",
)  # fmt: skip
WEIGHT_STATS = ViewSpec(
    "weight_stats", "Weight statistics", "How one block's weights are spread and pulled.",
    applies=places.has_network, compute="playground.core.views.weight_stats:compute", rate_hz=5.0,
)  # fmt: skip
CLASS_FIGURES = ViewSpec(
    "class_figures", "Figures on held-out data", "How well data not trained on are predicted.",
    applies=places.has_goal, compute="playground.core.views.class_figures:compute", rate_hz=2.0,
)  # fmt: skip

BUILTIN = (DECISION_MAP, UNIT_MAPS, FEATURE_MAPS, WEIGHTS, WEIGHT_STATS, CLASS_FIGURES)


class ViewRegistry:
    """Descriptions of views by id, in the order in which panels are offered."""

    def __init__(self, specs: Iterable[ViewSpec]) -> None:
        self._specs: dict[str, ViewSpec] = {}
        for spec in specs:
            if spec.id in self._specs:
                raise ValueError(f"two views are called {spec.id!r}")
            self._specs[spec.id] = spec

    def get(self, view_id: str) -> ViewSpec:
        """Return a description; KeyError when there is none."""
        return self._specs[view_id]

    def find(self, view_id: str) -> ViewSpec | None:
        """Return a description, or None."""
        return self._specs.get(view_id)

    def that_apply(self, project: Project, fields: DataFields) -> tuple[ViewSpec, ...]:
        """Return the views that make sense for a project."""
        return tuple(spec for spec in self if spec.applies(project, fields))

    def __iter__(self) -> Iterator[ViewSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)


VIEWS = ViewRegistry(BUILTIN)
