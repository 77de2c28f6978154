"""LBFGS by PyTorch's own class, what it remembers kept as tensors: Liu and Nocedal, doi:10.1007/BF01589116.

Its state is put together anew for each step from what is kept, so that a run that goes on has the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.training.updates import Optimizer, TensorList

_FLAT = {"direction": "d", "last_gradient": "prev_flat_grad"}  # ours -> PyTorch's
_NUMBERS = {"iterations": "n_iter", "evaluations": "func_evals", "length": "t", "scale": "H_diag"}


class Lbfgs(Optimizer):
    """Change values by looking at the loss again and again within a step."""

    def set(self, recipe: Recipe) -> None:
        """Take the settings; another length of history begins anew."""
        before = getattr(self, "options", {}).get("history")
        super().set(recipe)
        spec = OPTIMIZERS.get(recipe.optimizer)
        self._given = spec.call(spec.options(recipe.options)).kwargs
        if self.options["history"] != before:
            self._forget()

    def _forget(self) -> None:
        pairs = [f"{name}_{index}" for name in ("change", "step") for index in range(self.options["history"])]
        self.kept = {name: [torch.zeros_like(v) for v in self.values] for name in (*_FLAT, *pairs)}
        curvatures = [f"curvature_{index}" for index in range(self.options["history"])]
        self._numbers = {
            name: torch.zeros((), dtype=self.values[0].dtype) for name in (*_NUMBERS, "held", *curvatures)
        }

    def scalars(self) -> dict[str, Tensor]:
        """Return the single numbers that are kept."""
        return {"steps": self.steps, **self._numbers}

    def sound(self) -> bool:
        """Say whether it holds as many moves as there are."""
        return float(self._numbers["held"]) in range(self.options["history"] + 1)

    def apply(self, gradients: TensorList) -> None:
        """Refuse: a gradient alone does not say enough."""
        raise NotImplementedError

    def search(
        self, loss: Tensor, gradients: TensorList, again: Callable[[], tuple[Tensor, TensorList]]
    ) -> None:
        """Make one update from where loss and gradients are known; `again` asks for them elsewhere."""
        optimizer = torch.optim.LBFGS(self.values, lr=self.learning_rate, **self._given)
        optimizer.state[self.values[0]] = self._state()
        known = [(loss, gradients)]

        def closure() -> Tensor:
            found, slopes = known.pop() if known else again()
            for value, slope in zip(self.values, slopes, strict=True):
                value.grad = slope
            return found

        optimizer.step(closure)
        self.steps += 1
        self._keep(optimizer.state[self.values[0]])

    def _state(self) -> dict[str, Any]:
        """Return what PyTorch's class goes on from; nothing before its first iteration."""
        number = {theirs: self._numbers[ours] for ours, theirs in _NUMBERS.items()}
        state: dict[str, Any] = {name: int(number[name]) for name in ("n_iter", "func_evals")}
        if not state["n_iter"]:
            return state
        held, device = range(int(self._numbers["held"])), self.values[0].device
        return state | {theirs: self._flat(ours) for ours, theirs in _FLAT.items()} | {
            "t": float(number["t"]), "H_diag": number["H_diag"].to(device, copy=True),
            "old_dirs": [self._flat(f"change_{index}") for index in held],
            "old_stps": [self._flat(f"step_{index}") for index in held],
            "ro": [self._numbers[f"curvature_{index}"].to(device, copy=True) for index in held],
        }  # fmt: skip

    def _keep(self, state: dict[str, Any]) -> None:
        for ours, theirs in _NUMBERS.items():
            self._numbers[ours].fill_(float(state.get(theirs, 0)))
        if not state["n_iter"]:
            return
        for ours, theirs in _FLAT.items():
            self._put(ours, state[theirs])
        self._numbers["held"].fill_(len(state["ro"]))
        for index, pair in enumerate(zip(state["old_dirs"], state["old_stps"], state["ro"], strict=True)):
            self._put(f"change_{index}", pair[0])
            self._put(f"step_{index}", pair[1])
            self._numbers[f"curvature_{index}"].fill_(float(pair[2]))

    def _flat(self, name: str) -> Tensor:
        return torch.cat([tensor.reshape(-1) for tensor in self.kept[name]])

    def _put(self, name: str, flat: Tensor) -> None:
        kept = self.kept[name]
        for tensor, piece in zip(kept, flat.split([each.numel() for each in kept]), strict=True):
            tensor.copy_(piece.view_as(tensor))
