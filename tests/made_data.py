"""Data sets of any size, made of random numbers: for tests that care for shapes and for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.network.values import Network
from playground.core.project.values import DataChoice, Project
from playground.core.registry import Registry

CLASSES = ("a", "b", "c")
SQUARE = (4, 36)  # recordings that a reshape makes pictures of 6 × 6 of
TARGETS = (Field((), name="value"), Field((3,), name="labels", classes=CLASSES))


@dataclass(frozen=True)
class Made(DataSetSpec):
    """One such data set; it makes its arrays by itself."""

    def make(self, given: Mapping[str, Any], seed: int) -> DataSet:
        """Return random samples, the same for the same seed; ids end in padding."""
        found, random = self.fields(self.options(given)), np.random.default_rng(seed)
        return DataSet(
            found, {name: _array(each, found.samples, random) for name, each in found.fields.items()}
        )


def made(
    source: str, sizes: tuple[int, ...], samples: int = 14, high: float = 0.0, kinds: int = len(CLASSES)
) -> Made:
    """Return a data set of samples of those sizes, of so many classes; its id names all that."""
    dtype = "int" if source == "tokens" else "float"
    levels = (0,) * sizes[0] if source == "table" else ()
    field = Field(sizes, dtype, source, high=high or 9.0, levels=levels)
    label = Field((), "int", "label", CLASSES[:kinds], high=kinds - 1.0)
    targets = (label, *TARGETS, *_placed(source, sizes))
    brought = DataFields({each.name: each for each in (field, *targets)}, samples)
    few = "" if kinds == len(CLASSES) else f"-{kinds}"
    name = f"made-{source}-{'x'.join(map(str, sizes))}{few}"
    return Made(name, name, "images", "classify", "", source, "classify", lambda _options: brought, "")


def _placed(source: str, sizes: tuple[int, ...]) -> Iterator[Field]:
    """Yield targets of each step and of each pixel, where samples have such."""
    if source in ("series", "tokens"):
        yield Field(sizes[:1], "int", name="step_labels", classes=CLASSES)
    if len(sizes) == 3 or sizes == SQUARE:
        yield Field(sizes[1:] if len(sizes) == 3 else (6, 6), "int", name="pixel_labels", classes=CLASSES)
        yield Field(sizes if len(sizes) == 3 else (4, 6, 6), name="picture")


def known_too(specs: Iterable[Made]) -> Catalogue:
    """Return all there is, and these data sets."""
    return replace(CATALOGUE, data=Registry((*CATALOGUE.data, *specs)))


def holding(data: DataChoice) -> Project:
    """Return a project that has data and no network."""
    return Project("Data alone", Network(), data, catalogue=CATALOGUE)


def _array(field: Field, samples: int, random: np.random.Generator) -> np.ndarray:
    sizes = (samples, *field.sizes)
    if field.name == "tokens":
        ids = random.integers(1, int(field.high) + 1, sizes)
        lengths = random.integers(1, field.sizes[0] + 1, (samples, 1))
        return np.where(np.arange(field.sizes[0]) < lengths, ids, 0)
    if field.dtype == "int" and field.sizes:
        return random.integers(0, len(CLASSES), sizes)
    if field.dtype == "int":
        return np.arange(samples) % len(field.classes)
    if field.name == "labels":
        return random.integers(0, 2, sizes).astype(np.float32)
    return random.standard_normal(sizes).astype(np.float32)
