"""Everything worth knowing of samples in their parts, once they are there."""

from __future__ import annotations

from playground.core.checks.apart import equal_apart
from playground.core.checks.classes import unlearned_classes
from playground.core.data.prepared import Samples
from playground.core.errors import Problem
from playground.core.project.values import Project


def of_samples(project: Project, samples: Samples) -> tuple[Problem, ...]:
    """Return advice on a split: classes that nobody learns, samples that judge what is known by heart."""
    return (*unlearned_classes(project, samples), *equal_apart(project, samples))
