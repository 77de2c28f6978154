"""Shapes and problems of the project as it stands, worked out again after every edit."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.build.check import check
from playground.core.build.infer import Inference, infer
from playground.core.build.receptive import receptive_fields
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError, Problem
from playground.core.project.values import DataFields, Project
from playground.core.training.recipes import check_recipe


class Checks:
    """Hold fields, shapes and problems of one project; before torch is there, of its structure alone."""

    def __init__(self) -> None:
        self.fields = DataFields()
        self.inference = Inference()
        self.problems: tuple[Problem, ...] = ()
        self.complete = False  # whether shapes were inferred too
        self._project: Project | None = None
        self._sight: Mapping[str, float] | None = None

    def update(self, project: Project, torch_ready: bool) -> None:
        """Work everything out for a project."""
        self.complete = torch_ready
        self._project, self._sight = project, None
        try:
            self.fields = fields_of(project.data)
        except PlaygroundError as error:
            self.fields, self.inference, self.problems = DataFields(), Inference(), (error.as_problem(),)
            return
        self.inference = infer(project, self.fields) if torch_ready else Inference()
        found = check(project, self.fields, self.inference if torch_ready else None)
        self.problems = (*check_recipe(project.recipe), *found)

    @property
    def sight(self) -> Mapping[str, float]:
        """Return how much of the input one number of each block sees; worked out when first asked for."""
        if self._sight is None:
            if self._project is None or not self.complete:
                return {}
            self._sight = receptive_fields(self._project, self.fields, self.inference)
        return self._sight

    @property
    def blocker(self) -> Problem | None:
        """Return the first problem that holds training back."""
        return next((problem for problem in self.problems if problem.severity == "error"), None)
