"""What files are offered while they are dragged over the window: told by names and sizes alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from playground.app.file_control import SUFFIX
from playground.app.texts import tr
from playground.core.files.file_names import is_picture
from playground.core.importing.importers import IMPORTERS
from playground.core.importing.refused import instead_of, refusal_of

OfferKind = Literal["project", "file", "folder", "files", "single", "strange"]
ICONS: dict[OfferKind, str] = {"project": "file", "file": "table", "folder": "folder-open", "files": "copy",
                               "single": "image", "strange": "ban"}  # fmt: skip
MOST_FILES = 2  # at a time: one to train with, one to test with
LONGEST_ENDING = 12


@dataclass(frozen=True)
class Offer:
    """Files that somebody holds over the window."""

    paths: tuple[Path, ...]
    kind: OfferKind
    title: str
    detail: str  # a line beneath it; of what is not taken, the reason
    size: int = 0  # in bytes; 0 of folders

    @property
    def taken(self) -> bool:
        """Say whether it can be dropped."""
        return self.kind != "strange"

    @property
    def is_data(self) -> bool:
        """Say whether it brings samples, and no project."""
        return self.taken and self.kind != "project"


def offer_of(paths: Iterable[Path]) -> Offer:
    """Return what paths are by their names; nothing is read but their sizes."""
    found = tuple(paths)
    if len(found) > MOST_FILES or not found:
        words = tr("Two files at most: one to train and one to test with. A folder works too.")
        return Offer(found, "strange", tr("{count} files").format(count=len(found)), words)
    if len(found) == MOST_FILES:
        return _two(found)
    path = found[0]
    if path.is_dir():
        return Offer(found, "folder", path.name, tr("A folder: pictures, sounds or texts by class"))
    if path.suffix.lower() == SUFFIX:
        return Offer(found, "project", path.name, tr("Open this project"), _size(path))
    kind = _named(path)
    if not kind:
        return Offer(found, "strange", path.name, _refusal(path), _size(path))
    return Offer(found, "file", path.name, kind, _size(path))


def as_question(offer: Offer) -> Offer:
    """Return one picture by itself as what a network of pictures can be asked about; others as they are."""
    if offer.taken or len(offer.paths) != 1 or not is_picture(offer.paths[0].name):
        return offer
    return replace(offer, kind="single", detail=tr("One picture, by its name"))


def _two(paths: tuple[Path, ...]) -> Offer:
    names = tr("{first} and {second}").format(first=paths[0].name, second=paths[1].name)
    strange = [path for path in paths if not _named(path)]
    if strange:
        return Offer(paths, "strange", names, _refusal(strange[0]))
    words = tr("Two files: training and test, by their names")
    return Offer(paths, "files", names, words, sum(map(_size, paths)))


def _named(path: Path) -> str:
    """Return what a file is by its ending, "" where no importer reads such files."""
    ending = path.suffix.lower().lstrip(".")
    kinds = [tr(each.title) for each in IMPORTERS if ending in each.endings]
    return tr("{kind}, by its name").format(kind=tr(" or ").join(kinds)) if kinds else ""


def _refusal(path: Path) -> str:
    ending = path.suffix[: LONGEST_ENDING + 1]
    if not ending:
        return tr("A file without an ending tells nothing of what it holds: give it one, such as .csv.")
    if is_picture(path.name):
        return tr(refusal_of(path).message)
    if (instead := instead_of(path)) is not None:
        return tr("A file ending in {ending} cannot be opened: {instead}.").format(
            ending=ending, instead=tr(instead)
        )
    return tr("Files ending in {ending} cannot be opened. Tables, pictures, sounds, texts and arrays can."
              ).format(ending=ending)  # fmt: skip


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone meanwhile: what is dropped is told then
