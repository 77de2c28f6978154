"""Figures of merit that add up batch by batch, and what they are called; numpy alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Metric:
    """Name one figure; all shares lie in 0 to 1."""

    id: str
    title: str
    summary: str
    higher_is_better: bool = True
    short: str = ""  # its title where a figure stands beside it, if that is another
    written: Literal["share", "number"] = "share"  # in per cent, or as it is
    bar: bool = True  # a bar shows how far it is from 1
    unit: str = ""  # of its numbers
    lowest: float = -inf  # an axis need not go below: worse is just bad

    @property
    def name(self) -> str:
        """Return what it is called beside a figure, everywhere the same."""
        return self.short or self.title


METRICS = {
    metric.id: metric
    for metric in (
        Metric("accuracy", "Accuracy", "Share of answers whose highest score is the true class."),
        Metric("precision", "Precision", "Of those called a class, the share that are; mean over classes."),
        Metric("recall", "Recall", "Of those in a class, the share that were found; mean over classes."),
        Metric("f1", "F1", "Harmonic mean of precision and recall; mean over classes."),
        Metric("iou", "Overlap", "Of those in a class or called it, the share that are both; mean over "
               "classes."),
        Metric("mse", "Mean squared error", "Mean of the squared differences.", False,
               short="MSE", written="number", bar=False),
        Metric("mae", "Mean absolute error", "Mean of the absolute differences.", False,
               short="MAE", written="number", bar=False),
        Metric("label_precision", "Precision",
               "Of the labels given, the share that apply; mean over labels."),
        Metric("label_recall", "Recall", "Of the labels that apply, the share given; mean over labels."),
        Metric("label_f1", "F1", "Harmonic mean of precision and recall; mean over labels."),
        Metric("exact_match", "Exact match", "Share of samples with every label right."),
        Metric("psnr", "PSNR", "Peak signal to noise ratio in decibels, for values of 0 to 1.",
               written="number", bar=False, unit="dB"),
        Metric("class_distance", "Classes off", "How many classes away from the true one answers are, in the "
               "mean.", False, written="number", bar=False),
        Metric("coverage", "Between", "Share of true numbers between the lowest and the highest answer."),
        Metric("in_order", "In order", "Share of samples that lie nearer to their like than to another."),
        Metric("found", "Found", "Share of things and partners that lie nearer to each other than to all "
               "others they are held against."),
        Metric("amount", "Amount", "What it comes to for a sample, before its weight.", False,
               written="number", bar=False),
        Metric("r2", "R²", "Share of the variance that is explained; 0 is no better than the mean.",
               written="number", lowest=-1.0),
    )
}  # fmt: skip


PIECE = 2**18  # numbers that are added up at once: a rule, it changes bits

FigureColumns = Mapping[str, Sequence[float]]  # figures by name, one a row


class Metrics(ABC):
    """Add up what the figures of some targets need; `state` is all it knows, to be saved and taken up.

    Made for so many scores a target. Rows (m, width) and targets (m,) or (m, width) come in any pieces; sums
    of whole numbers do not depend on which.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.state: dict[str, np.ndarray] = self.empty()

    @abstractmethod
    def empty(self) -> dict[str, np.ndarray]:
        """Return the state before anything was added."""

    def fits(self, state: Mapping[str, np.ndarray]) -> bool:
        """Say whether a state can be one of its own: finite, and no count below 0."""
        return all(bool(np.isfinite(each).all()) and (each.dtype.kind == "f" or bool((each >= 0).all()))
                   for each in state.values())  # fmt: skip

    @abstractmethod
    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add rows of raw scores and their targets; arrays of the state are replaced, never written to."""

    def compute(self) -> dict[str, float]:
        """Return the figures of all that was added, by id."""
        found = self.compute_each({name: each[None] for name, each in self.state.items()})
        return {name: values[0] for name, values in found.items()}

    @abstractmethod
    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return the figures of several states, whose arrays have a row for each."""


