"""Whether somebody's own data are where they may be read: looked for, not read."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.catalogue.manifest import FileFact
from playground.core.catalogue.own_set import OWN
from playground.core.errors import PlaygroundError, Problem
from playground.core.files.own_files import located
from playground.core.project.values import Project


def missing_data(project: Project) -> tuple[Problem, ...]:
    """Return what holds training back where a file of the project's own data is not there."""
    return tuple(problem for _, problem in _missing(project))


def missing_file(project: Project) -> FileFact | None:
    """Return the first file or folder of the project's own data that is not there; None where all are."""
    return next((fact for fact, _ in _missing(project)), None)


def _missing(project: Project) -> Iterator[tuple[FileFact, Problem]]:
    """Yield the first that is missing, and what is to be said of it."""
    own, files = project.data.own, project.catalogue.own_files
    for fact in own.files if own is not None and project.data.id == OWN else ():
        try:
            if fact.sha256 not in files.packed:
                located(fact, files)
        except PlaygroundError as error:
            yield fact, error.as_problem()
            return
