"""The optimizers' arithmetic: PyTorch's fused kernels, called without the cost of its optimizer classes.

Bits equal `torch.optim.SGD | Adam | AdamW(fused=True)` on the same tensors; a test holds that. Kingma and Ba,
"Adam", arXiv:1412.6980; Loshchilov and Hutter, "Decoupled weight decay regularization", arXiv:1711.05101.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, cast

import torch
from torch import Tensor

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.registry import named

TensorList = list[Tensor]


class Optimizer(ABC):
    """Change values in place by their gradients; one tensor holds all parameters where they are flat."""

    def __init__(self, values: TensorList, recipe: Recipe) -> None:
        self.values = values
        kept = OPTIMIZERS.get(recipe.optimizer).kept
        self.kept: dict[str, TensorList] = {name: [torch.zeros_like(v) for v in values] for name in kept}
        self.steps = torch.zeros((), device=values[0].device, dtype=torch.float32)  # updates, if they count
        self.set(recipe)

    def set(self, recipe: Recipe) -> None:
        """Take learning rate, weight decay and options from a recipe."""
        self.options = dict(OPTIMIZERS.get(recipe.optimizer).options(recipe.options))
        self.learning_rate = recipe.learning_rate
        self.weight_decay = recipe.weight_decay

    @abstractmethod
    def apply(self, gradients: TensorList) -> None:
        """Make one update; gradients match `values`."""

    def search(
        self, loss: Tensor, gradients: TensorList, again: Callable[[], tuple[Tensor, TensorList]]
    ) -> None:
        """Make one update where a gradient alone does not say enough; `again` asks as values are then."""
        raise NotImplementedError

    def scalars(self) -> dict[str, Tensor]:
        """Return the single numbers that are kept: updates so far, and what else an optimizer counts."""
        return {"steps": self.steps}

    def sound(self) -> bool:
        """Say whether what is kept can be gone on from; it may come from a file."""
        return True

    def tensors(self) -> TensorList:
        """Return everything that changes from update to update, beside the values."""
        return [*self.scalars().values(), *(tensor for kept in self.kept.values() for tensor in kept)]


class Sgd(Optimizer):
    """Stochastic gradient descent with momentum, as PyTorch defines it."""

    def apply(self, gradients: TensorList) -> None:
        """Make one update; from a buffer of zeros the first momentum is the gradient, as it should be."""
        momentum = self.options["momentum"]
        torch._fused_sgd_(
            self.values, gradients, self.kept["momentum_buffer"] if momentum else [],
            weight_decay=self.weight_decay, momentum=momentum, lr=self.learning_rate, dampening=0.0,
            nesterov=self.options["nesterov"], maximize=False, is_first_step=False,
        )  # fmt: skip

    def set(self, recipe: Recipe) -> None:
        """Take the settings; without momentum nothing is remembered."""
        super().set(recipe)
        if not self.options["momentum"]:
            for buffer in self.kept["momentum_buffer"]:
                buffer.zero_()


class Adam(Optimizer):
    """Adam; its weight decay is added to the gradient."""

    kernel: ClassVar[Any] = staticmethod(torch._fused_adam_)

    def apply(self, gradients: TensorList) -> None:
        """Make one update."""
        self.steps += 1
        options = self.options
        self.kernel(
            self.values, gradients, self.kept["exp_avg"], self.kept["exp_avg_sq"], [],
            [self.steps] * len(self.values), lr=self.learning_rate,
            beta1=options["beta1"], beta2=options["beta2"],
            weight_decay=self.weight_decay, eps=options["epsilon"], amsgrad=False, maximize=False,
        )  # fmt: skip


class AdamW(Adam):
    """Adam whose weight decay is apart from the gradient."""

    kernel: ClassVar[Any] = staticmethod(torch._fused_adamw_)


def make(values: TensorList, recipe: Recipe) -> Optimizer:
    """Return the update that a recipe names, with fresh state."""
    return cast(type[Optimizer], named(OPTIMIZERS.get(recipe.optimizer).make))(values, recipe)
