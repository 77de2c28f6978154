"""Figures against scikit-learn's own."""

import numpy as np
import pytest
import sklearn.metrics as oracle
from hypothesis import given
from hypothesis import strategies as st

from playground.core.training import metrics
from playground.core.training.metrics import (
    METRICS,
    ClassMetrics,
    LabelMetrics,
    Metrics,
    NumberMetrics,
    confusion,
)


def figures(metrics: Metrics, *pieces: tuple[np.ndarray, np.ndarray]) -> dict[str, float]:
    """Return the figures of scores and targets that come in pieces."""
    for scores, targets in pieces:
        metrics.update(scores, targets)
    return metrics.compute()


@given(st.integers(2, 5), st.integers(1, 40), st.integers(0, 10_000))
def test_classification_agrees_with_scikit_learn(classes: int, samples: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, scores = random.integers(0, classes, samples), random.normal(size=(samples, classes))
    answers, found = scores.argmax(1), figures(ClassMetrics(classes), (scores, labels))
    macro = {"average": "macro", "zero_division": 0.0}
    assert found["accuracy"] == pytest.approx(oracle.accuracy_score(labels, answers), abs=1e-12)
    assert found["precision"] == pytest.approx(oracle.precision_score(labels, answers, **macro), abs=1e-12)
    assert found["recall"] == pytest.approx(oracle.recall_score(labels, answers, **macro), abs=1e-12)
    assert found["f1"] == pytest.approx(oracle.f1_score(labels, answers, **macro), abs=1e-12)
    assert found["iou"] == pytest.approx(oracle.jaccard_score(labels, answers, **macro), abs=1e-12)
    every = list(range(classes))
    assert (confusion(scores, labels) == oracle.confusion_matrix(labels, answers, labels=every)).all()


@given(st.integers(2, 40), st.integers(0, 10_000))
def test_regression_agrees_with_scikit_learn(samples: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, guess = random.normal(size=samples), random.normal(size=(samples, 1))
    found = figures(NumberMetrics(1), (guess, truth.reshape(-1, 1)))
    assert found["mse"] == pytest.approx(oracle.mean_squared_error(truth, guess), rel=1e-12)
    assert found["mae"] == pytest.approx(oracle.mean_absolute_error(truth, guess), rel=1e-12)
    assert found["r2"] == pytest.approx(oracle.r2_score(truth, guess), rel=1e-9)


def test_the_explained_variance_of_constant_values() -> None:
    assert figures(NumberMetrics(1), (np.ones((3, 1)), np.ones(3)))["r2"] == 1.0
    assert figures(NumberMetrics(1), (np.zeros((3, 1)), np.ones(3)))["r2"] == 0.0


@given(
    st.integers(2, 4), st.integers(1, 60), st.lists(st.integers(1, 20), max_size=6), st.integers(0, 10_000)
)
def test_figures_do_not_depend_on_the_pieces(width: int, count: int, cuts: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    scores, classes = random.normal(size=(count, width)), random.integers(0, width, count)
    labels, numbers = random.integers(0, 2, (count, width)), 1e3 + random.normal(size=(count, width))
    ends = np.minimum(np.cumsum(cuts), count).astype(int)
    for kind, targets in ((ClassMetrics, classes), (LabelMetrics, labels), (NumberMetrics, numbers)):
        pieces = zip(np.split(scores, ends), np.split(targets, ends), strict=True)
        found = figures(kind(width), *pieces)
        assert found == pytest.approx(figures(kind(width), (scores, targets)), rel=1e-9, abs=1e-12)


@given(st.integers(1, 40), st.integers(0, 10_000))
def test_labels_agree_with_scikit_learn(samples: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, scores = random.integers(0, 2, (samples, 3)), random.normal(size=(samples, 3))
    found, macro = figures(LabelMetrics(3), (scores, labels)), {"average": "macro", "zero_division": 0.0}
    assert found["label_f1"] == pytest.approx(oracle.f1_score(labels, scores > 0, **macro), abs=1e-12)
    exact = oracle.accuracy_score(labels, scores > 0)
    assert found["exact_match"] == pytest.approx(exact, abs=1e-12)


def test_figures_are_named_python_floats() -> None:
    found = figures(ClassMetrics(2), (np.array([[0.1, 0.9], [0.8, 0.2]], np.float32), np.array([1, 1])))
    assert found["accuracy"] == 0.5 and found["f1"] == pytest.approx(1 / 3)
    kinds = [kind(2) for kind in Metrics.__subclasses__() if kind.__module__ == Metrics.__module__]
    assert all(type(value) is float for kind in kinds for value in kind.compute().values())
    assert {name for kind in kinds for name in kind.compute()} == METRICS.keys()
    assert all(metric.title and metric.summary.endswith(".") for metric in METRICS.values())


def test_many_numbers_are_added_up_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    guess, truth = (random.normal(5, 2, (50, 3, 7)).astype(np.float32) for _ in range(2))
    whole = figures(NumberMetrics(1), (guess, truth))
    monkeypatch.setattr(metrics, "PIECE", 100)
    assert figures(NumberMetrics(1), (guess, truth)) == pytest.approx(whole, rel=1e-12)
