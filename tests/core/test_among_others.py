"""The goal that finds partners among others of a batch, against cross-entropy over the batch's columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from goal_cases import CASES
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.layers.modules import AmongOthers, AmongOthersLoss
from playground.core.model.predict import predict
from playground.core.network.edits import set_params
from playground.core.training.metrics import FoundMetrics
from playground.core.training.session import Session
from run_bits import run

AT = 0.3  # temperature


def codes(count: int = 9) -> tuple[torch.Tensor, torch.Tensor]:
    random = torch.Generator().manual_seed(1)
    one = torch.randn(count, 4, generator=random, dtype=torch.float64)
    return one, one + torch.randn(count, 4, generator=random, dtype=torch.float64)


def losses(one: torch.Tensor, other: torch.Tensor, among: int = 100, own: bool = False) -> torch.Tensor:
    loss = AmongOthersLoss(AT)
    loss.reduction = "none"
    return loss(AmongOthers(among, AT, own)(one, other), torch.zeros(len(one), 1))


def test_it_is_the_loss_of_clip() -> None:
    """Radford et al., figure 3: cross-entropy of rows and of columns, the diagonal being right."""
    one, other = codes()
    near = functional.normalize(one, dim=1) @ functional.normalize(other, dim=1).T / AT
    place = torch.arange(len(one))
    rows, columns = (functional.cross_entropy(each, place, reduction="none") for each in (near, near.T))
    torch.testing.assert_close(losses(one, other), (rows + columns) / 2)


def test_with_the_own_side_it_is_that_of_simclr() -> None:
    """Chen et al., equation 1: of 2 N codes all but a thing itself stand in the sum."""
    one, other = codes()
    whole = functional.normalize(torch.cat([one, other]), dim=1)
    near = (whole @ whole.T / AT).fill_diagonal_(-torch.inf)
    partner = torch.arange(2 * len(one)).roll(len(one))
    each = functional.cross_entropy(near, partner, reduction="none")
    torch.testing.assert_close(losses(one, other, own=True), (each[:9] + each[9:]) / 2)


def test_a_batch_is_taken_in_stretches() -> None:
    one, other = codes(9)
    apart = torch.cat([losses(a, b) for a, b in zip(one.split(4), other.split(4), strict=True)])
    torch.testing.assert_close(losses(one, other, among=4), apart)
    assert float(apart[8]) == pytest.approx(0, abs=1e-12)  # nobody stands beside the last


def test_gradients_are_right_and_finite_without_others() -> None:
    one, other = (each.requires_grad_() for each in codes(5))
    assert torch.autograd.gradcheck(lambda a, b: losses(a, b, among=3, own=True), (one, other))
    alone = [each[:1].detach().requires_grad_() for each in (one, other)]
    for gradient in torch.autograd.grad(losses(*alone).sum(), alone):
        assert bool((gradient == 0).all())


def test_found_counts_both_ways() -> None:
    one, other = (each.numpy() for each in codes(30))
    first, second = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (one, other))
    near = first @ second.T
    place = np.arange(30)
    hits = (near.argmax(axis=1) == place).mean() / 2 + (near.argmax(axis=0) == place).mean() / 2
    figures = FoundMetrics(5)
    made = AmongOthers(100, AT)(*codes(30)).numpy()
    figures.update(made[:20], np.zeros((20, 1)))
    figures.update(made[20:], np.zeros((10, 1)))
    assert figures.compute()["found"] == pytest.approx(hits) and 0 < hits < 1


def test_partners_are_found_more_often_with_training() -> None:
    project = CASES["among_others"].with_recipe(learning_rate=0.01, batch_size=50)
    session = Session.start(project)
    before = session.evaluate("validation")["found"]
    run(session, 12 * session.steps_per_epoch)
    assert session.evaluate("validation")["found"] > before + 0.1


def test_what_is_answered_hangs_on_the_pair_alone() -> None:
    project = CASES["among_others"]
    weights = run(Session.start(project), 3).record().weights
    inputs = load_samples(project).take("validation", rows=slice(8))
    few = {name: each[3:4] for name, each in inputs.items()}
    (all_of_them,), (alone,) = (
        predict(project, fields_of(project), weights, each).values() for each in (inputs, few)
    )
    assert all_of_them.output.shape == (8, 1) and (np.abs(all_of_them.output - 0.5) <= 0.5).all()
    np.testing.assert_allclose(alone.output[0], all_of_them.output[3], rtol=1e-5)


def test_batches_of_one_are_refused() -> None:
    project = CASES["among_others"].with_recipe(batch_size=1)
    (problem,) = analyse(project, fields_of(project)).problems
    assert problem.severity == "error" and "needs batches of 2 samples or more" in problem.message
    assert analyse(problem.fixes[0].edit(project), fields_of(project)).problems == ()


def test_codes_of_unequal_length_are_refused() -> None:
    project = CASES["among_others"]
    wrong = replace(project, network=set_params(project.network, "code_2", units=9))
    assert any(each.where.node == "goal" for each in analyse(wrong, fields_of(wrong)).problems)
