"""The description of one public set of data that is fetched on demand: nothing here opens a connection."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.core.network.values import NO_PARAMS, frozen

SumKind = Literal["sha256", "md5"]


@dataclass(frozen=True)
class PublicFile:
    """One file of a public set, as its publisher has it."""

    name: str  # as it is kept, and as a mirror calls it
    size: int  # bytes
    checksum: str
    sum_kind: SumKind = "sha256"
    place: str = ""  # behind the base address, where it is called otherwise there


@dataclass(frozen=True)
class PublicSet:
    """Describe one public set without fetching it.

    `lays` is a "module:function" of (folder of the fetched files, folder to fill, tell) -> what is opened in
    it, see core/importing/public; "" opens the only file, or the folder of several, as it is.
    """

    id: str
    title: str
    family: str  # id of a kind of data, see core/data/families.py
    summary: str
    licence: str
    source: str  # the page of who publishes it, as text
    bases: tuple[str, ...]  # addresses that its files lie behind: the first that answers is taken
    files: tuple[PublicFile, ...]
    importer: str  # id of the importer that opens it
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS, hash=False)
    target: str = ""  # the column to learn, where that cannot be told
    left_out: tuple[str, ...] = ()  # columns that give the target away or say nothing
    lays: str = ""
    laid_size: int = 0  # bytes that laying takes on the disk, about

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))

    @property
    def size(self) -> int:
        """Return how many bytes are fetched."""
        return sum(each.size for each in self.files)

    def addresses(self, file: PublicFile, mirror: str = "") -> tuple[str, ...]:
        """Return where a file is fetched from, the first that answers; a mirror stands in place of all."""
        if mirror:
            return (posixpath.join(mirror, self.id, file.name),)
        return tuple(base + (file.place or file.name) for base in self.bases)
