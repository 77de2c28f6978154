"""The colour of a run: by its number, never violet; those after the first row of colours are dashed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.app.run_rows import RunRow
from playground.gui.theme.tokens import Tokens

_TOKENS = ("negative", "positive", "source", "image", "activation", "good", "bad", "text2")


def colour_of(row: RunRow, tokens: Tokens) -> QColor:
    """Return a run's colour in a theme."""
    return tokens.colour(_TOKENS[(row.label.number - 1) % len(_TOKENS)])


def pen_of(row: RunRow, tokens: Tokens, width: float) -> QPen:
    """Return the pen that draws a run's line."""
    dashed = (row.label.number - 1) // len(_TOKENS) % 2 == 1
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    return QPen(colour_of(row, tokens), width, style, Qt.PenCapStyle.RoundCap)
