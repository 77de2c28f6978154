"""Parts of a batch, each by its share of what a goal's mean is over, are the batch."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

import trained_together
from aligned_goals import pixels, steps
from goal_cases import CASES as CASES_OF_KINDS
from playground.core.network.edits import set_params
from playground.core.project.values import Project
from playground.core.training.objective import Share
from playground.core.training.session import Session
from playground.core.training.team import Team


def weighed() -> Project:
    """Return a network of pixels whose classes count alike."""
    made = pixels()
    return replace(made, network=set_params(made.network, "b4", class_weights="balanced"))


CASES = {**trained_together.PROJECTS, "steps": steps, "pixels": pixels, "weighed": weighed}
CASES |= {kind: partial(CASES_OF_KINDS.__getitem__, kind) for kind in CASES_OF_KINDS}
UNEVEN = ("rare", "words", "both", "weighed")  # their samples alone do not tell the shares


def started(project: Project) -> Session:
    """Return a run with penalties before its first step."""
    return Session.start(project.with_recipe(l1=1e-3, l2=1e-2, device="cpu"))


def batch(session: Session, count: int) -> tuple[list[Tensor], list[Tensor]]:
    """Return scores, which take gradients, and targets of some training samples."""
    part = session.parts.data.part("train")
    with torch.no_grad():
        scores = session.parts.program.run([each[:count] for each in part.feeds])
    return [each.detach().requires_grad_() for each in scores], [each[:count] for each in part.targets]


def in_parts(session: Session, scores: list[Tensor], targets: list[Tensor], size: int,
             by_samples: bool = False) -> Tensor:  # fmt: skip
    """Return the sum of what so many make of a batch; `by_samples`: as if all means were of these."""
    told = []
    for rank in range(size):
        rows, samples = Team(rank, size).rows(len(targets[0]))
        shares = tuple(goal.share(each, rows, samples)
                       for goal, each in zip(session.parts.goals, targets, strict=True))  # fmt: skip
        share = Share(samples, tuple(samples for _ in shares) if by_samples else shares)
        own = [[each[rows] for each in tensors] for tensors in (scores, targets)]
        told.append(session.parts.objective.part(*own, share))
    return torch.stack(told).sum()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("count", "size"), [(25, 2), (7, 3), (2, 3), (1, 2)])
def test_parts_of_a_batch_are_the_batch_penalties_counted_once(case: str, count: int, size: int) -> None:
    session = started(CASES[case]())
    scores, targets = batch(session, count)
    whole, together = session.parts.objective(scores, targets), in_parts(session, scores, targets, size)
    assert together.dtype == whole.dtype
    torch.testing.assert_close(together, whole, rtol=1e-6, atol=1e-6)
    of_parts, of_whole = (torch.autograd.grad(each, scores) for each in (together, whole))
    torch.testing.assert_close(of_parts, of_whole, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("case", UNEVEN)
def test_shares_of_samples_would_not_do(case: str) -> None:
    session = started(CASES[case]())
    scores, targets = batch(session, 25)
    whole, wrong = session.parts.objective(scores, targets), in_parts(session, scores, targets, 2, True)
    of_whole, of_wrong = (torch.autograd.grad(each, scores)[0] for each in (whole, wrong))
    assert (of_wrong - of_whole).norm() > 1e-3 * of_whole.norm()


@pytest.mark.parametrize("case", CASES)
def test_a_mean_is_a_sum_by_its_denominator(case: str) -> None:
    session = started(CASES[case]())
    scores, targets = batch(session, 25)
    for goal, given, wanted in zip(session.parts.goals, scores, targets, strict=True):
        mean = goal.mean(given, wanted).item()
        loss: Any = goal.loss
        loss.reduction = "sum"
        rows, _ = goal.rows(given, wanted)
        numbers = 1 if goal.rule.target == "int" or goal.rule.makes else rows.shape[1]  # of each that counts
        found = goal.mean(given, wanted) / (numbers * goal.denominator(wanted))
        assert found.item() == pytest.approx(mean, rel=1e-5)
