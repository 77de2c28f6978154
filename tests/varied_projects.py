"""Projects that hold each kind of what augmentations may change, small enough to train in a moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from other_values import another
from own_pictures import by_class
from own_sounds import sound_folder
from own_tables import project_of
from own_texts import text_folder
from playground.core.builtin import CATALOGUE
from playground.core.files.own_files import OwnFiles
from playground.core.importing.importers import importer_of
from playground.core.importing.proposing import propose
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec, Variety
from playground.core.project.templates import template
from playground.core.project.values import Project

EVERY = [(spec, kind) for spec in AUGMENTATIONS for kind in spec.kinds]
NAMES = [f"{spec.id} of a {kind}" for spec, kind in EVERY]


def of_kind(kind: Variety, folder: Path) -> Project:
    """Return a project whose source brings such samples: a template's, or of files that are written."""
    if kind == "picture":
        return template("digits-mlp", CATALOGUE).open()
    if kind == "text":
        return template("reviews-lstm", CATALOGUE).open()
    if kind == "series":
        return template("sensor-gru", CATALOGUE).open()
    folder.mkdir(exist_ok=True)
    return project_of(sound_folder(folder)) if kind == "spectrogram" else _waves(sound_folder(folder))


def own_of_kind(kind: Variety, folder: Path) -> Project:
    """Return a project of somebody's own files."""
    if kind == "picture":
        return project_of(by_class(folder / "tones"))
    return project_of(text_folder(folder)) if kind == "text" else of_kind(kind, folder)


def _waves(path: Path) -> Project:
    importer = importer_of(path)
    assert importer is not None
    found = importer.understand(path, {})
    column = importer.retyped(path, found.manifest, "sound", "wave")
    columns = tuple(column if each.name == column.name else each for each in found.manifest.columns)
    files = OwnFiles(chosen={fact.sha256: path for fact in found.manifest.files})
    return propose(replace(found.manifest, columns=columns), CATALOGUE.with_own_files(files), ()).project


def strong(spec: AugmentationSpec) -> Any:
    """Return a strength that shows."""
    return another(spec.param, spec.param.default)
