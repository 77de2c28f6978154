"""Columns side by side with a line between them; those that may go do so where the panel is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import SPACE_L, SPACE_M
from playground.gui.widgets.guard import painted

_WIDE_FROM = 800  # px of panel width from which the gaps are generous
_INSET = 8  # px by which the lines are shorter than the panel, above and below


@dataclass(frozen=True)
class Column:
    """A widget, the least width it can be read at, its share of the rest, and whether it may go."""

    widget: QWidget
    minimum: int
    share: int = 1
    may_go: bool = False


class Columns(QWidget):
    """Lay out columns; `set_columns` again whenever their needs change."""

    def __init__(self, columns: Sequence[Column] = (), line: bool = True) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._lines: list[int] = []
        self._has_lines = line
        self.set_columns(columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns and no others."""
        kept = [column.widget for column in columns]
        for column in self._columns:
            if column.widget not in kept:
                column.widget.hide()
        self._columns = tuple(columns)
        for widget in kept:
            if widget.parent() is not self:
                widget.setParent(self)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Return the least that holds the columns which stay."""
        stay = [column.minimum for column in self._columns if not column.may_go]
        return QSize(sum(stay) + (len(stay) - 1) * (2 * SPACE_M + 1) + 2 * SPACE_L, 120)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(max(712, self.minimumSizeHint().width()), 180)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns out."""
        self._lay_out()

    def _gap(self) -> int:
        return 2 * (SPACE_L if self.width() >= _WIDE_FROM else SPACE_M) + 1

    def _fitting(self) -> list[Column]:
        """Return the columns there is room for, dropping from the right."""
        shown = list(self._columns)
        while shown and _needed(shown, self._gap()) > self.width() - 2 * SPACE_L and shown[-1].may_go:
            shown.pop()
        return shown

    def _lay_out(self) -> None:
        shown, gap = self._fitting(), self._gap()
        rest = max(0, self.width() - 2 * SPACE_L - _needed(shown, gap))
        shares = sum(column.share for column in shown) or 1
        x, self._lines = SPACE_L, []
        for column in shown:
            width = column.minimum + rest * column.share // shares
            column.widget.setGeometry(QRect(x, 0, width, self.height()))
            x += width + gap
            self._lines.append(x - gap // 2 - 1)
        self._lines = self._lines[:-1]
        for column in self._columns:
            column.widget.setVisible(column in shown)
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the lines."""
        if not self._has_lines:
            return
        painter.setPen(current_theme().tokens.line)
        for x in self._lines:
            painter.drawLine(x, _INSET, x, self.height() - _INSET)


def _needed(columns: Sequence[Column], gap: int) -> int:
    return sum(column.minimum for column in columns) + gap * max(0, len(columns) - 1)
