"""Whether somebody's own data are where they may be read: looked for, not read."""

from __future__ import annotations

from playground.core.catalogue.own_set import OWN
from playground.core.errors import PlaygroundError, Problem
from playground.core.files.own_files import located
from playground.core.project.values import Project


def missing_data(project: Project) -> tuple[Problem, ...]:
    """Return what holds training back where a file of the project's own data is not there."""
    own = project.data.own
    if project.data.id != OWN or own is None:
        return ()
    files = project.catalogue.own_files
    try:
        for fact in own.files:
            if fact.sha256 not in files.packed:
                located(fact, files)
    except PlaygroundError as error:
        return (error.as_problem(),)
    return ()
