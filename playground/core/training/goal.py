"""One goal of a run: what its scores are compared with, its loss, its figures, its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import SAME
from playground.core.errors import PlaygroundError
from playground.core.graph.wiring import source_before, target_of
from playground.core.layers.make import make
from playground.core.project.records import Arrays
from playground.core.project.values import Project
from playground.core.registry import named
from playground.core.sentences import Text
from playground.core.training.metrics import FigureColumns, Metrics

SURE, SURE_AT_A_TIME = 0.9, 16  # a probability; samples, so that their shares take no memory to speak of
IGNORED = -100  # the class of what does not count, as PyTorch's cross-entropy has it; of numbers it is NaN


@dataclass(frozen=True)
class Goal:
    """One goal block at work. Scores are (n, k), (n, time, k) or (n, k, height, width), as it is aligned."""

    node: str
    field: Field
    rule: GoalRule
    loss: nn.Module  # (scores, targets) -> mean over all
    finish: nn.Module | None  # raw scores -> answers
    weight: float = 1.0  # beside other goals
    source: str = ""  # the block whose output is the target; "": the data's field is
    masked: bool = False  # a mask says what counts
    mask_field: str = ""  # the field of the data that is that mask; "": none is
    balanced: bool = False  # classes count alike, however rare they are

    def balance(self, targets: Tensor, dtype: torch.dtype) -> None:
        """Let the loss weigh each class by how rare it is among training targets, where that is asked for.

        The mean weight of these samples is 1; a class that none of them has cannot count.
        """
        if not self.balanced:
            return
        counts = torch.bincount(targets[targets != IGNORED], minlength=self.rule.classes(self.field)).to(
            dtype
        )
        met = counts > 0
        fair = counts.sum() / (met.sum() * counts.clamp(min=1))
        cast(Any, self.loss).weight = torch.where(met, fair, torch.zeros_like(fair))

    @property
    def plain(self) -> bool:
        """Say whether the loss takes scores and targets as they come."""
        return self.rule.aligned == "sample" and not self.source and not self._partly

    @property
    def is_of_data(self) -> bool:
        """Say whether it aims at a field of the data."""
        return self.rule.aims and not self.source

    @property
    def is_of_samples(self) -> bool:
        """Say whether each sample has a class, a number or labels of its own in the data."""
        known = not self.field.sizes or self.rule.answer == "every"
        return self.rule.aligned == "sample" and self.is_of_data and known

    @property
    def is_of_places(self) -> bool:
        """Say whether each step or pixel of a sample is of a class."""
        return self.rule.aligned != "sample" and self.rule.target == "int"

    @property
    def is_compared(self) -> bool:
        """Say whether what it answers is looked at beside what that is to be, number by number."""
        return bool(self.source) or (self.rule.aligned == "pixel" and self.rule.target == "float")

    def targets(self, raw: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return what the loss compares with: classes (n, ...) int64, or numbers (n, k).

        `raw` is the data's field, or what the source gives where that is aimed at. What the mask (n, time) or
        (n, height, width) leaves out is IGNORED or NaN. Raises PlaygroundError for targets that nothing can
        be learned from.
        """
        made: Tensor = named(self.rule.made)(raw) if self.rule.made else raw
        if self.rule.target == "int":
            self._must_be_classes(made)
        elif not bool(torch.isfinite(raw).all()):
            raise _not_finite(self.field.name)
        elif self.rule.aligned == "sample":
            made = made.flatten(1) if made.dim() > 1 else made[:, None]
        if mask is None:
            return made
        hidden = ~mask if mask.dim() == made.dim() else ~mask.unsqueeze(self.rule.axis)
        return made.masked_fill(hidden, IGNORED if self.rule.target == "int" else torch.nan)

    def mean(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss over all that counts in a batch; 0 where nothing does."""
        rows, wanted = self.rows(scores, targets)
        return cast(Tensor, self.loss(rows, wanted)) if len(wanted) else rows.sum() * 0

    def each(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of each sample (n,): the mean over what counts of it."""
        loss = cast(Any, self.loss)
        mean, loss.reduction = loss.reduction, "none"
        try:
            losses: Tensor = self.loss(*self._aligned(scores, targets))
        finally:
            loss.reduction = mean
        losses = losses.reshape(len(scores), -1)
        if not self._partly:
            return losses.mean(dim=1)
        counts = self._counts(targets).reshape(len(scores), -1)
        counts = counts.repeat_interleave(losses.shape[1] // counts.shape[1], dim=1)  # of k numbers a step
        return torch.where(counts, losses, 0.0).sum(dim=1) / counts.sum(dim=1).clamp(min=1)

    def denominator(self, targets: Tensor) -> Tensor:
        """Return what `mean` divides by, a scalar float64: so many that count, or their classes' weights."""
        counts = self._counts(targets)
        if not self.balanced:
            return counts.sum(dtype=torch.float64)
        weights = cast(Tensor, cast(Any, self.loss).weight)
        return weights[targets[counts]].sum(dtype=torch.float64)

    def share(self, targets: Tensor, part: slice, samples: float) -> float | Tensor:
        """Return how much of what `mean` is over a part of a batch holds that is so much of its samples.

        The means of all parts, each times its share, add up to that of the batch.
        """
        if not samples or not (self.balanced or self._partly):
            return samples
        whole = self.denominator(targets).clamp(min=torch.finfo(torch.float64).tiny)  # nothing may count
        return self.denominator(targets[part]) / whole

    def marks(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the class said of each step or pixel, int16 of the targets' shape; -1: not counted."""
        said = scores.argmax(dim=self.rule.axis)
        return torch.where(self._counts(targets), said, -1).to(torch.int16)

    def surely_wrong(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return how many steps or pixels of each sample are wrong at a probability of SURE or more, (n,)."""
        found = []
        for each, aims in zip(scores.split(SURE_AT_A_TIME), targets.split(SURE_AT_A_TIME), strict=True):
            shares, said = (each if self.finish is None else self.finish(each)).max(dim=self.rule.axis)
            wrong = self._counts(aims) & (said != aims) & (shares >= SURE)
            found.append(wrong.flatten(1).sum(dim=1, dtype=torch.int32))
        return torch.cat(found)

    def rows(self, scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores (m, k) with targets (m,) or (m, k): of samples, steps or pixels, those that count."""
        rows, wanted = self._aligned(scores, targets)
        if not self._partly:
            return rows, wanted
        counts = self._counts(wanted)
        return rows[counts], wanted[counts]

    @property
    def _partly(self) -> bool:
        """Say whether some targets may not count: those a mask leaves out, made ones that do not exist."""
        return self.masked or bool(self.rule.made)

    def _aligned(self, scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        rule = self.rule
        if rule.aligned == "sample":
            return (scores.flatten(1) if self.source else scores), targets
        rows = scores.movedim(rule.axis, -1).flatten(0, -2)
        if rule.target == "int":
            return rows, targets.flatten()
        return rows, targets.movedim(rule.axis, -1).flatten(0, -2)

    def _counts(self, targets: Tensor) -> Tensor:
        """Say of each sample, step or pixel whether it counts."""
        return (
            targets != IGNORED if self.rule.target == "int" else torch.isfinite(targets).all(self.rule.axis)
        )

    def metrics(self, sizes: tuple[int, ...]) -> Metrics:
        """Return its figures before anything was added, for scores of such sizes without the batch axis."""
        made: Metrics = named(self.rule.accumulate)(self.rule.counted(self.field, sizes))
        return made

    def add(self, metrics: Metrics, scores: Tensor, targets: Tensor) -> None:
        """Add a batch to its figures."""
        rows, wanted = self.rows(scores, targets)
        metrics.update(self.judged(rows).detach().cpu().numpy(), wanted.cpu().numpy())

    def judged(self, scores: Tensor) -> Tensor:
        """Return what its figures are of: scores, or answers where scores stand for no class each."""
        return self.finish(scores) if self.rule.by_answers and self.finish is not None else scores

    def told(self, metrics: Metrics) -> dict[str, float]:
        """Return the figures that this goal tells, in its order."""
        found = metrics.compute()
        return {name: found[name] for name in self.rule.metrics}

    def told_each(self, metrics: Metrics, states: Arrays) -> FigureColumns:
        """Return the figures of several states of its metrics, whose arrays have a row for each."""
        found = metrics.compute_each(states)
        return {name: found[name] for name in self.rule.metrics}

    def measure(self, scores: np.ndarray, targets: np.ndarray) -> dict[str, float]:
        """Return the figures of some raw scores and targets as `targets` gives them."""
        metrics = self.metrics(scores.shape[1:])
        self.add(metrics, torch.from_numpy(scores), torch.from_numpy(targets))
        return self.told(metrics)

    def _must_be_classes(self, targets: Tensor) -> None:
        """Refuse labels outside the classes: cross-entropy ignores some of them in silence."""
        classes = self.rule.classes(self.field)
        below = (targets < 0) & (targets != IGNORED) if self.rule.made else targets < 0
        wrong = targets[below | (targets >= classes)]
        if len(wrong):
            label = int(wrong[0])
            words = "The data hold the label {label}, but the classes go from 0 to {last} alone."
            raise PlaygroundError(Text(words, label=label, last=classes - 1))


def goal_of(project: Project, node: str, fields: DataFields, masked: bool = False) -> Goal:
    """Return what a goal block asks for."""
    spec = project.spec_of(node)
    assert spec is not None and spec.goal is not None  # the model has goals of known kinds alone
    rule = spec.goal
    params = spec.params_of(project.network.nodes[node].params)
    finish = make(rule.finish) if rule.finish else None
    target = target_of(project, node, fields)
    assert target is not None  # the checks have seen to it
    source = source_before(project, node) if spec.field == SAME else ""
    judged = rule.judged if rule.judged in fields.fields else ""
    return Goal(node, target, rule, make(rule.loss(params)), finish, params.weight, source,
                masked or bool(judged), judged, params.get("class_weights") == "balanced")  # fmt: skip


def _not_finite(name: str) -> PlaygroundError:
    words = "The field {name} of the data holds numbers that are not finite; mend the data."
    return PlaygroundError(Text(words, name=name))
