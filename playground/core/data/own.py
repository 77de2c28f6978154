"""Somebody's own files read into the arrays of a data set, by what was understood of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from playground.core.blocks.shapes import DataFields
from playground.core.catalogue.data_set import DataSet
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.own_inputs import SERIES, brings
from playground.core.catalogue.own_set import needed_of, own_fields
from playground.core.catalogue.own_splits import BY_COLUMN, BY_TIME, OVERLAP
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.kept_together import among
from playground.core.data.own_arrays import ReadColumns
from playground.core.data.own_guides import guide_of
from playground.core.data.own_targets import ColumnArrays, known_rows, target_of
from playground.core.data.own_windows import windows_of
from playground.core.errors import Fix, PlaygroundError
from playground.core.files.own_files import OwnFileChanged, opened
from playground.core.importing.importers import IMPORTERS
from playground.core.importing.retaking import taken_anew
from playground.core.registry import named
from playground.core.sentences import Text


def load(manifest: Manifest, files: OwnFiles, split: str = "", by: str = "") -> DataSet:
    """Return the samples of somebody's own data; PlaygroundError says why they cannot be had.

    `split` says how they are to be split, `by` the column that it goes by.
    """
    importer = IMPORTERS.find(manifest.importer)
    if importer is None:
        words = "{title} was read in a way ({importer!r:.40}) unknown here; update Neural Playground."
        raise PlaygroundError(Text(words, title=manifest.title, importer=manifest.importer))
    manifest = replace(manifest, options=importer.options(manifest.options))  # which came from anywhere
    try:
        with opened(manifest, files) as path:
            read = importer.columns(path, manifest)
    except OwnFileChanged as error:
        title = Text("Take {name} as it is now", name=Path(manifest.files[0].path).name)
        raise PlaygroundError(error.message, fixes=(Fix(title, taken_anew),)) from None
    return as_data_set(manifest, read, split, by)


def as_data_set(manifest: Manifest, read: ColumnArrays, split: str = "", by: str = "") -> DataSet:
    """Return columns (n,) as the arrays of a data set; rows without a target are left out."""
    needed = (*needed_of(manifest), *manifest.used_as("target"))
    missing = [each.name for each in needed if each.name not in read]
    if missing:
        words = "{title} has no column {name!r} any more; find the file that the project was made of."
        raise PlaygroundError(Text(words, title=manifest.title, name=missing[0]))
    if manifest.windows is not None:
        return series_set(manifest, read, split, by)
    found, targets = own_fields(manifest), manifest.used_as("target")
    keep = known_rows(targets, read)
    rows = slice(None) if keep.all() else keep  # what lies in a file stays there
    arrays = {name: array[rows] for name, array in inputs_from(manifest, read).items()}
    for name, field in found.fields.items():
        if name not in arrays:
            arrays[name] = target_of(field, targets, read)[keep]
    brought = DataFields(found.fields, int(keep.sum()))
    made = DataSet(brought, arrays, inputs=tuple(each.name for each in brings(manifest)))
    told = {each.name: read[each.name][keep] for each in manifest.columns
            if each.name in read and (each.name == by or each.type in TEXTS)}  # fmt: skip
    together = among(manifest.together, keep)
    return replace(made, guide=guide_of(made, manifest, told, split, by, together))


def series_set(manifest: Manifest, read: ColumnArrays, split: str, by: str) -> DataSet:
    """Return windows over rows (n,) that follow one another in time, with what comes after each."""
    if split not in BY_COLUMN and split:
        time = manifest.windows.time if manifest.windows is not None else ""
        fix = Fix(Text("Split by time"), lambda it: it.with_data(split=BY_TIME, split_by=time))
        raise PlaygroundError(OVERLAP, fixes=(fix,))
    found, targets, cut = own_fields(manifest), manifest.used_as("target"), windows_of(manifest, read)
    later = {each.name: read[each.name][cut.aims] for each in targets}
    arrays = {name: cut.values if name == SERIES.field else target_of(field, targets, later)
              for name, field in found.fields.items()}  # fmt: skip
    made = DataSet(DataFields(found.fields, len(cut.ends)), arrays, inputs=(SERIES.field,))
    if split == BY_TIME:
        return replace(made, guide=cut.spans)
    rows = {by: read[by][cut.ends]} if by in read else {}
    return replace(made, guide=guide_of(made, manifest, rows, split, by))


def inputs_from(manifest: Manifest, read: ReadColumns) -> dict[str, np.ndarray]:
    """Return the inputs of all rows by field, (n, ...) each."""
    return {
        each.name: named(each.kind.arrays)(each.columns, read, each.field(manifest))
        for each in brings(manifest)
    }
