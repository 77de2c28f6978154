"""Facts in a column: names at the left, figures at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import RIGHT, text, width_of

PITCH = 26
_TOP = 7
_BETWEEN = 8  # px, the least between name and figure

Facts = Sequence[tuple[str, str]]


class FactList(QWidget):
    """Paint facts; nothing moves when a figure changes."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_facts(self, facts: Facts) -> None:
        """Show other facts; equal ones paint nothing."""
        shown = tuple(facts)
        if shown != self._facts:
            self._facts = shown
            self.setAccessibleName(", ".join(f"{name} {value}" for name, value in shown))
            self.update()

    def facts(self) -> dict[str, str]:
        """Return what is shown."""
        return dict(self._facts)

    def least_width(self) -> int:
        """Return the width at which no name is cut for its figure."""
        plain, strong = font(BODY), font(BODY, SEMIBOLD, tabular=True)
        wide = (width_of(name, plain) + _BETWEEN + width_of(value, strong) for name, value in self._facts)
        return round(max(wide, default=0.0) + 1)

    def sizeHint(self) -> QSize:
        """Return room for all facts."""
        return QSize(190, 2 * _TOP + PITCH * len(self._facts))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the facts, closer together where they would not fit."""
        tokens = current_theme().tokens
        pitch = min(PITCH, (self.height() - 2 * _TOP) / max(1, len(self._facts)))
        strong = font(BODY, SEMIBOLD, tabular=True)
        for index, (name, value) in enumerate(self._facts):
            line = QRectF(0, _TOP + index * pitch, self.width(), pitch)
            room = line.width() - width_of(value, strong) - _BETWEEN
            text(painter, QRectF(line.x(), line.y(), room, pitch), name, tokens.text2, font(BODY))
            text(painter, line, value, tokens.text, strong, RIGHT)
