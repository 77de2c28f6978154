"""Loss and figures of one part of the data, in eval mode and without a trace in the model."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor, nn

from playground.core.training.batches import Feeds
from playground.core.training.cancel import Cancelled, Stop, never
from playground.core.training.evaluated import SURELY
from playground.core.training.goal import Goal
from playground.core.training.objective import Objective
from playground.core.training.program import Program, Run
from playground.core.training.resident import PartTensors
from playground.core.training.stepper import Judged
from playground.core.training.tally import Sizes, Tally

MOST_SCORES = (
    16_000_000  # numbers that are kept of a goal that gives back its input, or has classes of pixels
)

Passing = Generator[None, None, Judged]


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put a model in eval mode without gradients, and back in train mode."""
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train()


def evaluate(
    program: Program, objective: Objective, goals: tuple[Goal, ...], part: PartTensors, sizes: Sizes,
    run: Run | None = None,
) -> Judged:  # fmt: skip
    """Return what `passing` finds, at once."""
    return through(passing(program, objective, goals, part, sizes, run), never)


def through(begun: Passing, stop: Stop) -> Judged:
    """Take a pass to its end; Cancelled behind a piece once `stop` says so, and the next call goes on there.

    Each call takes a piece, so that one who always asks for something else cannot keep a pass from its end.
    """
    while True:
        try:
            next(begun)
        except StopIteration as done:
            return cast(Judged, done.value)
        if stop():
            raise Cancelled


def passing(
    program: Program, objective: Objective, goals: tuple[Goal, ...], part: PartTensors, sizes: Sizes,
    run: Run | None = None,
) -> Passing:  # fmt: skip
    """Return "loss" (without penalties) and every goal's figures for the weights as they are, and the scores.

    `sizes` are those of the scores that arrive at each goal. The loss is the mean over what was counted
    together, each time weighted by its samples. Scores are kept of goals that judge samples, and if they are
    not too many of those that give back their input; of steps and pixels the classes they stand for. `run` is
    the forward pass, the program's unless said. Rests behind every piece, the model in train mode again.
    """
    run = run or program.run
    losses: list[tuple[float, int]] = []
    kept: dict[str, list[Tensor]] = {
        goal.node: [] for goal, each in zip(goals, sizes, strict=True)
        if goal.is_of_samples or _is_kept(goal, part.count * math.prod(each))
    }  # fmt: skip

    def seen(scores: Feeds, targets: Feeds) -> None:
        losses.append((float(objective.loss(scores, targets)), len(scores[0])))
        for goal, each, aims in zip(goals, scores, targets, strict=True):
            if goal.node in kept and goal.is_of_places:
                kept[goal.node].append(goal.marks(each, aims))
                kept.setdefault(goal.node + SURELY, []).append(goal.surely_wrong(each, aims))
            elif goal.node in kept:
                kept[goal.node].append(each)

    tally = Tally(goals, sizes, seen)
    for feeds, targets in _pieces(part, program.model.pieces):
        with evaluating(program.model):
            tally.add(run(feeds), targets)
        yield
    with evaluating(program.model):
        figures = tally.figures()
    scores = {node: torch.cat(pieces).cpu().numpy() for node, pieces in kept.items()}
    return {"loss": _mean(losses), **figures}, scores


def _is_kept(goal: Goal, numbers: int) -> bool:
    return (goal.is_compared or goal.is_of_places) and numbers <= MOST_SCORES


def _mean(losses: list[tuple[float, int]]) -> float:
    """Return the mean, each loss weighted by its samples; a single one as it is."""
    if len(losses) == 1:
        return losses[0][0]
    return math.fsum(loss * count for loss, count in losses) / sum(count for _, count in losses)


def _pieces(part: PartTensors, size: int) -> Iterator[tuple[Feeds, Feeds]]:
    """Yield a part's inputs and targets in pieces of so many samples."""
    for start in range(0, part.count, size):
        here = slice(start, start + size)
        yield tuple([feed[here] for feed in part.feeds]), tuple([target[here] for target in part.targets])
