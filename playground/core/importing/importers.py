"""What can be read of somebody's own: one description an importer, whose code is loaded when first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.blocks.params import Param, Params
from playground.core.catalogue.manifest import Column, ColumnType, Manifest
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, is_folder
from playground.core.files.file_names import SOUND_ENDINGS, TEXT_ENDINGS
from playground.core.files.own_files import fact_of
from playground.core.importing.arrays.options import PARAMS as ARRAY_PARAMS
from playground.core.importing.arrays.reading import ENDINGS
from playground.core.importing.pictures.options import PARAMS as PICTURE_PARAMS
from playground.core.importing.refused import refusal_of
from playground.core.importing.tables import options
from playground.core.importing.understood import FirstRows, Understood
from playground.core.registry import Registry, named
from playground.core.sentences import Text

# Told the share that is done, 0 to 1, now and then; what it raises ends the reading: `ReadingCancelled`.
ReadingProgress = Callable[[float], None]


class ReadingCancelled(PlaygroundError):
    """Say that the person stopped it; a `ReadingProgress` raises it."""

    def __init__(self) -> None:
        super().__init__(Text("Reading was cancelled; nothing was kept."))


@dataclass(frozen=True)
class Importer:
    """Describe one way to read files of somebody's own without loading it."""

    id: str
    title: str
    endings: tuple[str, ...]  # of file names, in small letters, without the dot
    knows: str  # "module:function" of path -> whether it looks like one of its files
    reads: str  # "module:function", see `understand`
    brings: str  # "module:function", see `columns`
    turns: str  # "module:function", see `retyped`
    params: tuple[Param, ...] = ()  # how the file is written; all of them can be found out
    read_as: tuple[str, ...] = ()  # those of them that its page offers beside its name
    glances: str = (
        ""  # "module:function", see `preview`; "": its files are not looked at before they are read
    )
    # What is said where no column is plainly the one to learn.
    no_target: str = "Which column is to be learned cannot be told; choose one of {names}."
    # And where there is none but pictures.
    no_classes: str = (
        "Nothing tells what the pictures show: put those of each class into a folder of its own, or a table "
        "of their names and labels beside them."
    )

    def looks(self, path: Path) -> bool:
        """Say whether a file looks like one of this importer's, by its name and its first bytes."""
        found: bool = named(self.knows)(path)
        return found

    def options(self, given: Mapping[str, Any]) -> Params:
        """Return given options with defaults filled in; PlaygroundError for one that does not fit."""
        known = {param.name: param for param in self.params}
        fitting = {name: known[name].check(value) for name, value in given.items() if name in known}
        return Params(self.params, fitting)

    def understand(
        self, path: Path, options: Mapping[str, Any], progress: ReadingProgress | None = None
    ) -> Understood:
        """Find out what a file holds; the manifest's options are those given, and the rest as found.

        PlaygroundError in a sentence for what cannot be read.
        """
        found: Understood = named(self.reads)(path, self.options(options), progress)
        return found

    def preview(self, path: Path, options: Mapping[str, Any]) -> FirstRows | None:
        """Return the first rows of a file without reading on; None where its files have none.

        PlaygroundError for what cannot be read.
        """
        found: FirstRows | None = named(self.glances)(path, self.options(options)) if self.glances else None
        return found

    def columns(
        self, path: Path, manifest: Manifest, progress: ReadingProgress | None = None
    ) -> Mapping[str, np.ndarray]:
        """Return the columns of a manifest that the file has, by name, rows (n,) in the file's order.

        Rows that were rejected are not among them. Numbers and whole numbers are float64 with NaN for what
        is missing; categories and yes/no int64 with -1; dates float64 days since 1970-01-01; text, id, path
        and constant object arrays of str, "" for what is missing.
        """
        found: Mapping[str, np.ndarray] = named(self.brings)(path, manifest, progress)
        return found

    def retyped(self, path: Path, manifest: Manifest, name: str, to: ColumnType) -> Column:
        """Return a column of a manifest as another type: its kinds, its range, and how much does not fit."""
        made: Column = named(self.turns)(path, manifest, name, to)
        return made


