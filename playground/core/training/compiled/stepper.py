"""The stepper of the engine "compiled": PyTorch's, but that whole rows of steps are one call of the kernel.

Weights, gradients and what the optimizer keeps are the very tensors that PyTorch would step on, so views,
records, faults and the way back are its own. What a changed recipe asks for and the kernel does not know,
PyTorch's steps do. What makes machine code takes seconds to load, so only a first step asks for it.
"""

from __future__ import annotations

from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.core.project.values import Part, Recipe
from playground.core.training.assembly import Assembly
from playground.core.training.cancel import Stop
from playground.core.training.compiled import compiling
from playground.core.training.compiled.epoch_rows import EpochRows
from playground.core.training.dense_chain import DenseChain, chain_of, known_recipe
from playground.core.training.evaluation import MOST_SCORES
from playground.core.training.rule import LOSS, PLAIN
from playground.core.training.stepper import Draw, Judged, Losses, Waypoints, WholeEpochs
from playground.core.training.tally import Sums
from playground.core.training.torch_stepper import TorchStepper

if TYPE_CHECKING:
    from playground.core.training.compiled.room import Room

SLICE_S = 0.02  # of steps between two looks whether to stop
FIRST_SLICE = 16
PARTS: tuple[Part, Part] = ("train", "validation")
NOWHERE = Waypoints(1, 0)
NO_ORDER = np.zeros((1, 0), np.int64)
NO_WEIGHTS = np.empty((0, 0), np.float32)


class CompiledStepper(TorchStepper):
    """Implements `Stepper`."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        super().__init__(parts, recipe, device)
        self._parts, self._recipe = parts, recipe
        self._slice, self._several = FIRST_SLICE, 1  # steps, epochs
        self._has_taken_over = True

    @cached_property
    def _room(self) -> Room:
        from playground.core.training.compiled.room import Room

        chain = chain_of(self._parts.analysis)
        assert isinstance(chain, DenseChain)  # the plan has seen to it
        return Room(chain, self._parts, self.groups[0])

    @property
    def _is_known(self) -> bool:
        """Say whether the kernel does what rule and recipe ask for."""
        known = self._has_taken_over and self.rule == PLAIN and len(self.groups[0].portions) == 1
        return known and known_recipe(self._recipe) is None

    def set_recipe(self, recipe: Recipe) -> None:
        """Follow another recipe from the next step on; another optimizer starts with fresh state."""
        super().set_recipe(recipe)
        self._recipe = recipe

    def make_ready(self, stop: Stop) -> None:
        """Wait for the kernel, if it takes the next steps."""
        if self._is_known:
            compiling.wait(stop)

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take at most that many steps and return their losses, (taken,) each; fewer when `stop` says so."""
        if self.epoch is None or self.epoch.every > 1 or not self._is_known:
            return super().steps(count, stop)
        losses = np.empty(min(count, self.left) if compiling.wait(stop) else 0)
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
        self.before = None if done else self.before
        return {LOSS: torch.from_numpy(losses[:done])}

    def epochs(self, count: int, sizes: tuple[int, ...], draw: Draw, waypoints: Waypoints,
               stop: Stop) -> WholeEpochs | None:  # fmt: skip
        """Take at most that many epochs from beginning to end; None where the kernel cannot."""
        if self.epoch is not None or not self._is_known or not compiling.wait(stop):
            return None
        rows: list[EpochRows] = []
        while count:
            several, started = min(count, self._several), perf_counter()
            orders = torch.empty((several, self._parts.data.part("train").count), dtype=torch.int64)
            for row in orders:
                draw(row)
            rows.append(self._take_epochs(orders.numpy(), sizes, waypoints))
            waypoints = waypoints.after(several * len(sizes))
            count -= several
            took = max(perf_counter() - started, 1e-9)
            self._several = max(1, int(several * min(4.0, SLICE_S / took)))
            if stop():
                break
        self.has_gradients, self.before = True, None
        return self._whole(EpochRows(*map(np.concatenate, zip(*rows, strict=True))))

    def judge(self, part: Part) -> Judged | None:
        """Pass one part through: its figures, and raw scores of goals that judge samples.

        None while PyTorch takes the steps, as the kernel has no optimizer to be called with, and before the
        first, where nobody has waited for the kernel.
        """
        if not (self._is_known and compiling.is_ready()):
            return None
        goal, held = self._parts.goals[0], self._room.batches(part, self._recipe, self._batch)
        made = EpochRows.empty(1, 0, self.tally.nothing)
        scores = self._room.run(held, held, self._recipe, NO_ORDER, 0, made, NOWHERE)
        kept = goal.is_of_samples or (goal.is_compared and scores.size <= MOST_SCORES)
        told = {name: each[0] for name, each in self.tally.told((made.held_counts, made.held_sums)).items()}
        return {"loss": float(made.held_losses[0]), **told}, {goal.node: scores} if kept else {}

    @property
    def _batch(self) -> int:
        """Return how many samples there is room for."""
        return min(self._recipe.batch_size, self._parts.data.part("train").count)

    def _take_epochs(self, orders: np.ndarray, sizes: tuple[int, ...], waypoints: Waypoints) -> EpochRows:
        """Take as many epochs as there are orders."""
        steps, weights = len(orders) * len(sizes), self.groups[0].values.tensors[0].numel()
        made = EpochRows.empty(len(orders), steps, self.tally.nothing, waypoints.within(steps), weights)
        train, held = (self._room.batches(part, self._recipe, sizes[0]) for part in PARTS)
        self._room.run(train, held, self._recipe, orders, 0, made, waypoints)
        return made

    def _whole(self, rows: EpochRows) -> WholeEpochs:
        trained = self.tally.told((rows.counts, rows.sums))
        losses = {LOSS: torch.from_numpy(rows.losses)}
        kept = [self.groups[0].values.arrays(row.copy()) for row in rows.weights]
        if not self._parts.data.part("validation").count:
            return WholeEpochs(losses, trained, {}, kept)
        judged = self.tally.told((rows.held_counts, rows.held_sums))
        return WholeEpochs(losses, trained, {"loss": rows.held_losses.tolist(), **judged}, kept)

    def _take(self, losses: np.ndarray, sums: Sums) -> None:
        """Take as many steps as there is room for losses."""
        assert self.epoch is not None  # a step is left
        counts, decimals = (each[None] for each in sums)
        made = EpochRows(losses, counts, decimals, np.empty(1), counts, decimals, NO_WEIGHTS)
        train = self._room.batches("train", self._recipe, self.epoch.sizes[0])
        nobody, order = train._replace(features=train.features[:0]), self.epoch.order.numpy()[None]
        self._room.run(train, nobody, self._recipe, order, self.index, made, NOWHERE)
        self.index += len(losses)
        self.has_gradients = True


class RelayStepper(CompiledStepper):
    """Implements `Stepper`: PyTorch's steps first, the kernel's once it takes over."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        super().__init__(parts, recipe, device)
        self._has_taken_over = False

    def take_over(self) -> None:
        """Let the kernel take the steps from here on."""
        self._has_taken_over = True
