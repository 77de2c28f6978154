"""A project whose data were moved or changed goes on with where and what they are now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.catalogue.own_texts import TEXTS
from playground.core.errors import PlaygroundError
from playground.core.files.own_files import fact_of, located
from playground.core.importing.importers import IMPORTERS, importer_of
from playground.core.importing.proposing import with_targets
from playground.core.project.values import Project
from playground.core.sentences import Text


def found_at(project: Project, path: Path) -> Project:
    """Return a project whose data lie where the person says: they are the same, or are taken as they are now.

    PlaygroundError where that file cannot be read, or lacks what is to be learned.
    """
    own, fact = project.data.own, fact_of(path)
    if own is None:
        return project
    files = project.catalogue.own_files.with_chosen({fact.sha256: path.absolute()})
    here = replace(project, catalogue=project.catalogue.with_own_files(files))
    known = fact.sha256 in {each.sha256 for each in own.files}
    return here if known else here.with_data(own=_understood(own, path))


def taken_anew(project: Project) -> Project:
    """Return a project with its file as it is now, where it lies; columns keep what they are used for."""
    own = project.data.own
    return project if own is None else found_at(project, located(own.files[0], project.catalogue.own_files))


def _understood(own: Manifest, path: Path) -> Manifest:
    """Return what a file holds now, its columns used as those of the same names were."""
    importer = IMPORTERS.find(own.importer)
    if importer is None or not importer.looks(path):
        importer = importer_of(path)
    if importer is None:
        raise PlaygroundError(Text("{name} is of a kind that is not read here.", name=path.name))
    found = importer.understand(path, own.options if importer.id == own.importer else {}).manifest
    before = {each.name: each for each in own.columns}
    columns = tuple(_as_before(each, before.get(each.name)) for each in found.columns)
    targets = tuple(each.name for each in own.used_as("target"))
    return with_targets(replace(found, title=own.title, columns=columns), targets)


def _as_before(column: Column, before: Column | None) -> Column:
    if before is None:  # new ones do not change what the network takes
        return replace(column, use="out")
    if before.type in TEXTS:  # with the words that the network knows
        column = replace(column, type=before.type, kinds=before.kinds, high=before.high,
                         most=before.most)  # fmt: skip
    elif before.type in SOUNDS and column.type in SOUNDS:
        column = replace(column, type=before.type)
    return replace(column, use="input" if before.use == "target" else before.use, fill=before.fill)
