"""Steps of training by PyTorch, by whatever rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from playground.core.project.values import Recipe
from playground.core.training import randomness
from playground.core.training.assembly import Assembly
from playground.core.training.augmenter import Augmenter, Batch
from playground.core.training.batches import Epoch
from playground.core.training.cancel import SLOW_CALL_S, SLOW_STEP_S, Cancelled, Stop, cancellable
from playground.core.training.direct import direct_of
from playground.core.training.hardware import wait_for
from playground.core.training.learning_rate import LearningRate
from playground.core.training.memory import Before
from playground.core.training.program import Run
from playground.core.training.rule import LOSS, followed
from playground.core.training.stepper import Losses
from playground.core.training.tally import Tally, TallyMark
from playground.core.training.turns import groups_of, turns_of

LOOK_S = 0.05  # how often a row of quick steps looks whether to stop


@dataclass(frozen=True)
class StepState:
    """What steps change, copied; the place in the epoch with it."""

    tensors: tuple[Tensor, ...]
    random: randomness.States
    index: int
    tally: TallyMark
    before: Before | None


class TorchSteps:
    """Take steps by autograd and PyTorch's fused optimizers; see `Stepper` for what each method does."""

    def __init__(self, parts: Assembly, recipe: Recipe, device: str) -> None:
        self.program, self.rule, self.device = parts.program, parts.rule, device
        self.groups = groups_of(parts.rule, parts.parameters, parts.flat, recipe, parts.factors)
        self._optimizer, self._augmenter = recipe.optimizer, Augmenter(parts)
        self._rate, self._recipe = LearningRate(recipe), recipe
        self._losses, self._every, self._direct = parts.losses, 1, direct_of(parts, device)
        self._follow()
        self.tally = Tally(parts.goals, parts.scores)
        self.random: randomness.States = {}
        self.buffers = list(parts.model.buffers())
        self.before: Before | None = None  # what recipes that came since the last step began from
        self.epoch: Epoch | None = None
        self.index = 0
        self.has_gradients = False
        self._slow = max(SLOW_STEP_S, SLOW_CALL_S * len(parts.model.steps))
        self.careful = True  # until a step has shown otherwise, each can be left in its middle

    @property
    def left(self) -> int:
        """Return how many steps are left in the epoch."""
        return self.epoch.steps - self.index if self.epoch else 0

    def begin(self, epoch: Epoch) -> None:
        """Start an epoch."""
        self.epoch, self.index, self._every = epoch, 0, epoch.every
        self._follow()
        self.tally.clear()

    def end(self) -> dict[str, float]:
        """Close the epoch and return the goals' figures, as training saw them."""
        figures = self.tally.figures()
        self.epoch = None
        self.tally.clear()
        return figures

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take at most that many steps and return their losses, (taken,) each; fewer when `stop` says so."""
        randomness.put(self.random)
        try:
            told = self._steps(min(count, self.left), stop)
        finally:
            self.random = randomness.take(self.device)
        self.before = None if told else self.before
        names = self.rule.losses
        if not told:
            return {name: torch.zeros(0, device=self.device) for name in names}
        return {
            name: torch.stack(column) for name, column in zip(names, zip(*told, strict=True), strict=True)
        }

    def snapshot(self) -> StepState:
        """Copy what steps change."""
        tensors = tuple(tensor.clone() for tensor in self._changing())
        return StepState(tensors, self.random, self.index, self.tally.mark(), self.before)

    def restore(self, snapshot: StepState) -> None:
        """Go back to a snapshot of the same epoch."""
        for tensor, kept in zip(self._changing(), snapshot.tensors, strict=True):
            tensor.copy_(kept)
        self.random, self.index, self.before = snapshot.random, snapshot.index, snapshot.before
        self.tally.back_to(snapshot.tally)
        self.has_gradients = False

    def finite(self) -> bool:
        """Say whether all weights and running statistics are finite."""
        sound = all(group.values.finite() for group in self.groups)
        return sound and all(bool(torch.isfinite(buffer).all()) for buffer in self.buffers)

    def set_recipe(self, recipe: Recipe) -> None:
        """Follow another recipe from the next step on; another optimizer starts with fresh state.

        Of several in a row the last counts: it begins from what the last step left. The one in force leaves
        no trace.
        """
        before = self.before
        if before is None:
            before = Before.of(self._recipe, self.groups)
        else:
            before.put(self.groups)
            self._optimizer = before.recipe.optimizer
        self.before = before if recipe != before.recipe else None
        for group in self.groups:
            group.set_recipe(recipe, anew=recipe.optimizer != self._optimizer)
        self._optimizer, self._recipe = recipe.optimizer, recipe
        self._rate.set(recipe)
        self._follow()

    def put_average(self) -> bool:
        """Give the weights their running average; False where none is kept."""
        averages = [(group.average, group.values.tensors) for group in self.groups]
        for average, values in averages:
            if average is not None:
                average.put(values)
        return any(average is not None and bool(average.updates) for average, _ in averages)

    def seed(self, seed: int) -> None:
        """Begin the run's own random state."""
        self.random = randomness.seeded(seed, self.device)

    def gradients(self) -> Mapping[str, np.ndarray]:
        """Return copies of the last step's gradients by weight key; empty when there are none."""
        named: dict[str, Tensor] = {}
        for group in self.groups if self.has_gradients else ():
            named |= group.values.by_key(group.values.gradients())
        return {key: gradient.detach().cpu().numpy().copy() for key, gradient in named.items()}

    def batch(self) -> Batch:
        """Return inputs and targets of the next step, the inputs as the recipe augments them."""
        assert self.epoch is not None  # a step is left
        batch, seed = Batch(*self.epoch.batch(self.index)), self.epoch.seed + self.index
        return self._augmenter.augmented(batch, self._recipe.augmentation, seed)

    def _follow(self) -> None:
        """Take what the recipe says of each update."""
        rule = followed(self.rule, self._recipe, self._every)
        self.turns = turns_of(rule, self.groups, self._losses, self.program.feed_of, self._direct)
        self._searches = any(group.whole for group in self.groups)
        self._simple = len(self.turns) == 1 and self.turns[0].update.every == 1

    @property
    def halfway(self) -> bool:
        """Say whether gradients of steps that are done wait for others."""
        return self.epoch is not None and any(self.index % turn.update.every for turn in self.turns)

    def _steps(self, count: int, stop: Stop) -> list[list[Tensor]]:
        told: list[list[Tensor]] = []
        look_at = (before := perf_counter()) + LOOK_S
        while len(told) < count:
            losses = self._careful_step(stop) if self.careful else self._step(self.program.run)
            if losses is None:
                break
            told.append(losses)
            if self.careful:
                wait_for(self.device)
            now = perf_counter()
            self.careful, before = now - before > self._slow, now
            if now > look_at:
                if stop():
                    break
                look_at = now + LOOK_S
        return told

    def _step(self, run: Run) -> list[Tensor]:
        """Take one step and return its losses in the order of the rule's names, before the updates."""
        feeds, targets, mix = self.batch()
        assert self.epoch is not None  # a step is left
        steps = self.epoch.steps
        if not self._rate.steady:
            self._set_pace(self._rate.factor(self.epoch, self.index))
        taken = [turn.take(run, feeds, targets, self.index, steps, mix) for turn in self.turns]
        self.tally.add(taken[0][0], targets)
        self.index += 1
        self.has_gradients = True
        if self._simple and len(taken[0][1]) == 1:
            return taken[0][1]
        named = {name: loss for turn, (_, losses) in zip(self.turns, taken, strict=True)
                 for name, loss in zip(turn.update.losses, losses, strict=True)}  # fmt: skip
        whole = named.get(LOSS)
        named[LOSS] = torch.stack(list(named.values())).sum() if whole is None else whole
        return [named[name] for name in self.rule.losses]

    def _set_pace(self, factor: float) -> None:
        for group in self.groups:
            group.pace(factor)

    def _careful_step(self, stop: Stop) -> list[Tensor] | None:
        """Take one step that can be left in its middle; None when it was, and nothing has changed."""
        random, buffers = randomness.take(self.device), [buffer.clone() for buffer in self.buffers]
        quick = self._simple and not self._searches
        before = None if quick else self.snapshot()  # an update, or a part of one, may be done already
        try:
            with cancellable(self.program.model, stop):
                return self._step(self.program.run_hooked)
        except Cancelled:
            if before is not None:
                self.restore(before)
            randomness.put(random)
            for buffer, kept in zip(self.buffers, buffers, strict=True):
                buffer.copy_(kept)
            self.has_gradients = False
            return None

    def _changing(self) -> list[Tensor]:
        tensors = list(self.buffers)
        for group in self.groups:
            tensors += group.tensors()
            if not self._simple:
                tensors += group.values.gradients()
        return tensors
