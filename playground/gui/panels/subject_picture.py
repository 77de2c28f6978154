"""The picture that is looked at, large, with the pixels that the answer hangs on laid over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.blocks.shapes import Field
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

VEIL = 0.72  # opacity of the map over the picture


class SubjectPicture(QWidget):
    """Draw raw pixels as sharp squares."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self.setAccessibleName(tr("The picture that is looked at"))
        self._pixels: np.ndarray | None = None
        self._field: Field | None = None
        self.reasons: np.ndarray | None = None  # (h, w) in -1 to 1

    def show_pixels(self, pixels: np.ndarray | None, field: Field | None) -> None:
        """Show raw pixels (channels, h, w) of a field, or nothing."""
        self._pixels = None if pixels is None else pixels.mean(axis=0)
        self._field = field
        self.update()

    def show_reasons(self, reasons: np.ndarray | None, scale: float = 1.0) -> None:
        """Lay a map (h, w) over the picture; `scale` is its strongest value."""
        self.reasons = None if reasons is None else np.clip(reasons / (scale or 1.0), -1, 1)
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the picture and what lies over it."""
        tokens, dark = current_theme().tokens, current_theme().dark
        box(painter, self.rect().toRectF(), 6, tokens.field, tokens.line2)
        inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        if self._pixels is not None and self._field is not None:
            low, high = self._field.low, self._field.high
            painter.drawImage(inner, colormaps.image(self._pixels, colormaps.grey(dark), low, high))
            if self.reasons is not None:
                painter.setOpacity(VEIL)
                painter.drawImage(inner, colormaps.image(self.reasons, colormaps.diverging(dark), -1.0, 1.0))
