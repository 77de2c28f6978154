"""What a block and a step are given: parameters in their own types, and so many samples."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields
from playground.core.blocks.spec import BlockSpec
from playground.core.project.values import Project


def batch_of(project: Project, fields: DataFields) -> int:
    """Return how many samples go in one step: no more than there are."""
    return max(1, min(project.recipe.batch_size, fields.samples or project.recipe.batch_size))


def checked(spec: BlockSpec, given: Mapping[str, object]) -> Params:
    """Return a block's parameters in their own types; raise PlaygroundError for one out of range."""
    params = spec.params_of(given)
    return spec.params_of({param.name: param.check(params[param.name]) for param in spec.params})
