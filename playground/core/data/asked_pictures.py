"""Pictures asked about: one, a folder, a zip or a table of them, brought to the form of the project's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_inputs import INPUT_KINDS
from playground.core.catalogue.own_set import inputs_of
from playground.core.data.asked_rows import AskedRows
from playground.core.data.own import inputs_from
from playground.core.errors import PlaygroundError
from playground.core.files.archive import open_archive
from playground.core.files.atomic import is_file
from playground.core.files.own_files import fact_of
from playground.core.importing.arrays.named import INPUTS, role_of
from playground.core.importing.importers import IMPORTERS, ReadingProgress
from playground.core.importing.pictures.understanding import read_named
from playground.core.project.values import Project
from playground.core.sentences import Text, count_of, listed

FILE, NUMBER = "file", "picture"  # the head of the column that names them, or counts them
ARRAYS = (".npy", ".npz")


def takes_pictures(project: Project, path: Path) -> bool:
    """Say whether a path is read as pictures like those of a project's own data."""
    own = project.data.own
    pictures = own is not None and any(each.type == "picture" for each in inputs_of(own))
    return pictures and (path.suffix.lower() not in ARRAYS or _is_saved_alike(project, path))


def _is_saved_alike(project: Project, path: Path) -> bool:
    """Say whether an npz calls its arrays as data do, images and labels, not as the network's inputs."""
    own = project.data.own
    if own is None or own.importer != "arrays" or path.suffix.lower() != ".npz" or not is_file(path):
        return False
    with open_archive(path, "an .npz file") as archive:
        names = {name.removesuffix(".npy") for name in archive.names}
    fields = {kind.field for kind in INPUT_KINDS}
    return not names & fields and any(role_of(name)[0] in INPUTS for name in names)


def read_pictures(project: Project, path: Path, tell: ReadingProgress | None = None) -> AskedRows:
    """Return the pictures of a file, a folder, a zip or a table; PlaygroundError says what is lacking."""
    own = project.data.own
    assert own is not None  # it takes pictures
    if not path.exists():
        fact_of(path)  # says why
    if own.importer == "arrays" and IMPORTERS.get(own.importer).looks(path):
        read = IMPORTERS.get(own.importer).columns(path, own, tell)
        count = len(next(iter(read.values())))
        return _asked(own, NUMBER, tuple(map(str, range(1, count + 1))), read, path)
    found = read_named(path, own, tell)
    if not found.names:
        raise PlaygroundError(Text("{name} holds no picture that can be read here.", name=path.name))
    return replace(_asked(own, FILE, found.names, found.read, path), notes=_unread(found.bad))


def _asked(
    own: Manifest, head: str, names: tuple[str, ...], read: Mapping[str, np.ndarray], path: Path
) -> AskedRows:
    """Return pictures by name as the network takes them; PlaygroundError where a column is lacking."""
    lacking = [each.name for each in inputs_of(own) if each.name not in read]
    if lacking:
        words = "{name} lacks {columns}, which this network takes."
        raise PlaygroundError(Text(words, name=path.name, columns=listed(lacking)))
    targets = {each.name: read[each.name] for each in own.used_as("target") if each.name in read}
    known = {name: values for name, values in targets.items() if _tells(values)}
    return AskedRows([head], [[name] for name in names], inputs_from(own, read), known)


def _tells(values: np.ndarray) -> bool:
    """Say whether a column says what is true of any picture."""
    return bool((values >= 0).any()) if values.dtype.kind == "i" else bool(np.isfinite(values).any())


def _unread(bad: tuple[str, ...]) -> tuple[Text, ...]:
    if not bad:
        return ()
    words = (
        "One picture cannot be read and has no answer",
        "{count} pictures cannot be read and have no answer",
    )
    return (Text("{pictures}: {first}.", pictures=count_of(len(bad), *words), first=bad[0]),)
