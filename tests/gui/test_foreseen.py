"""What is drawn before PyTorch is there is no guess: where facts of kinds say something, shapes agree."""

from __future__ import annotations

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from playground.gui.canvas.foreseen import certain, shapes_of
from random_networks import Pile

TEMPLATES = TemplateRegistry(CATALOGUE)


def agrees(project: Project) -> int:
    """Hold ranks and numbers of units and filters to those inferred; return how many were foreseen."""
    fields = fields_of(project)
    known, found = analyse(project, fields).inference.outputs, shapes_of(project, fields)
    for node in certain(project, found):  # what wires may say before PyTorch is there
        real = known.get(node, {}).get("out")
        assert real is None or real.sizes == found[node].sizes, node
    count = 0
    for node, shape in found.items():
        real = known.get(node, {}).get("out")
        if real is None:
            continue
        axis = -1 if real.rank < 3 else 0
        spec = project.spec_of(node)
        assert spec is not None and shape.rank == real.rank, node
        assert spec.lays_flat or shape.sizes[axis] == real.sizes[axis], node
        count += 1
    return count


@pytest.mark.parametrize("name", [known.id for known in TEMPLATES])
def test_it_holds_for_every_template(name: str) -> None:
    assert agrees(TEMPLATES.get(name).open()) > 0


# The others find what these do, more seldom: they are left to `make test-all`.
@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.slow if seed >= 30 else ()) for seed in range(60)]
)
def test_it_holds_for_networks_drawn_at_random(seed: int) -> None:
    agrees(Pile(seed).project())
