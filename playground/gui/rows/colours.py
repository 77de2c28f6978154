"""The colours of classes and parts in the browser of the data."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from playground.app.row_table import RowTable
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import DARK, LIGHT


def of_classes(table: RowTable) -> list[QColor]:
    """Return one colour a class; one for all where there are none."""
    return _of_classes(current_theme().dark, max(1, len(table.classes)))


@lru_cache(maxsize=8)
def _of_classes(dark: bool, count: int) -> list[QColor]:
    return class_colours(DARK if dark else LIGHT, count + 1)[1:]


def of_parts() -> list[QColor]:
    """Return the colours of training, validation and test, as the curves have them."""
    tokens = current_theme().tokens
    return [tokens.curve_train, tokens.curve_validation, tokens.text3]
