"""The one value derived from a project and its data: made once an edit, handed to whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from playground.core.blocks.shapes import DataFields
from playground.core.checks.check import check
from playground.core.errors import Problem
from playground.core.project.values import Project
from playground.core.shapes.derived import Derived, derive


@dataclass(frozen=True)
class Analysis(Derived):
    """Flat network, wiring, order, shapes, costs and problems of one project."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return everything that keeps it from training, and advice; looked for when first asked."""
        return check(self)


def analyse(
    project: Project, fields: DataFields, before: Derived | None = None, shaped: bool = True
) -> Analysis:
    """Return what follows from a project; pure: `before`, any other analysis, only saves time.

    Without `shaped` PyTorch is not asked: problems are then those of the graph alone.
    """
    known = derive(project, fields, before, shaped)
    made = Analysis(**{name: getattr(known, name) for name in Derived.__dataclass_fields__})
    if before is not None and made.inference is before.inference and vars(before).get("problems") == ():
        vars(made)["problems"] = ()  # blocks stand elsewhere: nothing is wrong with that
    return made
