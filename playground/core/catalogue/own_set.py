"""Somebody's own data as a data set like any other: its fields at once, by the manifest alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields, Field
from playground.core.catalogue.data_set import DataSet, DataSetSpec, Task
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.own_inputs import KINDS, TABLE, brings
from playground.core.registry import named

OWN = "own"  # the id of every project's own data: no data set of the catalogue is called so
LOAD = "playground.core.data.own:load"


@dataclass(frozen=True)
class OwnLoader:
    """Read the samples of a manifest; options and seed change nothing about them."""

    manifest: Manifest
    files: OwnFiles
    split: str = ""  # how they are split, and the column that it goes by
    split_by: str = ""

    def __call__(self, options: Params, seed: int) -> DataSet:
        """Return the samples; PlaygroundError where a file is missing, another one, or not to be read."""
        made: DataSet = named(LOAD)(self.manifest, self.files, self.split, self.split_by)
        return made


def splitting(spec: DataSetSpec, split: str, by: str) -> DataSetSpec:
    """Return a data set that brings what its split goes by; one of the program's own as it is."""
    if not isinstance(spec.load, OwnLoader):
        return spec
    return replace(spec, load=replace(spec.load, split=split, split_by=by))


@dataclass(frozen=True)
class OwnBrought:
    """Say what a manifest brings; it has no options."""

    manifest: Manifest

    def __call__(self, options: Params) -> DataFields:
        """Return the fields."""
        return own_fields(self.manifest)


def own_set(manifest: Manifest, files: OwnFiles) -> DataSetSpec:
    """Return the description of somebody's own data: that of the same manifest and files is equal."""
    task = task_of(manifest)
    kind = next((each.kind for each in brings(manifest)), TABLE)
    return DataSetSpec(
        OWN, manifest.title, kind.family, task, "", source=kind.source, goal=task,
        fields=OwnBrought(manifest), load=OwnLoader(manifest, files),
    )  # fmt: skip


def inputs_of(manifest: Manifest) -> tuple[Column, ...]:
    """Return the columns that go into the network, in the order of their fields."""
    return tuple(column for each in brings(manifest) for column in each.columns)


def needed_of(manifest: Manifest) -> tuple[Column, ...]:
    """Return the columns without which nothing can be asked, in the order of the file."""
    names = {each.name for each in inputs_of(manifest)}
    own = manifest.windows
    names |= {own.time, own.series} - {""} if own is not None else set()
    return tuple(each for each in manifest.columns if each.name in names)


def task_of(manifest: Manifest) -> Task:
    """Return what can be learned of the target columns: one class, several labels, or a number."""
    targets = manifest.used_as("target")
    if len(targets) > 1:
        return "multi_label"
    return "classify" if targets and targets[0].type in KINDS else "regress"


def own_fields(manifest: Manifest) -> DataFields:
    """Return what the data bring: their inputs, and what is aimed at; rows without it are none.

    Of several targets they are counted when the file is read.
    """
    target = target_field(manifest)
    fields = {each.name: each.field(manifest) for each in brings(manifest)}
    fields |= {target.name: target} if target is not None else {}
    if manifest.windows is not None:
        return DataFields(fields, manifest.windows.samples)
    unknown = max((each.missing + each.strange for each in manifest.used_as("target")), default=0)
    return DataFields(fields, max(manifest.rows - unknown, 0))


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
