"""Find the files of somebody's own data, and see that they are those that the project was made of.

A file is looked for in the project's own file, where the person said it lies, and in the project's folder; a
path elsewhere that a project names is not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from playground.core.catalogue.manifest import FileFact, Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, is_folder
from playground.core.files.file_names import can_be_kept
from playground.core.files.held_files import Held, as_zip, list_folder, named_beside, summed
from playground.core.files.regular import open_regular, read_bytes, reason
from playground.core.sentences import Text, thousands

MAX_PACKED = 50 * 2**20  # bytes of a file that may be packed into the project
_CHUNK = 2**20


class OwnFileMissing(PlaygroundError):
    """Say that a file of somebody's own data is not there, or may not be read."""


class OwnFileChanged(PlaygroundError):
    """Say that a file of somebody's own data holds something else now."""


def fact_of(path: Path) -> FileFact:
    """Return what a file is known by, as it is when it is opened; PlaygroundError where it cannot be read.

    A folder is known by all its files, a table that names others by itself and them.
    """
    if not can_be_kept(Path(path.name)):
        words = "{name} has bytes in its name that mean no character, which no project can keep: rename it."
        raise PlaygroundError(Text(words, name=path.name.encode("utf-8", "replace").decode()))
    files = list_folder(path) if is_folder(path) else named_beside(path)
    return _of_file(path) if files is None else fact_of_many(path, files)


def fact_of_many(path: Path, files: Held, known: Mapping[str, str] = MappingProxyType({})) -> FileFact:
    """Return what many files are known by; the sha256 of `known` ones is given by their names."""
    size, told = summed(files, known)
    return FileFact(path.name, size, told, many=True)


def _of_file(path: Path) -> FileFact:
    whole, size = sha256(), 0
    with open_regular(path) as file:
        left = os.fstat(file.fileno()).st_size  # one that grows is no endless one
        try:
            while chunk := file.read(min(_CHUNK, left - size)):
                whole.update(chunk)
                size += len(chunk)
        except OSError as error:
            raise PlaygroundError(
                Text("{path} cannot be read: {why}.", path=path.name, why=reason(error))
            ) from None
    return FileFact(path.name, size, whole.hexdigest())


def located(fact: FileFact, files: OwnFiles) -> Path:
    """Return where a file lies that may be read; `OwnFileMissing` says why there is none."""
    chosen = [path for key, path in files.chosen.items() if key == fact.sha256]
    there = [path for path in (*chosen, *_candidates(fact, files.folder)) if _can_be(fact, path)]
    if there:
        same_size = (path for path in there if fact.many or path.stat().st_size == fact.size)
        return next(same_size, there[0])
    name = Path(fact.path).name
    if _leads_outside(fact, files.folder):
        words = "{name} lies outside the project's folder, as {path}: it is not read unless you choose it."
        raise OwnFileMissing(Text(words, name=name, path=fact.path))
    words = "{name}, which holds this project's data, is not there: put it beside the project, or find it."
    raise OwnFileMissing(Text(words, name=name))


def _can_be(fact: FileFact, path: Path) -> bool:
    return is_file(path) or (fact.many and is_folder(path))


def _candidates(fact: FileFact, folder: Path | None) -> Iterator[Path]:
    """Yield where a file may lie in the project's folder: as it is named, and right beside the project."""
    if folder is None:
        return
    home = folder.resolve()
    for path in (folder / fact.path, folder / Path(fact.path).name):
        target = _real(path)  # where links lead
        if target is not None and target.is_relative_to(home):
            yield target


def _real(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a circle of links, a name that none can have
        return None


def _leads_outside(fact: FileFact, folder: Path | None) -> bool:
    if folder is None:
        return True
    real = _real(folder / fact.path)
    return real is None or not real.is_relative_to(folder.resolve())


def checked(fact: FileFact, path: Path) -> Path:
    """Return the path of a file that is the one which is meant; `OwnFileChanged` where it is not."""
    found = fact_of(path)
    if found.sha256 == fact.sha256:
        return path
    words = (
        "{name} was changed since this project was made of it ({size} bytes now, {before} then): put back "
        "what it was, or make a project of the new one."
    )
    sizes = {"size": thousands(found.size), "before": thousands(fact.size)}
    raise OwnFileChanged(Text(words, name=path.name, **sizes))


@contextmanager
def opened(manifest: Manifest, files: OwnFiles) -> Iterator[Path]:
    """Yield the path of the file that data are read from, seen to be what it was.

    What is packed into the project is laid into a temporary folder for as long. `OwnFileMissing` where it
    cannot be found, `OwnFileChanged` where it is another one.
    """
    if not manifest.files:
        raise PlaygroundError(Text("{title} names no file to read.", title=manifest.title))
    fact = manifest.files[0]
    content = files.packed.get(fact.sha256)
    if content is None:
        yield checked(fact, located(fact, files))
        return
    with TemporaryDirectory(prefix="playground-data-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"data{_ending(fact)}"
        path.write_bytes(content)
        yield path


def _ending(fact: FileFact) -> str:
    """Return the last endings of a file's name, where they are plain: they may tell how it is read."""
    ending = "".join(Path(fact.path).suffixes[-2:])
    return ending if ending.isascii() and ending.replace(".", "").isalnum() and len(ending) < 20 else ""


def packed(manifest: Manifest, files: OwnFiles) -> tuple[Manifest, OwnFiles]:
    """Return both with all files' contents kept in the project; PlaygroundError where one is too large.

    What is many files is kept as a zip, and known by that from then on.
    """
    kept, contents = [], dict[str, bytes]()
    for fact in manifest.files:
        if fact.size > MAX_PACKED:
            words = "{name} has {size} bytes; at most {most} are packed into a project."
            sizes = {"size": thousands(fact.size), "most": thousands(MAX_PACKED)}
            raise PlaygroundError(Text(words, name=Path(fact.path).name, **sizes))
        known = replace(fact, packed=True, path=Path(fact.path).name)
        if fact.sha256 not in files.packed:
            known, content = _content(known, checked(fact, located(fact, files)))
            contents[known.sha256] = content
        kept.append(known)
    return replace(manifest, files=tuple(kept)), files.with_packed(contents)


def _content(fact: FileFact, path: Path) -> tuple[FileFact, bytes]:
    """Return what is packed of a file or a folder, and what it is known by."""
    many = list_folder(path) if is_folder(path) else named_beside(path)
    if many is None:
        return fact, read_bytes(path, MAX_PACKED)
    content = as_zip(many, MAX_PACKED)
    told = sha256(content).hexdigest()
    return FileFact(f"{fact.path}.zip", len(content), told, packed=True), content


def moved(manifest: Manifest, files: OwnFiles, folder: Path) -> Manifest:
    """Return a manifest that names its files as a project in a folder does.

    Within the folder, or in one beside it, by the way from there; elsewhere by the whole path.
    """
    return replace(manifest, files=tuple(_named_from(fact, files, folder) for fact in manifest.files))


def _named_from(fact: FileFact, files: OwnFiles, folder: Path) -> FileFact:
    if fact.packed:
        return fact
    place = files.chosen.get(fact.sha256)
    if place is None and files.folder is not None:
        place = _real(files.folder / fact.path)
    place, home = _real(place) if place is not None else None, folder.resolve()
    if place is None or not can_be_kept(place):
        return fact
    near = home.parent != Path(home.anchor) and place.is_relative_to(home.parent)
    if near or place.is_relative_to(home):
        return replace(fact, path=Path(os.path.relpath(place, home)).as_posix())
    return replace(fact, path=place.as_posix())
