"""The classes of the target with their colours and how many rows each has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.importing.tables.spreads import Legend
from playground.core.sentences import thousands
from playground.gui.own.type_words import legend_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of

_GAP, _MARK, _LONGEST = 18, 14, 110  # px


class ClassLegend(QWidget):
    """One line: mark, name and count of each class; those without room are left out at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._legend = Legend((), ())
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_legend(self, legend: Legend) -> None:
        """Show other classes."""
        self._legend = legend
        self.setAccessibleName(", ".join(f"{kind} {count}" for kind, count in self._entries()))
        self.updateGeometry()
        self.update()

    def _entries(self) -> list[tuple[str, int]]:
        pairs = list(zip(self._legend.kinds, self._legend.counts, strict=True))
        return [*pairs, (tr("others"), self._legend.rest)] if self._legend.rest else pairs

    def sizeHint(self) -> QSize:
        """Return the size of all classes."""
        return QSize(round(sum(self._width(*each) + _GAP for each in self._entries())), 24)

    def minimumSizeHint(self) -> QSize:
        """Shrink to nothing."""
        return QSize(0, 24)

    def _width(self, kind: str, count: int) -> float:
        name = min(_LONGEST, width_of(kind, font(BODY, MEDIUM)))
        return _MARK + name + 6 + width_of(thousands(count), font(BODY, SEMIBOLD, True))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the classes from the right edge."""
        tokens = current_theme().tokens
        colours = legend_colours(tokens, len(self._legend.kinds))
        x = 0.0
        for colour, (kind, count) in zip(colours, self._entries(), strict=False):
            wide = self._width(kind, count)
            if x + wide > self.width():
                return
            box(painter, QRectF(x, 8, 8, 8), 2, colour)
            name = min(_LONGEST, width_of(kind, font(BODY, MEDIUM)))
            text(painter, QRectF(x + _MARK, 0, name, 24), kind, tokens.text2, font(BODY, MEDIUM))
            rest = QRectF(x + _MARK + name + 6, 0, wide, 24)
            text(painter, rest, thousands(count), tokens.text, font(BODY, SEMIBOLD, True))
            x += wide + _GAP
