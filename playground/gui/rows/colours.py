"""The colours of classes and parts in the browser of the data."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.app.row_table import RowTable
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.style import current_theme


def of_classes(table: RowTable) -> list[QColor]:
    """Return one colour a class; one for all where there are none."""
    return class_colours(current_theme().tokens, max(1, len(table.classes)) + 1)[1:]


def of_parts() -> list[QColor]:
    """Return the colours of training, validation and test, as the curves have them."""
    tokens = current_theme().tokens
    return [tokens.curve_train, tokens.curve_validation, tokens.text3]
