"""Shapes and problems of the project as it stands, worked out again after every edit."""

from __future__ import annotations

from playground.core.build.check import check
from playground.core.build.infer import Inference, infer
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

    def update(self, project: Project, torch_ready: bool) -> None:
        """Work everything out for a project."""
        self.complete = torch_ready
        try:
            self.fields = fields_of(project.data)
        except PlaygroundError as error:
            self.fields, self.inference, self.problems = DataFields(), Inference(), (error.as_problem(),)
            return
        self.inference = infer(project, self.fields) if torch_ready else Inference()
        found = check(project, self.fields, self.inference if torch_ready else None)
        self.problems = (*check_recipe(project.recipe), *found)

    @property
    def blocker(self) -> Problem | None:
        """Return the first problem that holds training back."""
        return next((problem for problem in self.problems if problem.severity == "error"), None)
