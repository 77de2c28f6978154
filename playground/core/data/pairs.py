"""Samples of two inputs of one kind: digits or shapes, alike or not; opinions that agree or do not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import digits, fields
from playground.core.data.registry import REVIEWS
from playground.core.data.seeds import generator
from playground.core.data.shapes import INSIDE, SIDE, drawn_shapes, stretches, with_clutter


def pairs(options: Params, seed: int) -> DataSet:
    """Pair all digits, each in one pair alone: what is held out shares no picture with what trains.

    Every other pair shows the same digit twice, as far as there are two left of one.
    """
    pictures, labels = digits.read()
    first, second = _paired(labels)
    arrays = {"image": pictures[first], "image_2": pictures[second],
              "label": (labels[first] == labels[second]).astype(np.int64)}  # fmt: skip
    return DataSet(fields.pairs(options), arrays)


def _paired(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the first and of the second picture of each pair, the pairs in a mixed order."""
    random = generator(0, "pairs")
    waiting: list[list[int]] = [[] for _ in range(10)]
    for place in random.permutation(len(labels)):
        waiting[labels[place]].append(int(place))
    count, made = len(labels) // 2, list[tuple[int, int]]()
    for number in range(count):
        one = _fullest(waiting, range(10))
        others = [digit for digit in range(10) if digit != one]
        same = number % 2 == 0 and len(waiting[one]) > 1
        made.append((waiting[one].pop(), waiting[one if same else _fullest(waiting, others)].pop()))
    found = np.array(made)[random.permutation(count)]
    return found[:, 0], found[:, 1]


def _fullest(waiting: list[list[int]], digits_left: Iterable[int]) -> int:
    return max(digits_left, key=lambda digit: len(waiting[digit]))


def shape_pairs(options: Params, seed: int) -> DataSet:
    """Draw two pictures (n, 1, 28, 28) float32 of 0 to 1 a sample, different (0) and alike (1) in turns."""
    count, random = options["samples"], generator(seed, "shape pairs")
    labels = np.arange(count, dtype=np.int64) % 2
    first = random.integers(0, len(INSIDE), count)
    others = (first + random.integers(1, len(INSIDE), count)) % len(INSIDE)
    shown = np.stack([first, np.where(labels == 1, first, others)])
    pictures = np.empty((2, count, 1, SIDE, SIDE), np.float32)
    for here in stretches(count):
        for place in range(2):
            ink = drawn_shapes(shown[place, here], random.random((here.stop - here.start, 6)))
            pictures[place, here, 0] = with_clutter(ink, options["noise"], random)
    one, other = pictures
    return DataSet(fields.shape_pairs(options), {"image": one, "image_2": other, "label": labels})


def opinions(options: Params, seed: int) -> DataSet:
    """Write pairs of sentences (n, 14) int64; 1 where both are good or both bad."""
    count = options["samples"]
    written = REVIEWS.make({"samples": 2 * count}, seed).arrays
    one, other = np.split(generator(seed, "opinions").permutation(2 * count), 2)
    tokens, labels = written["tokens"], written["label"]
    arrays = {"tokens": tokens[one], "tokens_2": tokens[other],
              "label": (labels[one] == labels[other]).astype(np.int64)}  # fmt: skip
    return DataSet(fields.opinions(options), arrays)
