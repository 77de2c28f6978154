"""What was understood of somebody's own files, as it is kept in a project: no arrays, no file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from playground.core.network.values import NO_PARAMS, frozen

ColumnType = Literal[
    "number",
    "whole",
    "category",
    "yes_no",
    "date",
    "text",
    "characters",
    "byte_pairs",
    "spectrogram",
    "wave",
    "path",
    "picture",
    "id",
    "constant",
]
Use = Literal["input", "target", "group", "out"]
MOST_STEPS = 10_000  # of a window
LONGEST_NAME = 1000  # characters of a column's name, or a category's
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)
USES: tuple[Use, ...] = get_args(Use)


@dataclass(frozen=True)
class Column:
    """One column of a table, with what its cells were found to be and what they are used for.

    Numbers of a date are days since 1970-01-01. What is missing or not understood is NaN among numbers and
    -1 among categories. A text's kinds are its vocabulary, learned from the training rows as they were split
    when the project was made; its `high` is how many words or characters of it are read. Of byte pairs they
    are what was merged, in that order, as `byte_names` writes it: each is two tokens that stand before it.
    """

    name: str  # as the file has it; a second one of a name is told apart by a number
    type: ColumnType
    use: Use = "input"
    kinds: tuple[str, ...] = ()  # of a category or yes/no, in the order of their numbers
    low: float = 0.0  # the least and the most of its numbers
    high: float = 0.0
    missing: int = 0
    strange: int = 0  # values that do not fit its type, and count as missing
    unit: str = ""
    written: str = ""  # how it is written: a date's format, as of strptime; else ""
    fill: str = ""  # what stands for a missing value; "": what fits the type best
    most: int = 0  # tokens of a text that are told apart at most; 0: as many as is usual


@dataclass(frozen=True)
class FileFact:
    """One file that the data are read from, or many as one: a folder, a table with the pictures it names."""

    path: str  # relative to the project's folder where it lies within it or beside it, with "/"
    size: int  # in bytes; of many files, all together
    sha256: str  # of many files, of their names, sizes and contents
    packed: bool = False  # its content is kept in the project's file
    many: bool = False


@dataclass(frozen=True)
class TimeWindows:
    """How rows that follow one another in time are samples: so many steps, and what comes after them."""

    steps: int  # of a window
    horizon: int  # steps after its last one: where the target is
    time: str  # the column that says when a row was
    series: str = ""  # the column that says whose it is, "" where all rows are of one series
    known: tuple[str, ...] = ()  # columns known in advance: they go in as they are at the horizon
    changes: tuple[str, ...] = ()  # columns of which it goes in, or is told, how much they changed
    samples: int = 0  # windows that are whole
    season: int = 0  # steps after which things are alike, as far as the steps tell; 0: none
    interval: float = 0.0  # seconds from one step to the next, 0 where they are counted


@dataclass(frozen=True)
class Manifest:
    """What somebody's own data are: enough for every shape without the files."""

    importer: str  # id of the importer that reads them
    title: str
    files: tuple[FileFact, ...]
    rows: int  # samples, after what was left out
    columns: tuple[Column, ...] = ()
    # The importer's: separator...
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS, hash=False)
    windows: TimeWindows | None = None  # None: a row is a sample
    together: tuple[tuple[int, ...], ...] = ()  # rows, from 0, of which each group goes into one part

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))

    def used_as(self, use: Use) -> tuple[Column, ...]:
        """Return the columns of one use, in the order of the file."""
        return tuple(column for column in self.columns if column.use == use)
