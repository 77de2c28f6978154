"""Weights, statistics and figures on held-out data agree with what is known, scikit-learn included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.registry import named
from playground.core.training.evaluated import Evaluation
from playground.core.views import weight_stats
from playground.core.views.registry import VIEWS
from playground.core.views.scales import rounded_up
from playground.core.views.spec import Snapshot


class WrittenModel:
    """A model whose weights, gradients, samples and scores are written down."""

    def __init__(self, goal: Node, data_id: str, field: str) -> None:
        nodes = {"source": Node(field), "dense": Node("dense"), "goal": goal}
        edges = (Edge("source", "out", "dense", "in"), Edge("dense", "out", "goal", "in"))
        self.project = Project(
            "Known answers", Network(nodes, edges), DataChoice(data_id), catalogue=CATALOGUE
        )
        self.fields = fields_of(self.project)
        self.step = 3
        self.held: dict[str, np.ndarray] = {}
        self.pulls: dict[str, np.ndarray] = {}
        self.parts: dict[str, dict[str, np.ndarray]] = {}
        self.made: dict[str, np.ndarray] = {}

    def evaluation(self, part: str, now: bool = False) -> Evaluation:
        return Evaluation(self.step, {}, self.made)

    def answers(self, node: str, scores: np.ndarray) -> np.ndarray:
        powers = np.exp(scores)
        shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def figures(self, node: str, scores: np.ndarray, targets: np.ndarray) -> dict[str, float]:
        rule = CATALOGUE.blocks.get(self.project.network.nodes[node].kind).goal
        assert rule is not None
        found = named(rule.accumulate)(scores.shape[1])
        found.update(scores, targets)
        told = found.compute()
        return {"loss": 0.25, **{name: told[name] for name in rule.metrics}}

    def weights(self) -> dict[str, np.ndarray]:
        return {key: value.copy() for key, value in self.held.items()}

    def gradients(self) -> dict[str, np.ndarray]:
        return {key: value.copy() for key, value in self.pulls.items()}

    def samples(self, part: str) -> dict[str, np.ndarray]:
        return self.parts[part]

    def numbers(self, part: str) -> np.ndarray:
        return np.arange(len(self.parts[part]["value"]))

    def of_data(self, memo: str, make: Callable[[], Any]) -> Any:
        return make()


def snapshot(model: WrittenModel, view: str, **options: Any) -> Snapshot:
    """Return a view of a model."""
    return VIEWS.get(view).snapshot(model, options)


def with_weights() -> WrittenModel:
    """Return a model with a dense block, a convolution and a batch norm."""
    model = WrittenModel(Node("classify"), "digits", "image")
    rng = np.random.default_rng(0)
    shapes = {"dense.weight": (3, 4), "dense.bias": (3,), "conv2d.weight": (2, 1, 3, 3), "norm.weight": (3,)}
    model.held = {key: rng.normal(size=shape).astype(np.float32) for key, shape in shapes.items()}
    model.pulls = {key: np.full(shape, 2.0, np.float32) for key, shape in shapes.items()}
    return model


def test_weights_are_those_of_dense_blocks_with_their_biases() -> None:
    model = with_weights()
    shown = snapshot(model, "weights")
    assert set(shown.arrays) == {"dense.weight", "dense.bias", "conv2d.filters"}
    assert (shown.arrays["conv2d.filters"] == model.held["conv2d.weight"][:, 0]).all()
    assert (shown.arrays["dense.weight"] == model.held["dense.weight"]).all()
    scale = float(np.abs(model.held["dense.weight"]).max())
    assert shown.facts["nodes"] == {"dense": {"scale": scale, "shape": (3, 4), "finite": True}}
    shown.arrays["dense.weight"][:] = 0
    assert model.held["dense.weight"].any()


def test_gradients_come_along_when_asked_for() -> None:
    shown = snapshot(with_weights(), "weights", gradients=True)
    assert (shown.arrays["dense.weight.gradient"] == 2).all()
    assert shown.arrays["dense.bias.gradient"].shape == (3,)


def test_more_than_a_million_weights_are_left_out_and_said() -> None:
    model = with_weights()
    model.held["huge.weight"] = np.zeros((1001, 1000), np.float32)
    shown = snapshot(model, "weights")
    assert "huge.weight" not in shown.arrays and shown.facts["left_out"] == ("huge",)


def test_the_histogram_counts_every_weight_and_no_bias() -> None:
    model = with_weights()
    model.held["dense.weight"] = np.array([[-0.3, 0.11, 0.11, 0.45]], np.float32)
    shown = snapshot(model, "weight_stats", node="dense")
    counts, edges = shown.arrays["counts"], shown.arrays["edges"]
    assert counts.sum() == 4 and len(edges) == len(counts) + 1
    assert (edges[0], edges[-1]) == (-0.5, 0.5)
    assert counts[np.searchsorted(edges, 0.11) - 1] == 2
    assert shown.facts["count"] == 4 and shown.facts["parameters"] == 7
    assert shown.facts["min"] == pytest.approx(-0.3) and shown.facts["max"] == pytest.approx(0.45)
    assert shown.facts["std"] == pytest.approx(np.std([-0.3, 0.11, 0.11, 0.45]), rel=1e-6)


def test_gradient_norms_are_euclidean_by_key_and_by_block() -> None:
    norms = snapshot(with_weights(), "weight_stats", node="dense").facts["gradient_norms"]
    assert norms["dense.weight"] == pytest.approx(2 * np.sqrt(12))
    assert weight_stats.block_norms(norms)["dense"] == pytest.approx(2 * np.sqrt(15))


def test_a_block_without_weights_has_no_histogram() -> None:
    for node in ("flatten", "", None):
        shown = snapshot(with_weights(), "weight_stats", node=node)
        assert shown.facts["count"] == 0 and not shown.arrays["counts"].size


def test_weights_that_are_no_numbers_are_left_out_of_the_histogram_and_said() -> None:
    model = with_weights()
    model.held["dense.weight"] = np.array([[np.nan, np.inf, 1.0, -1.0]], np.float32)
    shown = snapshot(model, "weight_stats", node="dense")
    assert shown.arrays["counts"].sum() == 2 and not shown.facts["finite"]
    model.held["dense.weight"][:] = np.nan
    assert snapshot(model, "weight_stats", node="dense").facts["finite"] is False
    assert not snapshot(model, "weights").facts["nodes"]["dense"]["finite"]


@pytest.mark.parametrize(
    ("limit", "axis"), [(0.003, 0.005), (0.11, 0.2), (1.0, 1.0), (3.0, 5.0), (7.2, 10.0)]
)
def test_axes_grow_in_steps_of_1_2_5(limit: float, axis: float) -> None:
    assert rounded_up(limit) == pytest.approx(axis)
    assert rounded_up(0.0) == 1.0


def classifier() -> tuple[WrittenModel, np.ndarray, np.ndarray]:
    """Return a model of ten classes with written scores on 200 samples, the scores and the labels."""
    rng = np.random.default_rng(1)
    scores, label = rng.normal(size=(200, 10)).astype(np.float32), rng.integers(0, 9, 200)
    scores[np.arange(200), label] += 1.5
    model = WrittenModel(Node("classify"), "digits", "image")
    model.parts = {"validation": {"image": np.zeros((200, 1, 8, 8), np.float32), "label": label}}
    model.made = {"goal": scores}
    return model, scores, label


def test_figures_of_classes_agree_with_scikit_learn() -> None:
    from sklearn import metrics

    model, scores, label = classifier()
    shown, answered = snapshot(model, "class_figures"), scores.argmax(axis=1)
    names = list(range(10))
    assert (shown.arrays["confusion"] == metrics.confusion_matrix(label, answered, labels=names)).all()
    for name, score in (("precision", metrics.precision_score), ("recall", metrics.recall_score)):
        theirs = score(label, answered, labels=names, average=None, zero_division=0)
        assert shown.arrays[name] == pytest.approx(theirs)
    assert shown.facts["accuracy"] == pytest.approx((answered == label).mean())
    assert shown.facts["loss"] == 0.25
    assert shown.arrays["support"].sum() == 200 == shown.facts["samples"]


def test_figures_of_a_number_agree_with_scikit_learn() -> None:
    from sklearn import metrics

    rng = np.random.default_rng(2)
    value, answer = (rng.normal(size=90).astype(np.float32) * 2 for _ in range(2))
    model = WrittenModel(Node("regress"), "plane", "points")
    part = {"points": np.zeros((90, 2), np.float32), "value": value}
    model.parts = {"validation": part, "train": part}
    model.made = {"goal": answer[:, None]}
    shown = snapshot(model, "class_figures")
    facts = shown.facts
    assert (shown.arrays["target"] == value).all() and (shown.arrays["answer"] == answer).all()
    assert facts["mse"] == pytest.approx(metrics.mean_squared_error(value, answer), rel=1e-5)
    assert facts["mae"] == pytest.approx(metrics.mean_absolute_error(value, answer), rel=1e-5)
    assert facts["r2"] == pytest.approx(metrics.r2_score(value, answer), rel=1e-5)


def test_no_held_out_samples_give_no_figures() -> None:
    model, _scores, _label = classifier()
    empty = {name: values[:0] for name, values in model.parts["validation"].items()}
    model.parts["test"] = empty
    shown = snapshot(model, "class_figures", part="test")
    assert not shown.arrays and shown.facts["samples"] == 0 and "accuracy" not in shown.facts
