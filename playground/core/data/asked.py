"""A file of somebody's own as rows that a network is asked about."""

from __future__ import annotations

from pathlib import Path

from playground.core.data.asked_pictures import read_pictures, takes_pictures
from playground.core.data.asked_rows import AskedRows, read_rows, takes_rows
from playground.core.importing.importers import ReadingProgress
from playground.core.project.values import Project


def can_be_asked(project: Project, path: Path) -> bool:
    """Say whether a file is read by what a project knows of its own data; nothing is opened."""
    return takes_pictures(project, path) or takes_rows(project, path)


def asked_of(project: Project, path: Path, tell: ReadingProgress | None = None) -> AskedRows | None:
    """Return a file's rows as the network takes them, None where the project has no data of its own.

    PlaygroundError says what the file lacks, and whatever `tell` raises ends the reading.
    """
    if takes_pictures(project, path):
        return read_pictures(project, path, tell)
    return read_rows(project, path, tell) if takes_rows(project, path) else None
