"""What an importer found in files: the manifest of a project to be, and what a person wants told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.sentences import Text


class SeenData(Protocol):
    """Samples whose columns are known, as their page is drawn of: a table, pictures."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns as they are to be used."""

    @property
    def rows(self) -> int:
        """Return how many samples there are."""

    @property
    def target(self) -> int:
        """Return the target's place among the columns, -1 where there is none."""

    def values(self, place: int) -> np.ndarray:
        """Return a column's values, (rows,)."""


RemarkKind = Literal[
    "leak",
    "id",
    "constant",
    "double",
    "alike",
    "sensitive",
    "rare",
    "missing",
    "ambiguous",
    "series",
    "other",
]


@dataclass(frozen=True)
class Rejected:
    """One line, cell or file that could not be read."""

    line: int  # in the file, from 1; of many files, the place of the file among them
    column: str  # "" for a whole line or file
    reason: Text
    excerpt: str = ""  # at most 200 characters, as they stand in the file
    file: str = ""  # of many files, which of them

    @property
    def place(self) -> Text:
        """Return where it is, in words."""
        return Text("{file}", file=self.file) if self.file else Text("line {line}", line=self.line)


@dataclass(frozen=True)
class Remark:
    """Something worth knowing about the data, said in one sentence."""

    kind: RemarkKind
    message: Text
    column: str = ""
    done: Text | None = None  # what was done about it, where something was


@dataclass(frozen=True)
class Understood:
    """What was understood of what somebody chose.

    Rows of the manifest and rejected lines together are the lines of the file that hold data.
    """

    manifest: Manifest
    rejected: tuple[Rejected, ...] = ()
    more_rejected: int = 0  # beyond those that are listed
    remarks: tuple[Remark, ...] = ()
    looked: Any = field(default=None, compare=False)  # what its page is drawn of, a `SeenData`


@dataclass(frozen=True)
class FirstRows:
    """What a table's first lines are, found at once: shown while the rest is read."""

    understood: Understood
    lines: tuple[int, ...]  # in the file
    cells: tuple[tuple[str, ...], ...]  # a row each, as they stand in the file
    about: int  # how many rows there may be in all