class ClassMetrics(Metrics):
    """Count which class was taken for which: `confusion` (true, answered)."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return an empty table."""
        return {"confusion": np.zeros((self.width, self.width), np.int64)}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add raw scores (m, classes) against classes (m,)."""
        self.state["confusion"] = self.state["confusion"] + confusion(scores, targets)

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return accuracy and means over classes, as scikit-learn defines them.

        Means run over the classes that occur among labels or answers; a share of nothing counts as 0. `iou`
        is the Jaccard index of each class (P. Jaccard, Bulletin de la Société vaudoise 37, 1901).
        """
        tables = states["confusion"]
        hits, answers, truths = np.diagonal(tables, axis1=1, axis2=2), tables.sum(1), tables.sum(2)
        either = answers + truths
        seen = np.maximum(np.count_nonzero(either, axis=1), 1)
        found = {
            "accuracy": hits.sum(1) / np.maximum(tables.sum((1, 2)), 1),
            "precision": (hits / np.maximum(answers, 1)).sum(1) / seen,
            "recall": (hits / np.maximum(truths, 1)).sum(1) / seen,
            "f1": (2 * hits / np.maximum(either, 1)).sum(1) / seen,
            "iou": (hits / np.maximum(either - hits, 1)).sum(1) / seen,
        }
        return {name: values.tolist() for name, values in found.items()}


class LabelMetrics(Metrics):
    """Count yes and no for each label; a raw score above 0 is a yes."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return no counts: hits, answers and truths a label, samples and those with every label right."""
        each = {name: np.zeros(self.width, np.int64) for name in ("hits", "answers", "truths")}
        return {**each, "samples": np.zeros(1, np.int64), "exact": np.zeros(1, np.int64)}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add raw scores (m, labels) against labels (m, labels) of 0 and 1."""
        said, true = scores > 0, targets > 0.5
        found = {"hits": (said & true).sum(0), "answers": said.sum(0), "truths": true.sum(0),
                 "samples": len(said), "exact": (said == true).all(axis=1).sum()}  # fmt: skip
        self.state = {name: counts + found[name] for name, counts in self.state.items()}

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return means over the labels, as scikit-learn's macro averages; a share of nothing counts as 0."""
        hits, answers, truths = (states[name] for name in ("hits", "answers", "truths"))
        found = {
            "label_precision": (hits / np.maximum(answers, 1)).mean(1),
            "label_recall": (hits / np.maximum(truths, 1)).mean(1),
            "label_f1": (2 * hits / np.maximum(answers + truths, 1)).mean(1),
            "exact_match": states["exact"][:, 0] / np.maximum(states["samples"][:, 0], 1),
        }
        return {name: values.tolist() for name, values in found.items()}


class NumberMetrics(Metrics):
    """Add up distances between numbers, and how far the true ones are spread.

    Spreads of pieces are put together as Chan, Golub and LeVeque do, "Updating formulae and a pairwise
    algorithm for computing sample variances", STAN-CS-79-773 (1979).
    """

    def empty(self) -> dict[str, np.ndarray]:
        """Return count, sum of squared and of absolute errors, mean of the true numbers and their spread."""
        return {"sums": np.zeros(5)}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add numbers against true numbers, any shape, as many of one as of the other.

        In pieces: doubles of all of them, and what is made of these, would be many times as large as they.
        """
        guess, truth = scores.reshape(-1), targets.reshape(-1)
        for at in range(0, len(truth), PIECE):
            here = slice(at, at + PIECE)
            self._add(guess[here].astype(np.float64), truth[here].astype(np.float64))

    def _add(self, guess: np.ndarray, truth: np.ndarray) -> None:
        error, middle = guess - truth, truth.mean()
        spread = ((truth - middle) ** 2).sum()
        count, squares, absolute, mean, spread_before = self.state["sums"]
        added, total = len(truth), count + len(truth)
        if count:
            spread += spread_before + (middle - mean) ** 2 * count * added / total
            middle = mean + (middle - mean) * added / total
        self.state["sums"] = np.array(
            [total, squares + error @ error, absolute + np.abs(error).sum(), middle, spread]
        )

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return errors, R² and PSNR; R² of constant values is 1 if exact, else 0."""
        count, squares, absolute, _, spread = states["sums"].T
        mean, varied = squares / np.maximum(count, 1), spread != 0
        r2 = np.where(varied, 1 - squares / np.where(varied, spread, 1), squares == 0)
        psnr = -10 * np.log10(np.maximum(mean, 1e-12))
        found = {"mse": mean, "mae": absolute / np.maximum(count, 1), "r2": r2, "psnr": psnr}
        return {name: values.tolist() for name, values in found.items()}


class OrderMetrics(Metrics):
    """Count which class was taken for which, where classes are in an order: `confusion` (true, answered)."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return an empty table."""
        return {"confusion": np.zeros((self.width, self.width), np.int64)}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add probabilities (m, classes) against classes (m,)."""
        self.state["confusion"] = self.state["confusion"] + confusion(scores, targets)

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return accuracy, and how many classes answers are away from the true one, in the mean."""
        tables = states["confusion"]
        count = np.maximum(tables.sum((1, 2)), 1)
        places = np.arange(self.width)
        away = (tables * np.abs(places[:, None] - places)).sum((1, 2))
        hits = np.diagonal(tables, axis1=1, axis2=2).sum(1)
        return {"accuracy": (hits / count).tolist(), "class_distance": (away / count).tolist()}


