"""Loss and figures of one part of the data, in eval mode and without a trace in the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from playground.core.training.metrics import measure
from playground.core.training.objective import Goal, Objective
from playground.core.training.program import Program
from playground.core.training.resident import PartTensors


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put a model in eval mode without gradients, and back in train mode."""
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train()


def evaluate(program: Program, objective: Objective, goals: tuple[Goal, ...],
             part: PartTensors) -> dict[str, float]:  # fmt: skip
    """Return "loss" (without penalties) and every goal's figures for the weights as they are."""
    with evaluating(program.model):
        pieces = [program.run(feeds) for feeds in _batches(part.feeds, program.model.pieces)]
        scores = tuple(torch.cat(column) for column in zip(*pieces, strict=True))
        loss = float(objective.loss(scores, part.targets))
    return {"loss": loss, **figures(goals, scores, part.targets)}


def figures(goals: tuple[Goal, ...], scores: Sequence[Tensor], targets: Sequence[Tensor]) -> dict[str, float]:
    """Return the figures of raw scores (n, k) by name; of a second goal with its id before the name."""
    found: dict[str, float] = {}
    for index, (goal, score, target) in enumerate(zip(goals, scores, targets, strict=True)):
        measured = measure(goal.metrics, score.cpu().numpy(), target.cpu().numpy())
        found |= measured if not index else {f"{goal.node}_{name}": value for name, value in measured.items()}
    return found


def _batches(feeds: tuple[Tensor, ...], size: int) -> Iterator[tuple[Tensor, ...]]:
    return zip(*(torch.split(feed, size) for feed in feeds), strict=True)
