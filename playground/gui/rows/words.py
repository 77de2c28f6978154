"""What stands in the cells and heads of the browser of the data."""

from __future__ import annotations

import numpy as np

from playground.app.row_filter import Brush
from playground.app.row_spreads import ColumnBins
from playground.app.row_table import SAYS, TARGET, RowColumn, RowTable
from playground.app.texts import tr
from playground.core.importing.tables.dates import day_text
from playground.core.sentences import thousands
from playground.gui.theme.numbers import NOTHING, compact, figure, integer, percent, span

_DIGITS = 5


def value_words(column: RowColumn, value: float) -> str:
    """Return one value of a column in words; a dash where none is known."""
    if not np.isfinite(value):
        return NOTHING
    if column.kinds:
        return column.kinds[int(value)] if 0 <= value < len(column.kinds) else NOTHING
    if column.date:
        return day_text(value)
    if column.meaning == "number":
        return integer(value)
    return figure(value) if column.meaning in ("loss", "says") else compact(value, _DIGITS)


def title_of(column: RowColumn) -> str:
    """Return the name of a column, with its unit."""
    return f"{column.title}, {column.unit}" if column.unit else column.title


def cell_words(table: RowTable, column: RowColumn, row: int) -> str:
    """Return what a cell says."""
    words = value_words(column, float(column.values[row]))
    if column.meaning == "says" and column.kinds and words != NOTHING:
        return f"{words} {percent(float(table.sure[row]))}"
    return words


def brush_words(column: RowColumn, brush: Brush) -> str:
    """Return what was brushed of a column: "flipper 178 … 200"."""
    return f"{column.title} {brushed_words(column, brush)}"


def brushed_words(column: RowColumn, brush: Brush) -> str:
    """Return the values that were brushed."""
    if column.kinds and column.meaning != "says":
        first, last = max(0, round(brush.low)), min(len(column.kinds) - 1, round(brush.high))
        return ", ".join(column.kinds[first : last + 1])
    if column.kinds:
        return span(percent(brush.low, 0), percent(brush.high, 0))
    ends = (value_words(column, each) for each in (brush.low, brush.high))
    return span(*ends)


def range_of(column: RowColumn, bins: ColumnBins | None) -> str:
    """Return how far the values of a column reach, in a few words."""
    if column.kinds and column.meaning != "says":
        named = {"part": tr("{count} parts"), "target": tr("{count} classes")}
        some = bins is not None and column.meaning == "part"  # a part may have no samples
        count = thousands(len(np.unique(bins.at[bins.at >= 0])) if some and bins else len(column.kinds))
        return named.get(column.meaning, tr("{count} kinds")).format(count=count)
    if bins is None or not (bins.at >= 0).any():
        return NOTHING
    if column.meaning == "says" and column.kinds:
        words = span(percent(float(bins.edges[0]), 0), percent(float(bins.edges[-1]), 0))
        return tr("certainty {range}").format(range=words)
    return span(*(value_words(column, float(each)) for each in (bins.edges[0], bins.edges[-1])))


def label_words(table: RowTable, row: int) -> str:
    """Return what is true of a sample; "" where nothing is known of it."""
    column = table.column(TARGET)
    return value_words(column, float(column.values[row])) if column is not None else ""


def said_words(table: RowTable, row: int) -> str:
    """Return what the network says of a sample; "" before it says anything."""
    column = table.column(SAYS)
    words = cell_words(table, column, row) if column is not None else NOTHING
    return "" if words == NOTHING else words
