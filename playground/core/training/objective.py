"""What a step minimises: the goals' losses, and penalties on the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from playground.core.blocks.shapes import Field
from playground.core.blocks.spec import SAME
from playground.core.graph.wiring import source_before, spec_of, target_of
from playground.core.layers.make import make
from playground.core.network.values import Network
from playground.core.project.values import DataFields, Recipe


@dataclass(frozen=True)
class Goal:
    """One goal block: the field it aims at, its loss and its figures."""

    node: str
    field: Field
    loss: nn.Module  # (scores, targets) -> mean over the batch
    finish: nn.Module | None  # raw scores -> answers
    metrics: tuple[str, ...]
    weight: float = 1.0  # beside other goals
    source: str = ""  # the block whose output is the target; "": the data's field is

    def mean(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss over a batch; where the input is the target, both as flat lists (n, k)."""
        return cast(Tensor, self.loss(scores.flatten(1) if self.source else scores, targets))

    def each(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of each sample, (n,) or (n, k): the mean over a batch, not yet taken."""
        loss = cast(Any, self.loss)
        mean, loss.reduction = loss.reduction, "none"
        try:
            return self.mean(scores, targets)
        finally:
            loss.reduction = mean

    @property
    def labelled(self) -> bool:
        """Say whether the targets are classes, one a sample."""
        return bool(self.field.classes) and not self.field.sizes and not self.source


def goal_of(network: Network, node: str, fields: DataFields) -> Goal:
    """Return what a goal block asks for."""
    spec = spec_of(network, node)
    assert spec is not None and spec.goal is not None  # the model has goals of known kinds alone
    rule = spec.goal
    params = spec.params_of(network.nodes[node].params)
    finish = make(rule.finish) if rule.finish else None
    target = target_of(network, node, fields)
    assert target is not None  # the checks have seen to it
    source = source_before(network, node) if spec.field == SAME else ""
    return Goal(node, target, make(rule.loss(params)), finish, rule.metrics, params.weight, source)


class Objective:
    """Sum the goals' mean losses, each times its weight, l1 * sum |w| and l2 * sum w^2 over weights.

    Penalties leave biases and scales alone: what counts are tensors of two axes or more.
    """

    def __init__(self, goals: tuple[Goal, ...], parameters: Mapping[str, nn.Parameter],
                 recipe: Recipe) -> None:  # fmt: skip
        self._losses = tuple(goal.mean if goal.source else goal.loss.forward for goal in goals)
        self._shares = tuple(goal.weight for goal in goals)
        self._weights = tuple(parameter for parameter in parameters.values() if parameter.dim() > 1)
        self.set(recipe)

    def set(self, recipe: Recipe) -> None:
        """Take the penalties from a recipe."""
        self.l1, self.l2 = recipe.l1, recipe.l2
        self.plain = self._shares == (1.0,) and not self.l1 and not self.l2

    def __call__(self, scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        """Return the mean over a batch, a scalar with its graph."""
        if self.plain:
            return cast(Tensor, self._losses[0](scores[0], targets[0]))
        return self._penalised(self.loss(scores, targets))

    def loss(self, scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        """Return the goals' part alone."""
        losses = [loss(*pair) for loss, *pair in zip(self._losses, scores, targets, strict=True)]
        weighed = [
            loss if share == 1 else share * loss for loss, share in zip(losses, self._shares, strict=True)
        ]
        return weighed[0] if len(weighed) == 1 else torch.stack(weighed).sum()

    def _penalised(self, loss: Tensor) -> Tensor:
        for weight in self._weights if self.l1 else ():
            loss = loss + self.l1 * weight.abs().sum()
        for weight in self._weights if self.l2 else ():
            loss = loss + self.l2 * weight.square().sum()
        return loss
