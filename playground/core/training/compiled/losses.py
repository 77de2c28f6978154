"""Losses of a batch with their slopes, and what figures of merit add up; sums of many in 64 bits."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from playground.core.training.compiled.arithmetic import exp, place, sigmoid
from playground.core.training.compiled.jit import inner
from playground.core.training.compiled.vectors import LANES, add_powers, scale_shares

CROSS_ENTROPY, SQUARED, ABSOLUTE, HUBER, BINARY = range(5)
TOLD = 3  # rows of what a block's losses are made of: logarithms, sums of powers, slopes of the true class

_ZERO, _HALF, _ONE = np.float32(0.0), np.float32(0.5), np.float32(1.0)


class Sought(NamedTuple):
    """What a goal asks for, one of `labels` and `values` with samples in it."""

    code: int
    width: int  # scores a sample
    smoothing: float  # of labels
    share: float  # that the goal's loss counts
    labels: np.ndarray  # (samples,) int64
    values: np.ndarray  # (samples, width) float32


@inner
def loss_of(aim: Sought, scores: np.ndarray, slopes: np.ndarray, told: np.ndarray,
            chosen: np.ndarray) -> float:  # fmt: skip
    """Return the mean loss of a batch, its scores in rows of LANES, and fill the slopes.

    `told` is room of TOLD rows.
    """
    count = len(chosen)
    total, scale = 0.0, 1.0 / count
    if aim.code != CROSS_ENTROPY:
        scale /= aim.width
    slope = np.float32(scale * aim.share)
    if aim.code == CROSS_ENTROPY:
        for start in range(0, count, LANES):
            total += _cross_entropy(
                aim, scores, slopes, told, chosen[start : start + LANES], start // LANES, slope
            )
    else:
        for at in range(count):
            first = at // LANES * aim.width * LANES + at % LANES
            for k in range(aim.width):
                wanted = aim.values[place(chosen[at]), place(k)]
                total += _number(aim.code, scores, slopes, place(first + k * LANES), wanted, slope)
    _clear_rest(aim.width, slopes, count)
    return total * scale * aim.share


@inner
def _cross_entropy(aim: Sought, scores: np.ndarray, slopes: np.ndarray, told: np.ndarray,
                   chosen: np.ndarray, block: int, slope: np.float32) -> float:  # fmt: skip
    """Return the sum of a block's cross-entropies; their slopes are probabilities less what is aimed at."""
    row, total = block * aim.width, 0.0
    spread, certain = np.float32(aim.smoothing / aim.width), np.float32(1.0 - aim.smoothing)
    add_powers(scores, row, aim.width, slopes, told)
    for lane in range(len(chosen)):
        at = place((row + aim.labels[place(chosen[lane])]) * LANES + lane)
        logarithm = told[lane]
        total += (spread + certain) * (logarithm - scores[at])
        if spread:
            total += _smoothed(scores, row, aim.width, at, lane, logarithm, spread)
        told[place(2 * LANES + lane)] = (slopes[at] / told[place(LANES + lane)] - (spread + certain)) * slope
    scale_shares(slopes, row, aim.width, told, spread, slope)
    for lane in range(len(chosen)):
        at = place((row + aim.labels[place(chosen[lane])]) * LANES + lane)
        slopes[at] = told[place(2 * LANES + lane)]
    return total


@inner
def _smoothed(scores: np.ndarray, row: int, width: int, label: np.uint64, lane: int, logarithm: np.float32,
              spread: np.float32) -> float:  # fmt: skip
    """Return what the other classes than a sample's own add to its loss."""
    added = 0.0
    for k in range(width):
        at = place((row + k) * LANES + lane)
        if at != label:
            added += spread * (logarithm - scores[at])
    return added


@inner
def _number(code: int, scores: np.ndarray, slopes: np.ndarray, at: np.uint64, wanted: np.float32,
            slope: np.float32) -> float:  # fmt: skip
    """Return one number's loss and set its slope."""
    score = scores[at]
    error = score - wanted
    size = abs(error)
    if code == SQUARED:
        slopes[at] = slope * (error + error)
        return np.float64(error * error)
    if code == ABSOLUTE:
        slopes[at] = slope * np.sign(error)
        return np.float64(size)
    if code == HUBER:
        slopes[at] = slope * (np.sign(error) if size > _ONE else error)
        return np.float64(size - _HALF if size > _ONE else _HALF * error * error)
    slopes[at] = slope * (sigmoid(score) - wanted)
    below = -score if score < _ZERO else _ZERO
    return np.float64((_ONE - wanted) * score + below + np.float32(math.log1p(exp(-abs(score)))))


@inner
def _clear_rest(width: int, slopes: np.ndarray, count: int) -> None:
    """Let the lanes behind the last sample add nothing."""
    block = count // LANES
    for lane in range(count % LANES, LANES if count % LANES else 0):
        for k in range(width):
            slopes[place((block * width + k) * LANES + lane)] = _ZERO


@inner
def count_classes(aim: Sought, scores: np.ndarray, chosen: np.ndarray, table: np.ndarray) -> None:
    """Add a batch to a table (true, answered), flat: the first of the highest scores is the answer."""
    for at in range(len(chosen)):
        first = at // LANES * aim.width * LANES + at % LANES
        best, highest = 0, scores[place(first)]
        for k in range(1, aim.width):
            score = scores[place(first + k * LANES)]
            higher = score > highest
            best, highest = (k if higher else best), (score if higher else highest)
        table[place(aim.labels[place(chosen[at])] * aim.width + best)] += 1


@inner
def count_labels(aim: Sought, scores: np.ndarray, chosen: np.ndarray, table: np.ndarray) -> None:
    """Add a batch to hits, answers and truths a label, then samples and those with every label right."""
    width = aim.width
    for at in range(len(chosen)):
        first, right = at // LANES * width * LANES + at % LANES, 1
        for k in range(width):
            said = scores[place(first + k * LANES)] > _ZERO
            true = aim.values[place(chosen[at]), place(k)] > _HALF
            table[k] += said and true
            table[width + k] += said
            table[2 * width + k] += true
            if said != true:
                right = 0
        table[3 * width] += 1
        table[3 * width + 1] += right


@inner
def add_numbers(aim: Sought, scores: np.ndarray, chosen: np.ndarray, sums: np.ndarray) -> None:
    """Add a batch to count, squares, sizes, mean and spread, as `NumberMetrics` does."""
    squares, sizes, mean, added = 0.0, 0.0, 0.0, len(chosen) * aim.width
    for at in range(len(chosen)):
        for k in range(aim.width):
            truth = np.float64(aim.values[place(chosen[at]), place(k)])
            score = scores[place((at // LANES * aim.width + k) * LANES + at % LANES)]
            error = np.float64(score) - truth
            squares, sizes, mean = squares + error * error, sizes + abs(error), mean + truth
    mean, spread = mean / added, 0.0
    for at in range(len(chosen)):
        for k in range(aim.width):
            spread += (aim.values[place(chosen[at]), place(k)] - mean) ** 2
    total = sums[0] + added
    if sums[0]:
        spread += sums[4] + (mean - sums[3]) ** 2 * sums[0] * added / total
        mean = sums[3] + (mean - sums[3]) * added / total
    sums[0], sums[1], sums[2], sums[3], sums[4] = total, sums[1] + squares, sums[2] + sizes, mean, spread
