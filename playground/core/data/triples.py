"""Samples of three digits: one, another of its kind, and one of another kind."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import digits, fields
from playground.core.data.seeds import generator


def triples(options: Params, seed: int) -> DataSet:
    """Put all digits into triples, each into one alone: what is held out shares no picture with what trains.

    The label is the digit of the first picture; the second shows it, too, and the third another one.
    """
    pictures, labels = digits.read()
    first, like, other = _grouped(labels).T
    arrays = {"image": pictures[first], "image_2": pictures[like], "image_3": pictures[other],
              "label": labels[first]}  # fmt: skip
    return DataSet(fields.triples(options), arrays)


def _grouped(labels: np.ndarray) -> np.ndarray:
    """Return the places of the three pictures of each triple (n, 3), the triples in a mixed order.

    Two thirds of a digit's pictures stand in pairs, a third beside pairs of another digit, drawn at random.
    """
    random = generator(0, "triples")
    places = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    thirds = np.concatenate([each[: len(each) // 3 * 3].reshape(3, -1) for each in places], axis=1)
    first, like, other = thirds[0], thirds[1], random.permutation(thirds[2])
    while len(alike := np.flatnonzero(labels[first] == labels[other])):
        for place in alike:
            both = [place, random.integers(len(other))]
            other[both] = other[both[::-1]]
    return np.stack([first, like, other], axis=1)[random.permutation(len(first))]
