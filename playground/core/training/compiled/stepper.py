"""The stepper of the engine "compiled": PyTorch's, but that whole rows of steps are one call of the kernel.

Weights, gradients and what the optimizer keeps are the very tensors that PyTorch would step on, so views,
records, faults and the way back are its own. What a changed recipe asks for and the kernel does not know,
PyTorch's steps do.
"""

from __future__ import annotations

from functools import cached_property
from time import perf_counter
from typing import NamedTuple

import numpy as np
import torch

from playground.core.project.values import Part, Recipe
from playground.core.training.assembly import Assembly
from playground.core.training.cancel import Stop
from playground.core.training.compiled.kernel import judge, take_epochs, take_steps
from playground.core.training.compiled.room import Room, mover_of
from playground.core.training.compiled.updates import SGD
from playground.core.training.dense_chain import DenseChain, chain_of, known_recipe
from playground.core.training.evaluation import MOST_SCORES
from playground.core.training.rule import LOSS, PLAIN
from playground.core.training.stepper import Draw, Judged, Losses, WholeEpochs
from playground.core.training.tally import Sums
from playground.core.training.torch_stepper import TorchStepper

SLICE_S = 0.02  # of steps between two looks whether to stop
FIRST_SLICE = 16
PARTS: tuple[Part, Part] = ("train", "validation")


class EpochRows(NamedTuple):
    """What the kernel tells of epochs: losses of their steps, and a row of figures each."""

    losses: np.ndarray
    counts: np.ndarray
    sums: np.ndarray
    held_losses: np.ndarray
    held_counts: np.ndarray
    held_sums: np.ndarray

    @staticmethod
    def empty(epochs: int, steps: int, nothing: Sums) -> EpochRows:
        """Return room for so many epochs, with so many steps in all."""
        counts, sums = (np.tile(each, (epochs, 1)) for each in nothing)
        return EpochRows(np.empty(steps), counts, sums, np.empty(epochs), counts.copy(), sums.copy())


class CompiledStepper(TorchStepper):
    """Implements `Stepper`."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        super().__init__(parts, recipe, device)
        self._parts, self._recipe = parts, recipe
        self._slice, self._several = FIRST_SLICE, 1  # steps, epochs

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

    def epochs(self, count: int, sizes: tuple[int, ...], draw: Draw, stop: Stop) -> WholeEpochs | None:
        """Take at most that many epochs from beginning to end; None where the kernel cannot."""
        if self.epoch is not None or not self._is_known:
            return None
        rows: list[EpochRows] = []
        while count:
            several, started = min(count, self._several), perf_counter()
            rows.append(self._take_epochs(np.stack([draw().numpy() for _ in range(several)]), sizes))
            count -= several
            took = max(perf_counter() - started, 1e-9)
            self._several = max(1, int(several * min(4.0, SLICE_S / took)))
            if stop():
                break
        self.has_gradients = True
        return self._whole(EpochRows(*map(np.concatenate, zip(*rows, strict=True))))

    def judge(self, part: Part) -> Judged | None:
        """Pass one part through: its figures, and raw scores of goals that judge samples."""
        goal, held = self._parts.goals[0], self._room.batches(part, self._recipe, self._batch)
        order, (counts, sums) = np.arange(len(held.features)), self.tally.nothing
        scores = np.zeros((len(order), held.aim.width), np.float32)
        loss = judge(self._room.net(self._batch), held, order, scores, counts, sums)
        kept = goal.is_of_samples or (goal.source and scores.size <= MOST_SCORES)
        figures = {"loss": loss, **self.tally.told((counts[None], sums[None]))[0]}
        return figures, {goal.node: scores} if kept else {}

    @property
    def _batch(self) -> int:
        """Return how many samples there is room for."""
        return min(self._recipe.batch_size, self._parts.data.part("train").count)

    def _take_epochs(self, orders: np.ndarray, sizes: tuple[int, ...]) -> EpochRows:
        """Take as many epochs as there are orders."""
        room, recipe, optimizer = self._room, self._recipe, self.groups[0].update
        mover = mover_of(optimizer, recipe)
        rates = np.full(len(orders) * len(sizes), optimizer.learning_rate)
        made = EpochRows.empty(len(orders), len(rates), self.tally.nothing)
        train, held = (room.batches(part, recipe, sizes[0]) for part in PARTS)
        take_epochs(room.net(sizes[0]), train, held, mover, orders, rates, float(optimizer.steps), *made)
        if mover.code != SGD:
            optimizer.steps += len(rates)
        return made

    def _whole(self, rows: EpochRows) -> WholeEpochs:
        trained = self.tally.told((rows.counts, rows.sums))
        if not self._parts.data.part("validation").count:
            return WholeEpochs({LOSS: torch.from_numpy(rows.losses)}, trained, [{} for _ in trained])
        judged = self.tally.told((rows.held_counts, rows.held_sums))
        held = [{"loss": loss, **each} for loss, each in zip(rows.held_losses.tolist(), judged, strict=True)]
        return WholeEpochs({LOSS: torch.from_numpy(rows.losses)}, trained, held)

    def _take(self, losses: np.ndarray, sums: Sums) -> None:
        """Take as many steps as there is room for losses."""
        assert self.epoch is not None  # a step is left
        optimizer = self.groups[0].update
        rates = np.full(len(losses), optimizer.learning_rate)
        batches, mover = (
            self._room.batches("train", self._recipe, self.epoch.sizes[0]),
            mover_of(optimizer, self._recipe),
        )
        take_steps(self._room.net(batches.batch), batches, mover, self.epoch.order.numpy(), self.index, rates,
                   float(optimizer.steps), losses, *sums)  # fmt: skip
        if mover.code != SGD:
            optimizer.steps += len(losses)
        self.index += len(losses)
        self.has_gradients = True
