"""The kinds of sheet there are: adding one is adding one description."""

from __future__ import annotations

from playground.app.sample_looks import is_spectrogram, is_wave
from playground.core.blocks.shapes import DataFields, Field, is_of_kind
from playground.core.data.prepared import Samples
from playground.core.project.values import Project
from playground.core.registry import Registry
from playground.core.views.places import brought, has_judged_samples, has_rows
from playground.gui.sheets.kind import SheetData, SheetKind

_HERE = "playground.gui.sheets."


def _is_series(_name: str, known: Field) -> bool:
    return known.rank == 2 and known.dtype == "float"


def _is_text(_name: str, known: Field) -> bool:
    return known.rank == 1 and known.dtype == "int" and bool(known.parts)


def _is_sound(_name: str, known: Field) -> bool:
    return is_spectrogram(known) or is_wave(known)


def _is_picture(name: str, known: Field) -> bool:
    return is_of_kind(name, "image") and known.rank == 3


SOUNDS = SheetKind(
    "sounds", "Recordings", "Recording {number}", _is_sound,
    f"{_HERE}sounds:look", f"{_HERE}sounds:paint", (48, 84, 220), 2.4,
)  # fmt: skip
PICTURES = SheetKind(
    "pictures", "Pictures", "Picture {number}", _is_picture, f"{_HERE}pictures:look",
    f"{_HERE}pictures:paint", (24, 64, 320),
)  # fmt: skip
SERIES = SheetKind(
    "series", "Series", "Series {number}", _is_series, f"{_HERE}series:look", f"{_HERE}series:paint",
    (40, 72, 240), 1.9,
)  # fmt: skip
SENTENCES = SheetKind(
    "sentences", "Texts", "Text {number}", _is_text, f"{_HERE}sentences:look", f"{_HERE}sentences:paint",
    (26, 26, 182), 0,
)  # fmt: skip
SHEETS = Registry((SOUNDS, PICTURES, SERIES, SENTENCES))  # the first that fits a field


def sheet_of(project: Project, fields: DataFields) -> tuple[SheetKind, tuple[str, ...]] | None:
    """Return the kind of sheet that suits what the network looks at, and the fields that it shows.

    None for rows of a table, and for what no kind fits.
    """
    if has_rows(project, fields):
        return None
    names = [name for name in dict.fromkeys(brought(project)) if name in fields.fields]
    for name in names:
        kind = next((each for each in SHEETS if each.fits(name, fields.fields[name])), None)
        if kind is not None:
            return kind, tuple(each for each in names if kind.fits(each, fields.fields[each]))
    return None


def is_browsed(project: Project, fields: DataFields) -> bool:
    """Tell whether judged samples are rows, or of a kind that a sheet shows."""
    return has_judged_samples(project, fields) and (
        has_rows(project, fields) or sheet_of(project, fields) is not None
    )


def data_of(samples: Samples, project: Project, dark: bool, fine: bool) -> SheetData | None:
    """Return what a sheet shows of samples; None where they are rows."""
    found, arrays = sheet_of(project, samples.dataset.fields), samples.dataset.arrays
    if found is None or any(name not in arrays for name in found[1]):
        return None
    known = samples.dataset.fields.fields
    kind, names = found
    of_kind = tuple(known[name] for name in names), tuple(arrays[name] for name in names)
    return SheetData(kind, *of_kind, dark, fine)
