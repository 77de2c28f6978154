"""Losses and answers of goals that PyTorch has no module for, against what others and the formulas say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.metrics import mean_pinball_loss
from torch import nn

from goal_cases import CASES
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.layers.modules import (
    BothShares,
    ContrastiveLoss,
    Distance,
    DivergenceToNormal,
    Magnitude,
    MeanLoss,
    NearShares,
    OrderLoss,
    OrderShares,
    QuantileLoss,
    TripletLoss,
    TwoDistances,
    YesOrNoLoss,
)
from playground.core.network.values import Node
from playground.core.training.metrics import AmountMetrics, OrderMetrics, QuantileMetrics, TripletMetrics
from playground.core.training.session import Session
from playground.core.views import places, samples
from run_bits import run


def test_one_score_is_two_scores_of_which_the_first_is_0() -> None:
    scores, classes = torch.randn(9, 1, dtype=torch.float64), torch.tensor([0, 1, 1, 0, 1, 0, 0, 1, 1])
    both = torch.cat([torch.zeros_like(scores), scores], dim=1)
    torch.testing.assert_close(BothShares()(scores), torch.softmax(both, dim=1))
    for weight in (None, torch.tensor([0.25, 3.0], dtype=torch.float64)):
        loss = YesOrNoLoss()
        loss.weight = weight
        for how in ("mean", "sum", "none"):
            loss.reduction = how
            wanted = nn.functional.cross_entropy(both, classes, weight, reduction=how)
            torch.testing.assert_close(loss(scores, classes), wanted)


def test_the_likelihood_of_an_order_is_that_of_its_shares() -> None:
    scores, classes = torch.randn(40, 4, dtype=torch.float64) * 3, torch.arange(40) % 5
    shares = OrderShares()(scores)
    assert bool((shares > 0).all())
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(40, dtype=torch.float64))
    loss = OrderLoss()
    loss.weight = torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0], dtype=torch.float64)
    torch.testing.assert_close(
        loss(scores, classes), nn.functional.nll_loss(shares.log(), classes, loss.weight)
    )
    torch.autograd.gradcheck(lambda given: loss(given, classes), scores.requires_grad_())


def test_of_two_classes_in_an_order_there_is_one_border() -> None:
    scores, classes = torch.randn(6, 1), torch.tensor([0, 1, 1, 0, 1, 0])
    torch.testing.assert_close(OrderShares()(scores), BothShares()(scores))
    torch.testing.assert_close(OrderLoss()(scores, classes), YesOrNoLoss()(scores, classes))


@pytest.mark.parametrize("size", [30.0, 300.0])
def test_scores_beyond_all_measure_leave_loss_and_gradient_finite(size: float) -> None:
    scores = (torch.tensor([[1.0, -1.0, 1.0], [-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]]) * size).requires_grad_()
    loss = OrderLoss()(scores, torch.tensor([1, 2, 3]))
    loss.backward()
    assert bool(torch.isfinite(loss)) and scores.grad is not None and bool(torch.isfinite(scores.grad).all())


def test_misses_of_quantiles_count_as_scikit_learn_has_it() -> None:
    scores, numbers = torch.randn(50, 2, dtype=torch.float64), torch.randn(50, 1, dtype=torch.float64)
    each = [
        mean_pinball_loss(numbers, scores[:, place], alpha=share) for place, share in ((0, 0.1), (1, 0.75))
    ]
    assert float(QuantileLoss((0.1, 0.75))(scores, numbers)) == pytest.approx(sum(each) / 2)


def test_pairs_are_drawn_together_and_pushed_apart_as_hadsell_has_it() -> None:
    distances, alike = torch.tensor([[0.25], [0.25], [1.5], [1.5]]), torch.tensor([1, 0, 1, 0])
    loss = ContrastiveLoss()
    assert float(loss(distances, alike)) == pytest.approx((0.25**2 + 0.75**2 + 1.5**2 + 0) / 8)
    shares = NearShares()(distances)
    assert shares.argmax(dim=1).tolist() == [1, 1, 0, 0]
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(4))
    codes = torch.randn(7, 3, requires_grad=True)
    torch.testing.assert_close(Distance()(codes, codes.detach() + 1), torch.full((7, 1), 3**0.5))
    Distance()(codes, codes.detach()).sum().backward()
    assert codes.grad is not None and bool(torch.isfinite(codes.grad).all())


def test_triplets_are_those_of_pytorch() -> None:
    one, like, other = (torch.randn(20, 5, dtype=torch.float64) for _ in range(3))
    scores = TwoDistances()(one, like, other)
    wanted = nn.TripletMarginLoss(margin=1.0, eps=0.0)(one, like, other)
    torch.testing.assert_close(TripletLoss()(scores, torch.zeros(20, 1)), wanted)
    counted = TripletMetrics(2)
    counted.update(scores[:8].numpy(), np.zeros((8, 1)))
    counted.update(scores[8:].numpy(), np.zeros((12, 1)))
    assert counted.compute() == {"in_order": float((scores[:, 0] < scores[:, 1]).double().mean())}


def test_what_is_far_from_normal_is_pytorchs_divergence() -> None:
    mean, logs = torch.randn(6, 4, dtype=torch.float64), torch.randn(6, 4, dtype=torch.float64)
    given = torch.distributions.Normal(mean, (logs / 2).exp())
    wanted = torch.distributions.kl_divergence(given, torch.distributions.Normal(0.0, 1.0)).sum(dim=1)
    found = DivergenceToNormal()(mean, logs)
    torch.testing.assert_close(found[:, 0], wanted)
    torch.testing.assert_close(MeanLoss()(found, found), wanted.mean())
    counted = AmountMetrics(1)
    counted.update(found.numpy()[:2], found.numpy()[:2])
    counted.update(found.numpy()[2:], found.numpy()[2:])
    assert counted.compute()["amount"] == pytest.approx(float(wanted.mean()))


def test_sizes_are_of_all_numbers_of_a_sample() -> None:
    maps = torch.tensor([[[[1.0, -3.0]], [[0.0, 2.0]]]])
    assert Magnitude(squared=False)(maps).tolist() == [[1.5]] and Magnitude(squared=True)(maps).tolist() == [
        [3.5]
    ]


def test_classes_off_and_coverage_are_counted() -> None:
    order, between = OrderMetrics(3), QuantileMetrics(3)
    shares = np.eye(3, dtype=np.float32)[[0, 2, 1, 2]]
    order.update(shares, np.array([0, 0, 2, 2]))
    assert order.compute() == {"accuracy": 0.5, "class_distance": 0.75}
    answers = np.array([[0, 1, 2], [5, 4, 3], [0, 0, 0], [1, 2, 3]], np.float32)
    between.update(answers[:1], np.array([[1.5]], np.float32))
    between.update(answers[1:], np.array([[4.0], [1.0], [4.0]], np.float32))
    found = between.compute()
    assert found["coverage"] == 0.5 and found["mae"] == pytest.approx((0.5 + 0 + 1 + 2) / 4)


def test_after_training_about_so_many_numbers_lie_between() -> None:
    project = CASES["quantiles"].with_data(options={"samples": 2000, "noise": 0.5})
    session = run(Session.start(project.with_recipe(learning_rate=0.02, epochs=40)), 2000)
    assert session.evaluate("validation")["coverage"] == pytest.approx(0.85, abs=0.06)


def test_yes_or_no_wants_two_classes_and_says_so() -> None:
    project = CASES["yes_or_no"]
    network = CASES["ordinal"].network
    nodes = {**network.nodes, list(network.nodes)[-1]: Node("yes_or_no")}
    three = CASES["ordinal"].with_network(replace(network, nodes=nodes))
    found = [each for each in analyse(three, fields_of(three)).problems if each.severity == "error"]
    assert "Yes or no tells 2 classes apart, but this data set has 3." in [
        str(each.message) for each in found
    ]
    assert analyse(project, fields_of(project)).problems == ()
    mended = found[0].fixes[0].edit(three)
    assert [each.kind for each in mended.network.nodes.values()][-1] == "classify"


@pytest.mark.parametrize("kind", ["yes_or_no", "ordinal", "quantiles"])
def test_views_show_what_is_answered(kind: str) -> None:
    live = run(Session.start(CASES[kind]), 9).live_model()
    shown = samples.compute(live, {})
    node = places.judging(live.project, live.fields, {})
    said = live.answers(node, live.evaluation("validation").scores[node])
    if kind == "quantiles":
        np.testing.assert_array_equal(shown.arrays["answer"], said[:, 2])
    else:
        np.testing.assert_array_equal(shown.arrays["answer"], said.argmax(axis=1))
        assert shown.arrays["certainty"].max() <= 1
