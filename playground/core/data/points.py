"""Points in the plane, with the formulas of TensorFlow Playground, so that results can be compared.

Formulas: github.com/tensorflow/playground, src/dataset.ts (Apache-2.0); moons: scikit-learn's make_moons.
Code and random draws are our own. Each point has one row of draws, in the order that the functions name:
more samples keep the draws of the rows before, and more noise moves the same points further the same way.
Class 1 (orange, TensorFlow Playground's +1) comes first, then class 0; a split mixes them.
"""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator

RADIUS = 5.0  # of circles and spirals
TURNS = 1.75  # of a spiral's arm
PADDING = 0.3  # half the width of the empty cross of exclusive-or
MOON_SCALE = 3.2  # from make_moons' units, 3 wide, to our square


def circle(options: Params, seed: int) -> DataSet:
    """Make a disc of class 1 in a ring of class 0; noise blurs where the labels change.

    Draws a point: radius, angle, noise of x1, noise of x2.
    """
    draws = generator(seed, "circle").random((options["samples"], 4))
    inside = _first_half(len(draws))
    radius = np.where(inside, draws[:, 0] * 0.5, 0.7 + draws[:, 0] * 0.3) * RADIUS
    angle = draws[:, 1] * 2 * np.pi
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    seen = points + _spread(draws[:, 2:], RADIUS) * options["noise"]
    return _with_class(options, points, np.hypot(seen[:, 0], seen[:, 1]) < RADIUS * 0.5)


def xor(options: Params, seed: int) -> DataSet:
    """Make four squares, class 1 where both coordinates have the same sign.

    Draws a point: x1, x2, noise of x1, noise of x2.
    """
    draws = generator(seed, "xor").random((options["samples"], 4))
    points = _spread(draws[:, :2], 5.0)
    points += np.where(points > 0, PADDING, -PADDING)
    seen = points + _spread(draws[:, 2:], 5.0) * options["noise"]
    return _with_class(options, points, seen[:, 0] * seen[:, 1] >= 0)


def gauss(options: Params, seed: int) -> DataSet:
    """Make two round clouds, class 1 at (2, 2) and class 0 at (-2, -2), of variance 0.5 to 4 by noise.

    Draws a point, normally distributed: x1, x2.
    """
    draws = generator(seed, "gauss").standard_normal((options["samples"], 2))
    upper = _first_half(len(draws))
    centre = np.where(upper, 2.0, -2.0)[:, None]
    return _with_class(options, centre + draws * np.sqrt(0.5 + 7.0 * options["noise"]), upper)


def spiral(options: Params, seed: int) -> DataSet:
    """Make two arms that wind around each other, evenly filled; noise moves points off their arm.

    Draws a point: noise of x1, noise of x2.
    """
    draws = generator(seed, "spiral").random((options["samples"], 2))
    orange = _first_half(len(draws))
    along = _along(orange)
    angle = TURNS * along * 2 * np.pi + np.where(orange, 0.0, np.pi)
    points = RADIUS * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return _with_class(options, points + _spread(draws, 1.0) * options["noise"], orange)


def moons(options: Params, seed: int) -> DataSet:
    """Make two half circles that interlock, class 1 the lower one; noise is the spread around them.

    Draws a point, normally distributed: noise of x1, noise of x2.
    """
    draws = generator(seed, "moons").standard_normal((options["samples"], 2))
    lower = _first_half(len(draws))
    angle = np.pi * _along(lower, closed=True)
    x1 = np.where(lower, 1 - np.cos(angle), np.cos(angle)) - 0.5
    x2 = np.where(lower, 0.5 - np.sin(angle), np.sin(angle)) - 0.25
    points = np.stack([x1, x2], axis=1) + draws * options["noise"]
    return _with_class(options, points * MOON_SCALE, lower)


def plane(options: Params, seed: int) -> DataSet:
    """Make points of the whole square whose value is (x1 + x2) / 10; noise moves where the value is read.

    Draws a point: x1, x2, noise of x1, noise of x2.
    """
    draws = generator(seed, "plane").random((options["samples"], 4))
    points = _spread(draws[:, :2], 6.0)
    seen = points + _spread(draws[:, 2:], 6.0) * options["noise"]
    arrays = {"points": points.astype(np.float32), "value": (seen.sum(axis=1) / 10).astype(np.float32)}
    return DataSet(fields.points_with_value(options), arrays)


def _first_half(n: int) -> np.ndarray:
    """Return which of n points are of class 1: the first half, and the middle one of an odd number."""
    return np.arange(n) < (n + 1) // 2


def _along(first: np.ndarray, closed: bool = False) -> np.ndarray:
    """Return each point's evenly spaced place in its half, from 0 up to 1, which belongs to it if closed."""
    ones = int(first.sum())
    halves = [np.linspace(0.0, 1.0, n, endpoint=closed) for n in (ones, len(first) - ones)]
    return np.concatenate(halves)


def _spread(draws: np.ndarray, radius: float) -> np.ndarray:
    """Return uniform draws from [0, 1) as numbers from -radius to radius."""
    return (draws * 2 - 1) * radius


def _with_class(options: Params, points: np.ndarray, orange: np.ndarray) -> DataSet:
    label: np.ndarray = orange.astype(np.int64)
    return DataSet(fields.points_with_class(options), {"points": points.astype(np.float32), "label": label})