_TABLES, _PICTURES = "playground.core.importing.tables.", "playground.core.importing.pictures."
_TEXTS = "playground.core.importing.texts."
_SOUNDS, _ARRAYS = "playground.core.importing.sounds.", "playground.core.importing.arrays."
_BROUGHT, _RETYPED = _TABLES + "understanding:columns", _TABLES + "understanding:retyped_column"
_OF_TEXTS = (
    "Nothing says of which class these texts are: put those of each class into a folder of their own, or "
    "make a table with one column of texts and one of classes. To write on from a text cannot be learned yet."
)
_OF_ARRAYS = (
    "Nothing tells what these pictures show: save their classes beside them, as y beside X, or choose the "
    "folder that holds both files."
)
_OF_SOUNDS = (
    "Nothing says of which class these sounds are: put those of each class into a folder of their own, or a "
    "table beside them with their names and classes."
)
IMPORTERS: Registry[Importer] = Registry((
    Importer(
        "arrays", "Arrays", ENDINGS, _ARRAYS + "many:looks_like_arrays", _ARRAYS + "understanding:understand",
        _ARRAYS + "understanding:columns", _ARRAYS + "understanding:retyped_column", ARRAY_PARAMS,
        ("taken_as", "values"), no_classes=_OF_ARRAYS,
    ),
    Importer(
        "sounds", "Sounds", (*SOUND_ENDINGS, "zip"), _SOUNDS + "looking:looks_like_sounds",
        _SOUNDS + "understanding:understand", _SOUNDS + "understanding:columns", _RETYPED, options.OF_SOUNDS,
        no_target=_OF_SOUNDS,
    ),
    Importer(
        "texts", "Texts", (*TEXT_ENDINGS, "zip"), _TEXTS + "looking:looks_like_texts",
        _TEXTS + "understanding:understand", _BROUGHT, _RETYPED, options.OF_TEXTS,
        no_target=_OF_TEXTS,
    ),
    Importer(
        "pictures", "Pictures", ("zip",), _PICTURES + "understanding:looks_like_pictures",
        _PICTURES + "understanding:understand", _PICTURES + "understanding:columns",
        _PICTURES + "understanding:retyped_column", PICTURE_PARAMS, ("classes",),
    ),
    Importer(
        "table", "Table", options.ENDINGS, _TABLES + "looking:looks_like_table",
        _TABLES + "understanding:understand", _TABLES + "understanding:columns",
        _TABLES + "understanding:retyped_column", options.OF_TEXT,
        ("encoding", "separator", "decimal"), _TABLES + "understanding:preview",
    ),
    Importer(
        "excel", "Excel", ("xlsx", "xlsm"), _TABLES + "looking:looks_like_excel",
        _TABLES + "understanding:understand_excel", _TABLES + "understanding:columns",
        _TABLES + "understanding:retyped_column", options.OF_EXCEL, ("decimal",),
    ),
    Importer(
        "parquet", "Parquet", ("parquet", "pq"), _TABLES + "looking:looks_like_parquet",
        _TABLES + "understanding:understand_parquet", _TABLES + "understanding:columns",
        _TABLES + "understanding:retyped_column", options.OF_PARQUET,
    ),
    Importer(
        "json_lines", "JSON lines", ("jsonl", "ndjson"), _TEXTS + "looking:looks_like_json_lines",
        _TEXTS + "understanding:understand_json_lines", _BROUGHT, _RETYPED, options.OF_JSON_LINES,
    ),
))  # fmt: skip


def importer_of(path: Path) -> Importer | None:
    """Return the first importer that knows a file, None where none does."""
    return next((each for each in IMPORTERS if each.looks(path)), None)


def importer_for(path: Path) -> Importer:
    """Return what reads a file; PlaygroundError where nothing does."""
    if not is_folder(path) and not is_file(path):
        fact_of(path)  # says why
    found = importer_of(path)
    if found is None:
        raise refusal_of(path)
    return found
