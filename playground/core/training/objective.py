"""What a step minimises: the goals' losses, and penalties on the weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.core.blocks.learning import Factors
from playground.core.project.values import Recipe
from playground.core.training.goal import Goal
from playground.core.training.reaching import Reached, reaching

Loss = Callable[[Sequence[Tensor], Sequence[Tensor]], Tensor]  # (scores, targets), one each a goal

_USUAL = Factors()


@dataclass(frozen=True)
class Share:
    """How much of a batch some of its samples are; the shares of all samples add up to 1."""

    samples: float
    goals: tuple[float | Tensor, ...]  # of what each goal's mean is over, see `Goal.share`


class Objective:
    """Sum the goals' mean losses, each times its weight, l1 * sum |w| and l2 * sum w^2 over weights.

    Penalties leave biases and scales alone: what counts are tensors of two axes or more, each times the
    factor of its block.
    """

    def __init__(self, goals: tuple[Goal, ...], parameters: Mapping[str, nn.Parameter],
                 recipe: Recipe, factors: Mapping[str, Factors], reached: Reached) -> None:  # fmt: skip
        self._losses = tuple(_loss_of(goal, reached) for goal in goals)
        self._shares = tuple(goal.weight for goal in goals)
        self._weights = tuple(
            (parameter, factor) for key, parameter in parameters.items()
            if parameter.dim() > 1 and (factor := factors.get(key, _USUAL).penalty)
        )  # fmt: skip
        self.set(recipe)

    def set(self, recipe: Recipe) -> None:
        """Take the penalties from a recipe."""
        self.l1, self.l2 = recipe.l1, recipe.l2
        self.plain = self._shares == (1.0,) and not self.l1 and not self.l2

    def __call__(self, scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        """Return the mean over a batch, a scalar with its graph."""
        if self.plain:
            return self._losses[0](scores[0], targets[0])
        return self._penalised(self.loss(scores, targets))

    def part(self, scores: Sequence[Tensor], targets: Sequence[Tensor], share: Share) -> Tensor:
        """Return what some samples add to the mean over their batch, penalties by the share of samples."""
        return self._penalised(self.loss(scores, targets, share.goals), share.samples)

    def loss(self, scores: Sequence[Tensor], targets: Sequence[Tensor],
             factors: Sequence[float | Tensor] = ()) -> Tensor:  # fmt: skip
        """Return the goals' part alone, each goal's mean times its factor where there are any."""
        losses = [loss(*pair) for loss, *pair in zip(self._losses, scores, targets, strict=True)]
        if factors:
            losses = [_times(loss, factor) for loss, factor in zip(losses, factors, strict=True)]
        weighed = [
            loss if share == 1 else share * loss for loss, share in zip(losses, self._shares, strict=True)
        ]
        return weighed[0] if len(weighed) == 1 else torch.stack(weighed).sum()

    def _penalised(self, loss: Tensor, share: float = 1.0) -> Tensor:
        for weight, factor in self._weights if self.l1 else ():
            loss = loss + share * self.l1 * factor * weight.abs().sum()
        for weight, factor in self._weights if self.l2 else ():
            loss = loss + share * self.l2 * factor * weight.square().sum()
        return loss


def _loss_of(goal: Goal, reached: Reached) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the mean loss of a goal, whose gradient goes no further than it is to reach."""
    mean = goal.loss.forward if goal.plain else goal.mean
    if goal.node not in reached:
        return mean
    weights = reached[goal.node]
    return lambda scores, targets: reaching(mean(scores, targets), weights)


def _times(loss: Tensor, factor: float | Tensor) -> Tensor:
    """Return the product in the loss's own type: of two scalars PyTorch would take the wider."""
    return loss * (factor.to(loss.dtype) if isinstance(factor, Tensor) else factor)
