"""Somebody's own data as a data set like any other: its fields at once, by the manifest alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields, Field
from playground.core.catalogue.data_set import DataSet, DataSetSpec, Task
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.registry import named

OWN = "own"  # the id of every project's own data: no data set of the catalogue is called so
NUMBERS, KINDS = ("number", "whole", "date"), ("category", "yes_no")
LOAD = "playground.core.data.own:load"


@dataclass(frozen=True)
class OwnLoader:
    """Read the samples of a manifest; options and seed change nothing about them."""

    manifest: Manifest
    files: OwnFiles

    def __call__(self, options: Params, seed: int) -> DataSet:
        """Return the samples; PlaygroundError where a file is missing, another one, or not to be read."""
        made: DataSet = named(LOAD)(self.manifest, self.files)
        return made


@lru_cache(maxsize=64)
def own_set(manifest: Manifest, files: OwnFiles) -> DataSetSpec:
    """Return the description of somebody's own data."""
    brought = own_fields(manifest)
    task = task_of(manifest)
    return DataSetSpec(
        OWN, manifest.title, "tables", task, "", source="table", goal=task,
        fields=lambda options: brought, load=OwnLoader(manifest, files),
    )  # fmt: skip


def inputs_of(manifest: Manifest) -> tuple[Column, ...]:
    """Return the columns that go into the network, in the order of the table's features."""
    return tuple(
        each for each in manifest.used_as("input")
        if each.type in NUMBERS or (each.type in KINDS and each.kinds)
    )  # fmt: skip


def task_of(manifest: Manifest) -> Task:
    """Return what can be learned of the target columns: one class, several labels, or a number."""
    targets = manifest.used_as("target")
    if len(targets) > 1:
        return "multi_label"
    return "classify" if targets and targets[0].type in KINDS else "regress"


def own_fields(manifest: Manifest) -> DataFields:
    """Return what the data bring: the table of inputs, and what is aimed at; rows without it are none.

    Of several targets they are counted when the file is read.
    """
    target = target_field(manifest)
    fields = {"table": table_field(inputs_of(manifest))}
    fields |= {target.name: target} if target is not None else {}
    unknown = max((each.missing + each.strange for each in manifest.used_as("target")), default=0)
    return DataFields(fields, max(manifest.rows - unknown, 0))


def table_field(columns: tuple[Column, ...]) -> Field:
    """Return the field of a table's columns."""
    numbers = [each for each in columns if each.type in NUMBERS]
    kinds = tuple(each.kinds if each.type in KINDS else () for each in columns)
    places = range(len(columns))
    return Field(
        (len(columns),), name="table", parts=tuple(each.name for each in columns),
        units=tuple(each.unit for each in columns), low=min((each.low for each in numbers), default=0.0),
        high=max((each.high for each in numbers), default=1.0),
        levels=tuple(len(each) for each in kinds), kinds=kinds, open=True,
        dates=tuple(place for place in places if columns[place].type == "date"),
        gaps=tuple(place for place in places if columns[place].missing + columns[place].strange),
        fills=tuple(each.fill for each in columns),
    )  # fmt: skip


def target_field(manifest: Manifest) -> Field | None:
    """Return the field that is aimed at; None where no column is."""
    targets, task = manifest.used_as("target"), task_of(manifest)
    if not targets:
        return None
    first = targets[0]
    if task == "multi_label":
        return Field((len(targets),), name="labels", classes=tuple(each.name for each in targets))
    if task == "classify":
        return Field((), "int", name="label", classes=first.kinds, high=max(len(first.kinds) - 1.0, 0.0))
    return Field((), name="value", low=first.low, high=first.high, units=(first.unit,))
