"""Somebody's own files that are packed into a project's file: members called by what they contain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.files import own_files
from playground.core.files.archive import Archive
from playground.core.project.values import Project
from playground.core.sentences import Text

_MEMBER = re.compile(r"data/([0-9a-f]{64})")
MAX_TOTAL = 4 * own_files.MAX_PACKED  # bytes of all packed files together


def is_one(name: str) -> bool:
    """Say whether a member of a project's file is a packed file."""
    return _MEMBER.fullmatch(name) is not None


def members(projects: Iterable[Project]) -> dict[str, bytes]:
    """Return the members for the packed files of a project and its runs, each content once."""
    found = dict[str, bytes]()
    for project in projects:
        own, held = project.data.own, project.catalogue.own_files.packed
        facts = [fact for fact in own.files if fact.packed] if own is not None else []
        found |= {f"data/{fact.sha256}": held[fact.sha256] for fact in facts if fact.sha256 in held}
    return found


def unpacked(archive: Archive, catalogue: Catalogue) -> tuple[Catalogue, list[Text]]:
    """Return a catalogue that knows the packed files of an archive, and what is to be said of spoilt ones."""
    found, spoilt = dict[str, bytes](), list[Text]()
    for name in [name for name in archive.names if is_one(name)]:
        left = MAX_TOTAL - sum(map(len, found.values()))
        try:
            content = archive.read(name, min(own_files.MAX_PACKED, left))
        except PlaygroundError as error:
            spoilt.append(Text("{why} The packed data were left out.", why=error.message))
            continue
        if sha256(content).hexdigest() == name.removeprefix("data/"):
            found[name.removeprefix("data/")] = content
        else:
            spoilt.append(Text("The data packed into this project were damaged and left out."))
    files = catalogue.own_files
    return catalogue.with_own_files(files.with_packed(found) if found else files), spoilt


def pack(project: Project) -> Project:
    """Return a project that keeps its own data in its file; PlaygroundError where they cannot be read."""
    own = project.data.own
    if own is None:
        return project
    manifest, files = own_files.packed(own, project.catalogue.own_files)
    catalogue = project.catalogue.with_own_files(files)
    return replace(project.with_data(own=manifest), catalogue=catalogue)


def moved(project: Project, folder: Path) -> Project:
    """Return a project that names its own files as a file in a folder does."""
    own = project.data.own
    if own is None:
        return project
    return project.with_data(own=own_files.moved(own, project.catalogue.own_files, folder))
