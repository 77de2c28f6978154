"""Figures of merit from raw scores and targets, and what they are called; numpy alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Metric:
    """Name one figure; all shares lie in 0 to 1."""

    id: str
    title: str
    summary: str
    higher_is_better: bool = True


METRICS = {
    metric.id: metric
    for metric in (
        Metric("accuracy", "Accuracy", "Share of samples whose highest score is the true class."),
        Metric("precision", "Precision", "Of those called a class, the share that are; mean over classes."),
        Metric("recall", "Recall", "Of those in a class, the share that were found; mean over classes."),
        Metric("f1", "F1", "Harmonic mean of precision and recall; mean over classes."),
        Metric("mse", "Squared error", "Mean of the squared differences.", False),
        Metric("mae", "Absolute error", "Mean of the absolute differences.", False),
        Metric(
            "label_precision", "Precision", "Of the labels given, the share that apply; mean over labels."
        ),
        Metric("label_recall", "Recall", "Of the labels that apply, the share given; mean over labels."),
        Metric("label_f1", "F1", "Harmonic mean of precision and recall; mean over labels."),
        Metric("exact_match", "Exact match", "Share of samples with every label right."),
        Metric("psnr", "PSNR", "Peak signal to noise ratio in decibels, for values of 0 to 1."),
        Metric("r2", "R²", "Share of the variance that is explained; 0 is no better than the mean."),
    )
}


def measure(names: Iterable[str], scores: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """Return the named figures of scores (n, k) against targets (n,): classes, or values where k is 1."""
    wanted = tuple(names)
    rule = classification if "accuracy" in wanted else labelling if "exact_match" in wanted else regression
    found = rule(scores, targets)
    return {name: found[name] for name in wanted}


def classification(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return accuracy and macro-averaged precision, recall and F1, as scikit-learn defines them.

    Averages run over the classes that occur among labels or answers; a share of nothing counts as 0.
    """
    matrix = confusion(scores, labels)
    hits, answers, truths = np.diagonal(matrix), matrix.sum(0), matrix.sum(1)
    seen = max(int(np.count_nonzero(answers + truths)), 1)
    return {
        "accuracy": float(hits.sum() / max(len(labels), 1)),
        "precision": float((hits / np.maximum(answers, 1)).sum() / seen),
        "recall": float((hits / np.maximum(truths, 1)).sum() / seen),
        "f1": float((2 * hits / np.maximum(answers + truths, 1)).sum() / seen),
    }


def labelling(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return figures of raw scores (n, k) against labels (n, k) of 0 and 1: a score above 0 is a yes.

    Averages run over the labels, as scikit-learn's macro averages do; a share of nothing counts as 0.
    """
    said, true = scores > 0, labels > 0.5
    hits, answers, truths = (said & true).sum(0), said.sum(0), true.sum(0)
    return {
        "label_precision": float((hits / np.maximum(answers, 1)).mean()),
        "label_recall": float((hits / np.maximum(truths, 1)).mean()),
        "label_f1": float((2 * hits / np.maximum(answers + truths, 1)).mean()),
        "exact_match": float((said == true).all(axis=1).mean()),
    }


def confusion(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return counts (k, k) int64: true class by row, answer by column."""
    k = scores.shape[1]
    return np.bincount(labels * k + scores.argmax(1), minlength=k * k).reshape(k, k)


def regression(scores: np.ndarray, values: np.ndarray) -> dict[str, float]:
    """Return mean squared and absolute error and R²; R² of constant values is 1 if exact, else 0."""
    guess, truth = scores.reshape(-1).astype(np.float64), values.reshape(-1).astype(np.float64)
    error = guess - truth
    squares, spread = float(error @ error), float(((truth - truth.mean()) ** 2).sum())
    r2 = 1 - squares / spread if spread else float(squares == 0)
    mean = squares / len(error)
    psnr = float(-10 * np.log10(max(mean, 1e-12)))
    return {"mse": mean, "mae": float(np.abs(error).mean()), "r2": r2, "psnr": psnr}
