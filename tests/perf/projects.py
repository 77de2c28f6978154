"""Networks and pictures that benchmarks train on and no template has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.data import digits, fields
from playground.core.data.seeds import generator
from playground.core.network.edits import append_after
from playground.core.network.values import Network, Node
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.registry import Registry

MANY = 60_000
SIDE = 28
AT_ONCE = 500  # pictures drawn in one go
TURN, SHIFT, NOISE = np.radians(20), 3.0, 0.15
SMALLEST, LARGEST = 1.8, 2.8  # pixels for one of the digits' own
PICTURE = Field((1, SIDE, SIDE), name="image", low=0.0, high=1.0)

Layer = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Pictures(DataSetSpec):
    """Digits drawn at random sizes, places and angles, under noise; they make themselves."""

    def make(self, given: Mapping[str, Any], seed: int) -> DataSet:
        """Return as many pictures (n, 1, 28, 28) float32 of 0 to 1 as the fields say, with their labels."""
        found, random = self.fields(self.options(given)), generator(seed, "pictures")
        images, labels = digits.read()
        chosen = random.integers(0, len(images), found.samples)
        drawn = np.empty((found.samples, 1, SIDE, SIDE), np.float32)
        for start in range(0, found.samples, AT_ONCE):
            here = slice(start, start + AT_ONCE)
            drawn[here, 0] = _drawn(images[chosen[here], 0] / 16, random)
        return DataSet(found, {"image": drawn, "label": labels[chosen]})


def pictures(samples: int = MANY) -> Pictures:
    """Return the description of so many pictures."""
    brought = DataFields({"image": PICTURE, "label": fields.DIGIT}, samples)
    return Pictures(f"pictures-{samples}", "Pictures", "images", "classify", "", "image", "classify",
                    lambda _options: brought, "")  # fmt: skip


def project(layers: list[Layer], recipe: Recipe, data: DataSetSpec | str) -> Project:
    """Return a line of blocks to train on a data set, held out in part."""
    spec = CATALOGUE.data.get(data) if isinstance(data, str) else data
    known = CATALOGUE if isinstance(data, str) else replace(
        CATALOGUE, data=Registry((*CATALOGUE.data, spec)))  # fmt: skip
    choice = DataChoice(spec.id, train=0.8, validation=0.2, test=0.0)
    return Project(
        "Bench", line([(spec.source, {}), *layers, (spec.goal, {})]), choice, recipe, catalogue=known
    )


def line(layers: list[Layer]) -> Network:
    """Return a chain of blocks."""
    network, last = Network(), None
    for kind, params in layers:
        network, last = append_after(network, Node(kind, dict(params)), last)
    return network


def dense(*units: int) -> list[Layer]:
    """Return dense layers with ReLU between them."""
    bends = ["relu"] * (len(units) - 1) + ["linear"]
    return [("dense", {"units": each, "activation": bend}) for each, bend in zip(units, bends, strict=True)]


def _drawn(small: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return pictures (n, 8, 8) of 0 to 1 on a larger ground (n, 28, 28)."""
    count = len(small)
    scale, angle = random.uniform(SMALLEST, LARGEST, count), random.uniform(-TURN, TURN, count)
    shift = random.uniform(-SHIFT, SHIFT, (2, count, 1, 1))
    down, across = np.mgrid[:SIDE, :SIDE][:, None] - (SIDE - 1) / 2 - shift
    cos, sin = (each[:, None, None] for each in (np.cos(angle) / scale, np.sin(angle) / scale))
    rows, columns = cos * down - sin * across + 4.5, sin * down + cos * across + 4.5
    framed = np.pad(small, ((0, 0), (1, 2), (1, 2)))  # nothing beyond the digit's own pixels
    rows, columns = np.clip(rows, 0, 9), np.clip(columns, 0, 9)
    top, left = rows.astype(int), columns.astype(int)
    low, right, each = rows - top, columns - left, np.arange(count)[:, None, None]
    upper = framed[each, top, left] * (1 - right) + framed[each, top, left + 1] * right
    lower = framed[each, top + 1, left] * (1 - right) + framed[each, top + 1, left + 1] * right
    noise = random.normal(0, NOISE, (count, SIDE, SIDE))
    return np.clip(upper * (1 - low) + lower * low + noise, 0, 1).astype(np.float32)
