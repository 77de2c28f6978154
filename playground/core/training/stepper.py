"""Steps of training by PyTorch: "n steps from here", and everything that makes the next one what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import torch
from torch import Tensor

from playground.core.project.values import Recipe
from playground.core.training import randomness, updates
from playground.core.training.batches import Epoch, Feeds
from playground.core.training.cancel import SLOW_STEP_S, Cancelled, Stop, cancellable
from playground.core.training.flat import Values
from playground.core.training.objective import Objective
from playground.core.training.program import Program

LOOK_S = 0.05  # how often a row of quick steps looks whether to stop

Run = Callable[[Sequence[Tensor]], tuple[Tensor, ...]]


@dataclass(frozen=True)
class Snapshot:
    """What steps change, copied; the place in the epoch with it."""

    tensors: tuple[Tensor, ...]
    random: randomness.States
    index: int


class TorchStepper:
    """Take steps within one epoch; the random state is the run's own from the first to the last of them."""

    def __init__(self, program: Program, objective: Objective, values: Values, recipe: Recipe,
                 random: randomness.States, device: str) -> None:  # fmt: skip
        self.program, self.objective, self.values = program, objective, values
        self.update = updates.make(values.tensors, recipe)
        self.random = random
        self.device = device
        self.buffers = list(program.model.buffers())
        self.epoch: Epoch | None = None
        self.index = 0  # batches of the epoch that are done
        self.outputs: list[Feeds] = []  # their raw scores, as training saw them
        self.has_gradients = False
        self._slow = True  # until a step has shown otherwise

    @property
    def left(self) -> int:
        """Return how many steps are left in the epoch."""
        return self.epoch.steps - self.index if self.epoch else 0

    def begin(self, epoch: Epoch) -> None:
        """Start an epoch."""
        self.epoch, self.index, self.outputs = epoch, 0, []

    def steps(self, count: int, stop: Stop) -> Tensor:
        """Take at most that many steps and return their losses (taken,); fewer when `stop` says so."""
        randomness.put(self.random)
        try:
            losses = self._steps(min(count, self.left), stop)
        finally:
            self.random = randomness.take(self.device)
        return torch.stack(losses) if losses else torch.zeros(0)

    def snapshot(self) -> Snapshot:
        """Copy what steps change."""
        return Snapshot(tuple(tensor.clone() for tensor in self._changing()), self.random, self.index)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of the same epoch."""
        for tensor, kept in zip(self._changing(), snapshot.tensors, strict=True):
            tensor.copy_(kept)
        self.random, self.index = snapshot.random, snapshot.index
        del self.outputs[snapshot.index :]
        self.has_gradients = False

    def finite(self) -> bool:
        """Say whether all weights and running statistics are finite."""
        return self.values.finite() and all(bool(torch.isfinite(buffer).all()) for buffer in self.buffers)

    def batch(self) -> tuple[Feeds, Feeds]:
        """Return inputs and targets of the next step."""
        assert self.epoch is not None  # a step is left
        return self.epoch.feed_batches[self.index], self.epoch.target_batches[self.index]

    def _steps(self, count: int, stop: Stop) -> list[Tensor]:
        losses: list[Tensor] = []
        look_at = (before := perf_counter()) + LOOK_S
        while len(losses) < count:
            loss = self._careful_step(stop) if self._slow else self._step(self.program.run)
            if loss is None:
                break
            losses.append(loss)
            now = perf_counter()
            self._slow, before = now - before > SLOW_STEP_S, now
            if now > look_at:
                if stop():
                    break
                look_at = now + LOOK_S
        return losses

    def _step(self, run: Run) -> Tensor:
        """Take one step and return its loss, before the update."""
        feeds, targets = self.batch()
        values = self.values
        values.clear()
        scores = run(feeds)
        loss = self.objective(scores, targets)
        torch.autograd.backward(loss)
        self.update.apply(values.gradients())
        self.outputs.append(tuple([score.detach() for score in scores]))
        self.index += 1
        self.has_gradients = True
        return loss.detach()

    def _careful_step(self, stop: Stop) -> Tensor | None:
        """Take one step that can be left in its middle; None when it was, and nothing has changed."""
        random, buffers = randomness.take(self.device), [buffer.clone() for buffer in self.buffers]
        try:
            with cancellable(self.program.model, stop):
                return self._step(self.program.run_hooked)
        except Cancelled:
            randomness.put(random)
            for buffer, kept in zip(self.buffers, buffers, strict=True):
                buffer.copy_(kept)
            self.has_gradients = False
            return None

    def _changing(self) -> list[Tensor]:
        return [*self.values.tensors, *self.update.tensors(), *self.buffers]
