"""An optimizer of PyTorch by its record alone: its class, built from the call, steps on our tensors.

That is so for classes which take `weight_decay` and whose state is a count, other single numbers, and tensors
of the weights' shape that begin as zeros.
"""

from __future__ import annotations

import torch
from torch import Tensor

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.training.updates import Optimizer, TensorList


class TorchOptimizer(Optimizer):
    """Let PyTorch's own class step; what it keeps beside the values is ours, so that it is saved."""

    def __init__(self, values: TensorList, recipe: Recipe) -> None:
        spec = OPTIMIZERS.get(recipe.optimizer)
        self._call = spec.call
        self._counted = {name: torch.tensor(begin) for name, begin in spec.counted.items()}
        self._own = [  # of each value, as PyTorch's class has it
            {name: torch.zeros((), dtype=torch.float32) for name in ("step", *spec.counted)} for _ in values
        ]
        self._class = getattr(torch.optim, spec.call(spec.options({})).target.removeprefix("optim."))
        super().__init__(values, recipe)
        self.steps = torch.zeros((), dtype=torch.float32)  # PyTorch counts beside the processor

    def set(self, recipe: Recipe) -> None:
        """Take the settings; what was kept stays."""
        super().set(recipe)
        options = self._call(OPTIMIZERS.get(recipe.optimizer).options(recipe.options)).kwargs
        self._optimizer = self._class(
            self.values, lr=self.learning_rate, weight_decay=self.weight_decay, **options
        )
        for index, value in enumerate(self.values):
            kept = {name: tensors[index] for name, tensors in self.kept.items()}
            self._optimizer.state[value] = {**self._own[index], **kept}

    def scalars(self) -> dict[str, Tensor]:
        """Return the single numbers that are kept."""
        return {"steps": self.steps, **self._counted}

    def apply(self, gradients: list[Tensor]) -> None:
        """Make one update."""
        self._optimizer.param_groups[0]["lr"] = self.learning_rate
        for value, gradient, own in zip(self.values, gradients, self._own, strict=True):
            value.grad = gradient
            for name, kept in {"step": self.steps, **self._counted}.items():
                own[name].copy_(kept)
        self._optimizer.step()
        self.steps += 1
        for name, kept in self._counted.items():
            kept.copy_(self._own[0][name])
