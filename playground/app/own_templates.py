"""The person's own templates: projects without their runs, kept in the program's data folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playground.app.folders import file_name, folders
from playground.app.texts import tr
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.project.templates import Template, template
from playground.core.project.values import Project
from playground.core.published.network import PREFIX
from playground.core.published.registry import published_template

SUFFIX = ".nnplay"
BEGIN = "my-"  # of the ids of templates that somebody saved
MOST = 200  # that are listed
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnTemplate(Template):
    """A project that somebody saved to start from; it promises no figure."""

    path: Path = Path()
    project: Project | None = None

    def open(self) -> Project:
        """Return the project as its file had it when the template was listed."""
        assert self.project is not None  # always made with one
        return self.project


def folder() -> Path:
    """Return where own templates are; it is made with the first of them."""
    return folders().data / "templates"


def every(catalogue: Catalogue) -> tuple[OwnTemplate, ...]:
    """Return the own templates, newest first; a file that cannot be read is told to the log."""
    return tuple(_readable(catalogue))


def find(template_id: str, catalogue: Catalogue) -> Template:
    """Return an own or a shipped template, or a published network; PlaygroundError when there is none."""
    if template_id.startswith(BEGIN):
        path = folder() / f"{template_id.removeprefix(BEGIN)}{SUFFIX}"
        if path in _files():
            return _of_file(path, catalogue)
    if template_id.startswith(PREFIX):
        return published_template(template_id, catalogue)
    return template(template_id, catalogue)


def save(project: Project) -> OwnTemplate:
    """Keep a project as a template beside those there are; PlaygroundError when it cannot be written."""
    from playground.core.files.project_file import save_project

    path = _free(file_name(project.name))
    folder().mkdir(parents=True, exist_ok=True)
    save_project(path, project)
    return _described(path, project)


def remove(own: OwnTemplate) -> None:
    """Delete an own template, and what was kept beside it."""
    own.path.unlink(missing_ok=True)


def _free(name: str) -> Path:
    """Return a path that no template has."""
    taken, count = {path.stem.lower() for path in _files()}, 1
    while (name if count == 1 else f"{name} {count}").lower() in taken:
        count += 1
    return folder() / f"{name if count == 1 else f'{name} {count}'}{SUFFIX}"


def _files() -> list[Path]:
    try:
        found = [path for path in folder().iterdir() if path.suffix == SUFFIX and path.is_file()]
    except OSError:  # not made yet, or not to be read
        return []
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:MOST]


def _readable(catalogue: Catalogue) -> Iterator[OwnTemplate]:
    for path in _files():
        try:
            yield _of_file(path, catalogue)
        except PlaygroundError as error:
            log.warning("The template %s is left out: %s", path.name, error.message)


def _of_file(path: Path, catalogue: Catalogue) -> OwnTemplate:
    from playground.core.files.project_file import open_project

    return _described(path, open_project(path, catalogue).project)


def _described(path: Path, project: Project) -> OwnTemplate:
    """Return what a card says of a project."""
    kinds = [node.kind for node in project.network.nodes.values()]
    goals = [
        spec.id for spec in map(project.blocks.find, kinds) if spec is not None and spec.goal is not None
    ]
    data = project.data_set
    day = date.fromtimestamp(path.stat().st_mtime).isoformat()
    summary = tr("Saved on {day}: {count} blocks.").format(day=day, count=len(kinds))
    return OwnTemplate(
        f"{BEGIN}{path.stem}", path.stem, data.family if data is not None else "", goals[0] if goals else "",
        summary, path=path, project=project, catalogue=project.catalogue,
    )  # fmt: skip
