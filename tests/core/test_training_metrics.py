"""Figures against scikit-learn's own."""

import numpy as np
import pytest
import sklearn.metrics as oracle
from hypothesis import given
from hypothesis import strategies as st

from playground.core.training.metrics import METRICS, classification, confusion, measure, regression


@given(st.integers(2, 5), st.integers(1, 40), st.integers(0, 10_000))
def test_classification_agrees_with_scikit_learn(classes: int, samples: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, scores = random.integers(0, classes, samples), random.normal(size=(samples, classes))
    answers, found = scores.argmax(1), classification(scores, labels)
    macro = {"average": "macro", "zero_division": 0.0}
    assert found["accuracy"] == pytest.approx(oracle.accuracy_score(labels, answers), abs=1e-12)
    assert found["precision"] == pytest.approx(oracle.precision_score(labels, answers, **macro), abs=1e-12)
    assert found["recall"] == pytest.approx(oracle.recall_score(labels, answers, **macro), abs=1e-12)
    assert found["f1"] == pytest.approx(oracle.f1_score(labels, answers, **macro), abs=1e-12)
    every = list(range(classes))
    assert (confusion(scores, labels) == oracle.confusion_matrix(labels, answers, labels=every)).all()


@given(st.integers(2, 40), st.integers(0, 10_000))
def test_regression_agrees_with_scikit_learn(samples: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, guess = random.normal(size=samples), random.normal(size=(samples, 1))
    found = regression(guess, truth.reshape(-1, 1))
    assert found["mse"] == pytest.approx(oracle.mean_squared_error(truth, guess), rel=1e-12)
    assert found["mae"] == pytest.approx(oracle.mean_absolute_error(truth, guess), rel=1e-12)
    assert found["r2"] == pytest.approx(oracle.r2_score(truth, guess), rel=1e-9)


def test_the_explained_variance_of_constant_values() -> None:
    assert regression(np.ones((3, 1)), np.ones(3))["r2"] == 1.0
    assert regression(np.zeros((3, 1)), np.ones(3))["r2"] == 0.0


def test_figures_come_by_name_as_python_floats() -> None:
    found = measure(("accuracy", "f1"), np.array([[0.1, 0.9], [0.8, 0.2]], np.float32), np.array([1, 1]))
    assert found == {"accuracy": 0.5, "f1": pytest.approx(1 / 3)}
    assert all(type(value) is float for value in found.values())
    assert measure(("mae",), np.array([[1.0], [3.0]]), np.array([[1.0], [1.0]])) == {"mae": 1.0}
    assert all(metric.title and metric.summary.endswith(".") for metric in METRICS.values())
