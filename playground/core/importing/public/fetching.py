"""Public sets on this machine: which are there, how they are fetched and laid out, and what they hold.

Below a root, `fetched/ID` has the files as they were published, and `laid/ID` what was made of them where
they are not opened as they are; the files are gone then.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playground.core.catalogue.manifest import Column
from playground.core.catalogue.public_set import PublicFile, PublicSet
from playground.core.errors import PlaygroundError
from playground.core.files.fetched_part import bytes_there
from playground.core.files.regular import reason
from playground.core.importing.importers import IMPORTERS, ReadingProgress
from playground.core.importing.understood import Understood
from playground.core.registry import named
from playground.core.sentences import Text, brief, thousands

MIRROR = "PLAYGROUND_MIRROR"  # the variable that names what stands in place of all publishers
# Told the bytes that are there, and whether files are being laid out; what it raises ends the work.
FetchProgress = Callable[[int, bool], None]
DOWNLOAD = "playground.core.files.downloading:download"  # loads what speaks to the web: only when asked
_STRANGE = (ValueError, KeyError, IndexError, csv.Error)  # of contents that are not what they were


class FetchCancelled(PlaygroundError):
    """Say that the person stopped it; a `FetchProgress` raises it."""

    def __init__(self) -> None:
        super().__init__(
            Text("The download was cancelled; what is there is kept, and it goes on from there.")
        )


def fetched_folder(spec: PublicSet, root: Path) -> Path:
    """Return where a set's files lie as they were published."""
    return root / "fetched" / spec.id


def laid_folder(spec: PublicSet, root: Path) -> Path:
    """Return where lies what is opened of a set."""
    return root / "laid" / spec.id if spec.lays else fetched_folder(spec, root)


def opened_path(spec: PublicSet, root: Path) -> Path | None:
    """Return what is opened of a set: its only file, or the folder; None while it is not all there."""
    folder = laid_folder(spec, root)
    if not spec.lays and not all((folder / each.name).is_file() for each in spec.files):
        return None
    if not folder.is_dir():
        return None
    inside = [each for each in folder.iterdir() if not each.name.endswith(".part")]
    return inside[0] if len(inside) == 1 and inside[0].is_file() else folder


def fetched_bytes(spec: PublicSet, root: Path) -> int:
    """Return how many bytes of a set's files are there."""
    folder = fetched_folder(spec, root)
    return sum(bytes_there(folder / each.name) for each in spec.files)


def fetch(spec: PublicSet, root: Path, tell: FetchProgress) -> Path:
    """Return what is opened of a set; what is missing is fetched, each file known by its checksum first.

    PlaygroundError says why it cannot be had; what was fetched stays.
    """
    there = opened_path(spec, root) if spec.lays else None
    if there is not None:
        return there
    mirror, folder, before = _mirror(), fetched_folder(spec, root), 0
    _must_have_room(spec, root)
    try:
        for each in spec.files:
            _download(spec, each, mirror, folder, tell, before)
            before += each.size
        if spec.lays:
            _lay(spec, root, tell)
    except OSError as error:
        words = "{title} cannot be kept in {folder}: {why}."
        raise PlaygroundError(Text(words, title=spec.title, folder=root, why=reason(error))) from None
    found = opened_path(spec, root)
    assert found is not None  # it was just put there
    return found


def _download(spec: PublicSet, file: PublicFile, mirror: str, folder: Path, tell: FetchProgress,
              before: int) -> None:  # fmt: skip
    def told(there: int) -> None:
        tell(before + there, False)

    named(DOWNLOAD)(spec.addresses(file, mirror), file, folder / file.name, told)


def _mirror() -> str:
    """Return what stands in place of all publishers, "" for none; PlaygroundError for no address."""
    found = os.environ.get(MIRROR, "").strip()
    if found and not _is_address(found):
        words = "{variable} is {found}: an address that begins with http:// or https:// is needed."
        raise PlaygroundError(Text(words, variable=MIRROR, found=brief(found, 80)))
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # of brackets that are not closed
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _must_have_room(spec: PublicSet, root: Path) -> None:
    home = next(each for each in (root, *root.parents) if each.exists())
    needed = spec.size - fetched_bytes(spec, root) + spec.laid_size
    free = shutil.disk_usage(home).free
    if needed > free:
        words = "{title} needs {needed} bytes on the disk; {free} are free."
        raise PlaygroundError(Text(words, title=spec.title, needed=thousands(needed), free=thousands(free)))


def _lay(spec: PublicSet, root: Path, tell: FetchProgress) -> None:
    """Lay a set's files out: wholly or not at all."""
    target, files = laid_folder(spec, root), fetched_folder(spec, root)
    making = target.with_name(f"{target.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        named(spec.lays)(files, making, lambda share: tell(spec.size, True))
    except _STRANGE:
        words = "{title} is not laid out as it was published: it cannot be opened."
        raise PlaygroundError(Text(words, title=spec.title)) from None
    shutil.rmtree(target, ignore_errors=True)
    making.replace(target)
    shutil.rmtree(files, ignore_errors=True)


def understood(spec: PublicSet, path: Path, progress: ReadingProgress | None = None,
               **options: Any) -> Understood:  # fmt: skip
    """Return what a fetched set holds, with what its description says of its columns."""
    found = IMPORTERS.get(spec.importer).understand(path, {**spec.options, **options}, progress)
    columns = tuple(_as_described(spec, each) for each in found.manifest.columns)
    manifest = replace(found.manifest, title=spec.title, columns=columns)
    return replace(found, manifest=manifest, looked=replace(found.looked, columns=columns))


def _as_described(spec: PublicSet, column: Column) -> Column:
    if column.name == spec.target:
        return replace(column, use="target")
    if column.name in spec.left_out or (spec.target and column.use == "target"):
        return replace(column, use="out")
    return column
