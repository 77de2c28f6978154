"""What the types and uses of columns are called, and their signs."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.app.texts import tr
from playground.core.catalogue.manifest import Column, ColumnType, Use
from playground.core.importing.tables.dates import day_text
from playground.core.sentences import thousands
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.numbers import compact, span
from playground.gui.theme.tokens import Tokens

# By what `PreparedTable` calls them; "": what the source block says, which begins with the mean.
FILLS = {"": "As usual: mean", "mean": "Mean", "median": "Median", "frequent": "Most frequent"}
ICONS: dict[ColumnType, str] = {
    "number": "hash", "whole": "tally-5", "category": "tags", "yes_no": "square-check",
    "date": "calendar-days", "text": "type", "characters": "type", "byte_pairs": "type",
    "spectrogram": "audio-lines", "wave": "audio-lines", "path": "link", "picture": "image", "id": "tag",
    "constant": "equal",
}  # fmt: skip
TYPES: dict[ColumnType, str] = {
    "number": "Number", "whole": "Whole number", "category": "Category", "yes_no": "Yes / no",
    "date": "Date", "text": "Text", "characters": "Characters", "byte_pairs": "Byte pairs",
    "spectrogram": "Spectrogram", "wave": "Wave", "path": "File", "picture": "Picture", "id": "Id",
    "constant": "Constant",
}  # fmt: skip
_ROOMY = 9  # letters of both ends of a range, with room between them
# In the head of a column, where there is less room.
HEADS: dict[ColumnType, str] = {**TYPES, "whole": "Whole"}
USES: dict[Use, str] = {"input": "Input", "target": "Target", "group": "Group", "out": "Left out"}


def legend_colours(tokens: Tokens, count: int) -> list[QColor]:
    """Return one colour for each class of a legend, and grey for all others at the end."""
    return [*class_colours(tokens, count + 1)[1:], tokens.edge]


def range_words(column: Column, rows: int) -> str:
    """Return how far a column's values reach, in a few words."""
    if column.type in ("number", "whole"):
        return _between(compact(column.low, 4), compact(column.high, 4))
    if column.type == "date":
        return _between(*_days(day_text(column.low), day_text(column.high)))
    if column.type in ("category", "yes_no"):
        kind = tr("{count} classes") if column.use == "target" else tr("{count} kinds")
        return kind.format(count=thousands(len(column.kinds)))
    if column.type == "constant":
        return tr("only {value}").format(value=column.kinds[0][:20]) if column.kinds else tr("empty")
    return tr("all different") if column.type == "id" else tr("{count} rows").format(count=thousands(rows))


def _between(low: str, high: str) -> str:
    """Return a range in as little room as the head of a column has."""
    if "\u2212" in low + high or "-" in (low[:1], high[:1]):
        return span(low, high)
    return f"{low} – {high}" if len(low + high) <= _ROOMY else f"{low}–{high}"


def _days(first: str, last: str) -> tuple[str, str]:
    """Return two days by their years where these differ."""
    years = first[:4], last[:4]
    return years if years[0] != years[1] else (first, last[5:])


def missing_words(missing: int, rows: int) -> str:
    """Return how many values are missing: a count while there are few, else a share."""
    if not missing:
        return tr("none")
    return thousands(missing) if missing < rows / 10 else f"{100 * missing / rows:.0f}\u2009%"