class QuantileMetrics(Metrics):
    """Count true numbers that lie between the outer answers, and judge the middle answer as a number."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return no counts, and what `NumberMetrics` begins with."""
        counts = {name: np.zeros(1, np.int64) for name in ("inside", "samples")}
        return {**counts, **NumberMetrics(1).empty()}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add answers (m, q) in their order against numbers (m, 1)."""
        middle = NumberMetrics(1)
        middle.state = {"sums": self.state["sums"]}
        middle.update(scores[:, scores.shape[1] // 2], targets)
        inside = (targets[:, 0] >= scores.min(axis=1)) & (targets[:, 0] <= scores.max(axis=1))
        found = {"inside": inside.sum(), "samples": len(inside)}
        self.state = {**middle.state, **{name: self.state[name] + count for name, count in found.items()}}

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return the share inside, and the errors of the middle answer."""
        found = NumberMetrics(1).compute_each({"sums": states["sums"]})
        inside = states["inside"][:, 0] / np.maximum(states["samples"][:, 0], 1)
        return {"coverage": inside.tolist(), **found}


class TripletMetrics(Metrics):
    """Count samples whose first distance is shorter than the second."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return no counts."""
        return {name: np.zeros(1, np.int64) for name in ("nearer", "samples")}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add distances (m, 2); what is aimed at does not count."""
        found = {"nearer": (scores[:, 0] < scores[:, 1]).sum(), "samples": len(scores)}
        self.state = {name: counts + found[name] for name, counts in self.state.items()}

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return the share of them."""
        return {"in_order": (states["nearer"][:, 0] / np.maximum(states["samples"][:, 0], 1)).tolist()}


class FoundMetrics(Metrics):
    """Count things, and partners of things, that are nearer to each other than to any other."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return no counts."""
        return {name: np.zeros(1, np.int64) for name in ("nearest", "looks")}

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add cosines of `AmongOthers` (m, 5); what is aimed at does not count."""
        hits = (scores[:, :1] > scores[:, [2, 4]]).sum()
        found = {"nearest": hits, "looks": 2 * len(scores)}
        self.state = {name: counts + found[name] for name, counts in self.state.items()}

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return the share of them."""
        return {"found": (states["nearest"][:, 0] / np.maximum(states["looks"][:, 0], 1)).tolist()}


class AmountMetrics(Metrics):
    """Add up what a goal takes for its loss."""

    def empty(self) -> dict[str, np.ndarray]:
        """Return what `NumberMetrics` begins with."""
        return NumberMetrics(1).empty()

    def update(self, scores: np.ndarray, targets: np.ndarray) -> None:
        """Add amounts (m, 1); what is aimed at does not count."""
        numbers = NumberMetrics(1)
        numbers.state = self.state
        numbers.update(scores * 0, scores)
        self.state = numbers.state

    def compute_each(self, states: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
        """Return their mean."""
        return {"amount": states["sums"][:, 3].tolist()}


def merged(states: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the state of all that several states of one kind added up; counts are sums already."""
    found = dict(states[0])
    for other in states[1:]:
        found = {name: _joined(each, other[name]) for name, each in found.items()}
    return found


def _joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    if one.dtype.kind == "i":
        return np.asarray(one + other)
    if not one[0] or not other[0]:
        return other if not one[0] else one
    count = one[0] + other[0]
    apart = other[3] - one[3]
    middle = one[3] + apart * other[0] / count
    spread = one[4] + other[4] + apart**2 * one[0] * other[0] / count
    return np.array([count, one[1] + other[1], one[2] + other[2], middle, spread])


def confusion(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return counts (k, k) int64: true class by row, answer by column."""
    k = scores.shape[1]
    return np.bincount(labels * k + scores.argmax(1), minlength=k * k).reshape(k, k)


def overlaps(tables: np.ndarray) -> np.ndarray:
    """Return the Jaccard index (..., k) of each class of tables (..., k, k); `ClassMetrics` tells means."""
    hits = np.diagonal(tables, axis1=-2, axis2=-1)
    found: np.ndarray = hits / np.maximum(tables.sum(-1) + tables.sum(-2) - hits, 1)
    return found
