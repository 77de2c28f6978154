"""What is said of labels agrees with scikit-learn and PyTorch, and samples are listed by it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from playground.app.live import LiveState
from playground.app.sample_filter import SampleFilter, count, far_off, wrong
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.session import Session
from playground.core.views.label_figures import best_threshold
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot


@cache
def session() -> Session:
    straight = Node("dense", {"units": 6, "activation": "linear"})
    nodes = {"image": Node("image"), "flatten": Node("flatten"), "dense": straight,
             "goal": Node("multi_label")}  # fmt: skip
    names = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(names, names[1:], strict=False))
    data = DataChoice("scenes", {"samples": 200})
    started = Session.start(Project("Labels", Network(nodes, edges), data, Recipe(), catalogue=CATALOGUE))
    started.advance(60)
    return started


def snapshot(view: str, **options: object) -> Snapshot:
    return VIEWS.get(view).snapshot(session().live_model(), options)


def said() -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities by PyTorch itself, and what is true."""
    held = session().live_model().samples("validation")
    with torch.no_grad():
        model = session().parts.model.eval()
        scores = model({"image": torch.tensor(held["image"])})["goal"]
        model.train()
    return torch.sigmoid(scores).numpy(), held["labels"] > 0.5


def test_a_spare_goal_that_came_first_judges_nothing() -> None:
    project = session().project
    nodes = {"spare": Node("multi_label"), **project.network.nodes}
    started = Session.start(project.with_network(replace(project.network, nodes=nodes)))
    for view in ("label_figures", "samples"):
        found = VIEWS.get(view).snapshot(started.live_model(), {})
        assert found.facts["goal"] == "goal" and found.arrays
    live = LiveState(project=started.project)
    live.evaluated({f"val_{name}": value for name, value in started.evaluate("validation").items()})
    assert live.goal_metric("goal", "label_f1") is not None  # the first that trains has the bare names


def test_figures_of_each_label_are_scikit_learns() -> None:
    from sklearn.metrics import precision_recall_fscore_support

    shares, true = said()
    theirs = precision_recall_fscore_support(true, shares > 0.5, zero_division=0)
    arrays = snapshot("label_figures").arrays
    for name, wanted in zip(("precision", "recall", "f1", "support"), theirs, strict=True):
        assert arrays[name] == pytest.approx(wanted)
    for label in range(6):
        given = shares[:, label] > arrays["threshold"][label]
        hits = 2 * int((given & true[:, label]).sum()) / max(1, int(given.sum() + true[:, label].sum()))
        assert arrays["best_f1"][label] == pytest.approx(hits) and hits >= arrays["f1"][label] - 1e-9


def test_no_threshold_is_better_than_the_best() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        shares, true = np.round(rng.random(25), 1), rng.random(25) < 0.4
        threshold, f1 = best_threshold(shares, true)

        def at(limit: float, shares: np.ndarray = shares, true: np.ndarray = true) -> float:
            given = shares > limit
            return 2 * int((given & true).sum()) / max(1, int(given.sum() + true.sum()))

        assert f1 == pytest.approx(max(at(limit) for limit in np.arange(-0.05, 1.05, 0.05)))
        assert at(threshold) == pytest.approx(f1)


def test_samples_are_listed_by_label_wrong_and_unsure() -> None:
    (shares, true), samples = said(), snapshot("samples")
    assert samples.arrays["shares"] == pytest.approx(shares, abs=1e-6)
    assert (samples.arrays["labels"] == true).all()
    missed = ((shares > 0.5) != true).any(axis=1)
    assert (wrong(samples) == missed).all() and count(samples, "wrong") == missed.sum()
    for label in range(6):
        listed = SampleFilter(label=label).indices(samples)
        assert sorted(listed) == np.flatnonzero(true[:, label]).tolist()
        both = SampleFilter(label=label, answer=label).indices(samples)
        assert sorted(both) == np.flatnonzero(true[:, label] & (shares[:, label] > 0.5)).tolist()
    losses = samples.arrays["loss"][SampleFilter().indices(samples)]
    assert (np.diff(losses) <= 0).all()
    one = snapshot("feature_maps", sample=3).facts
    assert one["shares"] == pytest.approx(shares[3].tolist(), abs=1e-6) and one["labels"] == tuple(true[3])


def test_a_number_is_wrong_when_it_is_farther_off_than_the_mean() -> None:
    arrays = {"target": np.array([1.0, 2.0, 3.0, 4.0]), "answer": np.array([1.5, 2.0, 6.0, np.nan]),
              "loss": np.array([0.25, 0.0, 9.0, np.nan]), "number": np.arange(4)}  # fmt: skip
    samples = Snapshot("samples", 0, arrays, {"classes": ()})
    assert far_off(samples) == pytest.approx(3.5 / 3)
    assert wrong(samples).tolist() == [False, False, True, True]
    assert SampleFilter(show="wrong").indices(samples).tolist() == [3, 2]
    assert SampleFilter(label=0).indices(samples).tolist() == [3, 2, 0, 1]
    assert SampleFilter().indices(replace(samples, arrays={})).tolist() == []
