"""Losses that some weights alone learn from: the gradient is the same, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from playground.core.graph.reached import reached
from playground.core.model.model import PlaygroundModel
from playground.core.network.block_path import BlockPath
from playground.core.shapes.derived import Derived

Reached = Mapping[str, Sequence[nn.Parameter]]  # by goal, of those that do not reach all


def reaching(loss: Tensor, weights: Sequence[Tensor]) -> Tensor:
    """Return a loss, to the bit, whose gradient reaches these weights alone; without a gradient, as it is.

    The gradient is worked out here and goes on as that of a sum whose own value is taken off again.
    """
    if not loss.requires_grad:
        return loss
    found = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True) if weights else ()
    ways = [(each * way).sum() for each, way in zip(weights, found, strict=True) if way is not None]
    whole = torch.stack(ways).sum() if ways else loss * 0
    return loss.detach() + (whole - whole.detach())


def weights_reached(model: PlaygroundModel, known: Derived) -> Reached:
    """Return the weights that learn from each goal that some alone learn from, those of linked copies too."""
    found = {goal: reached(known.drawn, goal) for goal in model.goals}
    return {goal: _weights(model, blocks) for goal, blocks in found.items() if blocks is not None}


def _weights(model: PlaygroundModel, blocks: frozenset[str]) -> tuple[nn.Parameter, ...]:
    steps = [step for step in model.steps if BlockPath.of(step.block).top in blocks]
    each = [weight for step in steps for weight in step.module.parameters() if weight.requires_grad]
    return tuple(dict.fromkeys(each))
