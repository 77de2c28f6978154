"""Where a run stands: its history, its place, its best weights and its waypoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
import torch

from playground.core.data.held_out import HeldOut
from playground.core.model.initial import augmentation_seed
from playground.core.model.weights import arrays_of, copies, tensors
from playground.core.project.records import AVERAGED, RETURNED, Arrays
from playground.core.project.values import Recipe
from playground.core.training import record
from playground.core.training.assembly import Assembly
from playground.core.training.batches import batch_sizes
from playground.core.training.ending import Ending
from playground.core.training.events import Reason
from playground.core.training.faults import Lately, norm, times
from playground.core.training.history import Recorder
from playground.core.training.record import Position
from playground.core.training.rule import LOSS
from playground.core.training.stepper import Stepper, Waypoints
from playground.core.training.trail import Standing, Trail

FEW = 100  # steps that tell how the run went of late


class Course:
    """What a run has behind it, and what its stepper needs to go on from there."""

    def __init__(self, parts: Assembly, stepper: Stepper, recipe: Recipe, held: HeldOut) -> None:
        self.parts, self.stepper, self.recipe, self.held = parts, stepper, recipe, held
        self.recorder = Recorder()
        self.ending = Ending(Position())
        self.trail = Trail()
        self.order_generator = torch.Generator()
        self.start_weights: Arrays = {}
        self.version = self.judged = 0  # changes whenever weights may have; that of the last epoch's figures

    @property
    def position(self) -> Position:
        """Return where the run stands, beside what its history says."""
        return self.ending.position

    @position.setter
    def position(self, position: Position) -> None:
        self.ending.position = position

    @property
    def over(self) -> Reason | None:
        """Say why training is to end here, whatever the epochs; None while it is not."""
        if self.stepper.epoch is None and self.ending.out_of_patience(
            self.recipe, self.recorder.watched_losses
        ):
            return "early_stop"
        return "time" if self.ending.out_of_time(self.recipe) else None

    @property
    def step(self) -> int:
        """Return the steps taken so far, those of parents included."""
        return self.position.offset_steps + self.recorder.count

    @property
    def epoch(self) -> int:
        """Return the epochs completed so far, those of parents included."""
        return self.position.offset_epochs + len(self.recorder.epochs)

    @property
    def steps_per_epoch(self) -> int:
        """Return the steps of the epoch that goes on, or of the next."""
        return self.stepper.epoch.steps if self.stepper.epoch else len(self._sizes())

    @property
    def left_in_epoch(self) -> int:
        """Return the steps until an epoch is complete; 1 where all that is left is to close it."""
        return max(1, self.stepper.left) if self.stepper.epoch else len(self._sizes())

    @property
    def batch(self) -> int:
        """Return how many samples a step of the epoch that goes on takes, or of the next."""
        return self.stepper.epoch.sizes[0] if self.stepper.epoch else self._sizes()[0]

    @property
    def waits(self) -> bool:
        """Say whether all steps of an epoch are taken, and what it is held against is not passed through."""
        return self.stepper.epoch is not None and not self.stepper.left

    @property
    def augmentation_seed(self) -> int:
        """Return what the seeds of all steps are counted from, by which samples are augmented."""
        return augmentation_seed(self.recipe.seed, self.position.offset_steps)

    def weights_at(self, step: int) -> Arrays | None:
        """Return the weights as they were at a step, if they were kept: at waypoints, and at the start."""
        if step == self.position.offset_steps:
            return self.start_weights
        return self.trail.weights_at(step)

    def _lately(self) -> Lately:
        """Return how weights and loss have grown on the last steps, as far as it is known."""
        known = [step for step in (self.position.offset_steps, *self.trail.steps) if step < self.step]
        since = next((step for step in known if step >= self.step - FEW), known[-1] if known else self.step)
        before, now = self.weights_at(since) or {}, arrays_of(self.parts.model)
        losses = self.recorder.last_losses(min(self.step - since, self.recorder.count))[LOSS]
        if not len(losses):
            return Lately(since)
        return Lately(
            since, times(norm(now), norm(before)), times(float(losses[-1]), float(losses.min())),
            times(self._penalty(before), float(losses[0])),
        )  # fmt: skip

    def _penalty(self, weights: Arrays) -> float:
        """Return what L1 and L2 add to the loss of weights."""
        told = [weights[key] for key, each in self.parts.parameters.items() if each.dim() > 1]
        l1 = self.recipe.l1 * sum(float(np.abs(each).sum(dtype=np.float64)) for each in told)
        return l1 + self.recipe.l2 * norm(dict(enumerate(told))) ** 2

    def _keep_best(self) -> None:
        """Keep the weights of a best epoch; where the training is over, go back to them and record that."""
        ending, losses = self.ending, self.recorder.watched_losses
        ending.keep_best(self.recipe, losses, self.parts.model)
        if self.epoch % self.recipe.epochs == 0 or ending.out_of_patience(self.recipe, losses):
            self.conclude()

    def conclude(self) -> None:
        """Take the weights that the recipe ends with, and record it: of the best epoch, or their average."""
        self._return_to_best()
        if self.stepper.put_average():
            self.recorder.add_change(self.step, AVERAGED, 0.0, self.recipe.average)
            self.version += 1

    def _return_to_best(self) -> None:
        """Go back to the best epoch's weights; nothing where they are kept of none before."""
        best, here = self.position.best_of, len(self.recorder.epochs) + (self.stepper.epoch is not None)
        if not best or best == here:
            return
        self.ending.return_to_best(self.parts.model)
        offset = self.position.offset_epochs
        self.recorder.add_change(self.step, RETURNED, offset + here, offset + best)
        self.version += 1

    def _keep(self, step: int) -> None:
        self.trail.keep(step, lambda: copies(self._tensors), lambda: self._state(step))

    def _keep_passed(self, waypoints: Waypoints, kept: Sequence[Arrays]) -> None:
        """Keep the weights of waypoints that were passed, none of which has a state, and the present ones."""
        for step, weights in zip(waypoints.passed(len(kept)), kept, strict=True):
            if step < self.step:
                self.trail.keep(step, partial(self._completed, weights), lambda: ({}, {}))
        self._keep(self.step)

    def _completed(self, weights: Arrays) -> Arrays:
        """Return weights with what no step changes, such as the measures of a table's columns."""
        fixed = copies({key: each for key, each in self._tensors.items() if key not in weights})
        return {key: weights[key] if key in weights else fixed[key].numpy() for key in self._tensors}

    @cached_property
    def _tensors(self) -> Mapping[str, torch.Tensor]:
        """Return parameters and buffers by key, where the stepper changes them."""
        return tensors(self.parts.model)

    def _state(self, step: int) -> Standing:
        """Return where the run stands at a step, and what makes its next step what it is."""
        return self._standing(step).counts(), self._packed()

    def _packed(self) -> Arrays:
        packed = record.pack(self.stepper, self.order_generator, self.held.seen)
        return {**packed, **self.ending.state()}

    def _standing(self, step: int) -> Position:
        epoch = self.stepper.epoch
        return replace(
            self.position, step=step, epoch=self.epoch, step_in_epoch=self.stepper.index if epoch else 0,
            batch_size=epoch.sizes[0] if epoch else 0, accumulate=epoch.every if epoch else 1,
        )  # fmt: skip

    def _sizes(self) -> tuple[int, ...]:
        samples = self.parts.data.part("train").count
        return batch_sizes(samples, self.recipe.batch_size, self.parts.pairs)
