"""The stepper of the engine "compiled": PyTorch's, but that whole rows of steps are one call of the kernel.

Weights, gradients and what the optimizer keeps are the very tensors that PyTorch would step on, so views,
records, faults and the way back are its own. What a changed recipe asks for and the kernel does not know,
PyTorch's steps do.
"""

from __future__ import annotations

from functools import cached_property
from time import perf_counter

import numpy as np
import torch

from playground.core.project.values import Recipe
from playground.core.training.assembly import Assembly
from playground.core.training.cancel import Stop
from playground.core.training.compiled.kernel import take_steps
from playground.core.training.compiled.room import Room, mover_of
from playground.core.training.compiled.updates import SGD
from playground.core.training.dense_chain import DenseChain, chain_of, known_recipe
from playground.core.training.rule import LOSS, PLAIN
from playground.core.training.stepper import Losses
from playground.core.training.tally import Sums
from playground.core.training.torch_stepper import TorchStepper

SLICE_S = 0.02  # of steps between two looks whether to stop
FIRST_SLICE = 16


class CompiledStepper(TorchStepper):
    """Implements `Stepper`."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        super().__init__(parts, recipe, device)
        self._parts, self._recipe = parts, recipe
        self._slice = FIRST_SLICE

    @cached_property
    def _room(self) -> Room:
        chain = chain_of(self._parts.analysis)
        assert isinstance(chain, DenseChain)  # the plan has seen to it
        return Room(chain, self._parts, self.groups[0])

    @property
    def _is_known(self) -> bool:
        """Say whether the kernel does what rule and recipe ask for."""
        return self.rule == PLAIN and known_recipe(self._recipe) is None

    def set_recipe(self, recipe: Recipe) -> None:
        """Follow another recipe from the next step on; another optimizer starts with fresh state."""
        super().set_recipe(recipe)
        self._recipe = recipe

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take at most that many steps and return their losses, (taken,) each; fewer when `stop` says so."""
        if self.epoch is None or not self._is_known:
            return super().steps(count, stop)
        losses = np.empty(min(count, self.left))
        sums = self.tally.sums()
        done = 0
        while done < len(losses):
            row, started = losses[done : done + self._slice], perf_counter()
            self._take(row, sums)
            done += len(row)
            self._slice = max(1, int(len(row) * min(4.0, SLICE_S / max(perf_counter() - started, 1e-9))))
            if done < len(losses) and stop():
                break
        self.tally.stand(self.index, sums)
        return {LOSS: torch.from_numpy(losses[:done])}

    def _take(self, losses: np.ndarray, sums: Sums) -> None:
        """Take as many steps as there is room for losses."""
        assert self.epoch is not None  # a step is left
        optimizer = self.groups[0].update
        rates = np.full(len(losses), optimizer.learning_rate)
        batches, mover = (
            self._room.batches(self._recipe, self.epoch.sizes[0]),
            mover_of(optimizer, self._recipe),
        )
        take_steps(self._room.net(batches.batch), batches, mover, self.epoch.order.numpy(), self.index, rates,
                   float(optimizer.steps), losses, *sums)  # fmt: skip
        if mover.code != SGD:
            optimizer.steps += len(losses)
        self.index += len(losses)
        self.has_gradients = True
