"""Shapes and problems of the project as it stands, worked out again after every edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from playground.core.blocks.shapes import DataFields
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.of_samples import of_samples
from playground.core.checks.own_data import missing_data
from playground.core.checks.spare import has_spares, left_out
from playground.core.data.prepared import Samples, fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.project.values import Project
from playground.core.shapes.infer import Inference
from playground.core.shapes.receptive import receptive_fields
from playground.core.training.recipes import check_recipe


class Checks:
    """Hold the analysis of one project and its problems; before torch is there, of its structure alone."""

    def __init__(self, project: Project) -> None:
        self.analysis: Analysis = analyse(project, DataFields(), shaped=False)
        self.problems: tuple[Problem, ...] = ()
        self.shown: Problem | None = None  # where F8 stands
        self.samples: Samples | None = None  # of the project's data, once they are made

    @property
    def fields(self) -> DataFields:
        """Return what the data set brings; nothing where it cannot be had."""
        return self.analysis.fields

    @property
    def inference(self) -> Inference:
        """Return shapes and counts by the ids of the flat network."""
        return self.analysis.inference

    @property
    def complete(self) -> bool:
        """Say whether shapes were inferred too."""
        return self.analysis.shaped

    def update(self, project: Project, torch_ready: bool) -> None:
        """Work everything out for a project."""
        for name in ("sight", "has_spares", "_spare"):
            self.__dict__.pop(name, None)
        try:
            fields = fields_of(project)
        except PlaygroundError as error:
            self.analysis = analyse(project, DataFields(), shaped=False)
            self.problems = (error.as_problem(),)
            return
        self.analysis = analyse(project, fields, self.analysis, shaped=torch_ready)
        unlearned = of_samples(project, self.samples) if self.samples is not None else ()
        missing = missing_data(project)
        self.problems = (*missing, *check_recipe(project.recipe), *self.analysis.problems, *unlearned)

    @cached_property
    def sight(self) -> Mapping[str, tuple[float, ...]]:
        """Return how much of the input one number of each block sees, by axis; found when first asked for."""
        return receptive_fields(self.analysis) if self.complete else {}

    def is_left_out(self, node: str) -> bool:
        """Say of a block, by its flat id, whether it leads to no goal while others do."""
        return self.has_spares and self._spare(node)

    @cached_property
    def has_spares(self) -> bool:
        """Say whether any block leads to no goal while others do."""
        return has_spares(self.analysis)

    @cached_property
    def _spare(self) -> Callable[[str], bool]:
        return left_out(self.analysis)

    @property
    def blocker(self) -> Problem | None:
        """Return the first problem that holds training back."""
        return next((problem for problem in self.problems if problem.severity == "error"), None)
