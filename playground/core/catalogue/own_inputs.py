"""How columns of somebody's own go into a network: one description for each kind of field they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column, ColumnType, Manifest, TimeWindows
from playground.core.catalogue.own_sounds import spectrogram_field, wave_field
from playground.core.catalogue.own_texts import TEXTS, is_learned, tokens_field
from playground.core.catalogue.picture_form import Form

NUMBERS: tuple[ColumnType, ...] = ("number", "whole", "date")
KINDS: tuple[ColumnType, ...] = ("category", "yes_no")
_ARRAYS, _LAYERS = "playground.core.data.own_arrays:", "playground.core.importing.layers:"


@dataclass(frozen=True)
class InputKind:
    """Describe one kind of field that columns make: all columns of its types together, or each by itself."""

    field: str  # what the field is called; of several the second has "_2" behind it
    family: str  # id of the kind of data, see `Family`
    source: str  # id of the source block that brings it
    types: tuple[ColumnType, ...]
    describe: Callable[[tuple[Column, ...], Manifest], Field]  # at once, without the files
    arrays: str  # "module:function" of (columns, read, field) -> array (n, *sizes), see `Importer.columns`
    layers: str  # "module:function" of (field, manifest, size) -> blocks in a row, see `proposing`
    together: bool = False
    noun: str = ""  # what one column of it is called in a sentence
    steps: int = 4000  # of a first training, about
    icon: str = "table"
    samples: str = "rows"  # what many of them are called
    fits: Callable[[Column], bool] = lambda column: True


@dataclass(frozen=True)
class Brought:
    """One field that a manifest brings, and the columns that make it."""

    kind: InputKind
    name: str
    columns: tuple[Column, ...]

    def field(self, manifest: Manifest) -> Field:
        """Return what the field is."""
        return replace(self.kind.describe(self.columns, manifest), name=self.name)


def _table(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of a table's columns."""
    numbers = [each for each in columns if each.type in NUMBERS]
    kinds = tuple(each.kinds if each.type in KINDS else () for each in columns)
    places = range(len(columns))
    return Field(
        (len(columns),), name="table", parts=tuple(each.name for each in columns),
        units=tuple(each.unit for each in columns), low=min((each.low for each in numbers), default=0.0),
        high=max((each.high for each in numbers), default=1.0),
        levels=tuple(len(each) for each in kinds), kinds=kinds, open=True,
        dates=tuple(place for place in places if columns[place].type == "date"),
        gaps=tuple(place for place in places if columns[place].missing + columns[place].strange),
        fills=tuple(each.fill for each in columns),
    )  # fmt: skip


TABLE = InputKind(
    "table", "tables", "table", (*NUMBERS, *KINDS), _table, _ARRAYS + "table", _LAYERS + "table",
    together=True, fits=lambda column: column.type in NUMBERS or bool(column.kinds),
)  # fmt: skip


def _series(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of windows over columns that are numbers."""
    own = manifest.windows
    assert own is not None  # there are windows
    ranges = [(each.low - each.high, each.high - each.low) if goes_in_as_change(each, own)
              else (each.low, each.high) for each in columns]  # fmt: skip
    return Field(
        (own.steps, len(columns)), name="series", parts=tuple(each.name for each in columns),
        units=tuple(each.unit for each in columns), low=min((low for low, _ in ranges), default=0.0),
        high=max((high for _, high in ranges), default=1.0), interval=own.interval,
    )  # fmt: skip


SERIES = InputKind(
    "series", "series", "series", ("number", "whole"), _series, "", _LAYERS + "series", together=True,
    icon="chart-spline",
)  # fmt: skip  # no arrays row by row: see core/data/own_windows.py


def _picture(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of one column of pictures, whose form is in the manifest's options."""
    return Field(Form.of(manifest.options).sizes, name="image", high=255.0)


PICTURE = InputKind(
    "image", "images", "image", ("picture",), _picture, _ARRAYS + "picture", _LAYERS + "picture",
    noun="pictures", steps=400, icon="image", samples="pictures",
)  # fmt: skip
TOKENS = InputKind(
    "tokens", "text", "tokens", TEXTS, tokens_field, _ARRAYS + "tokens", _LAYERS + "tokens",
    fits=is_learned, icon="type", samples="texts",
)  # fmt: skip
SPECTROGRAM = InputKind(
    "image", "images", "image", ("spectrogram",), spectrogram_field, _ARRAYS + "spectrogram",
    _LAYERS + "spectrogram", steps=400, icon="audio-lines", samples="sounds",
)  # fmt: skip
WAVE = InputKind(
    "series", "series", "series", ("wave",), wave_field, _ARRAYS + "wave", _LAYERS + "wave",
    icon="audio-lines", samples="sounds",
)  # fmt: skip
INPUT_KINDS = (TABLE, PICTURE, TOKENS, SPECTROGRAM, WAVE)  # where a row is a sample


def brings(manifest: Manifest) -> tuple[Brought, ...]:
    """Return the fields that a manifest's input columns make."""
    if manifest.windows is not None:
        columns = over_time(manifest)
        return (Brought(SERIES, SERIES.field, columns),) if columns else ()
    found: list[Brought] = []
    taken = Counter[str]()
    for kind in INPUT_KINDS:
        used = [each for each in manifest.used_as("input") if each.type in kind.types and kind.fits(each)]
        groups = ([tuple(used)] if used else []) if kind.together else [(each,) for each in used]
        for columns in groups:
            taken[kind.field] += 1
            place = taken[kind.field]
            found.append(Brought(kind, kind.field if place == 1 else f"{kind.field}_{place}", columns))
    return tuple(found)


def kind_of(manifest: Manifest) -> InputKind:
    """Return the kind of what a manifest's samples are told by, a table's where several kinds are."""
    if manifest.windows is not None:
        return SERIES
    types = {each.type for each in manifest.used_as("input")}
    kinds = [each for each in INPUT_KINDS if not types.isdisjoint(each.types)]
    return kinds[0] if len(kinds) == 1 else TABLE


def over_time(manifest: Manifest) -> tuple[Column, ...]:
    """Return the columns that windows are cut of: numbers that go in, and what was of those to be told."""
    own = manifest.windows
    return tuple(each for each in manifest.columns if each.use in ("input", "target")
                 and each.type in SERIES.types and own is not None and each.name != own.time)  # fmt: skip


def goes_in_as_change(column: Column, own: TimeWindows) -> bool:
    """Say whether it goes in how much a column changed at each step; what is told goes in as it was."""
    return column.use != "target" and column.name in own.changes


def can_go_in(column: Column) -> bool:
    """Say whether a column of its type can be an input."""
    return any(column.type in kind.types for kind in INPUT_KINDS)
