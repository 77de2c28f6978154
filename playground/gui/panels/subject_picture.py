"""The picture that is looked at, large, with the pixels that the answer hangs on laid over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.blocks.shapes import Field
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, in_proportion

VEIL = 0.72  # opacity of the map over the picture
GAP = 4  # px between pictures
WIDEST = 1.9  # times as wide as a single picture several get at most
PAIRED = 0.75  # of a single picture's side each of two has at most
SamplePicture = tuple[np.ndarray, Field]  # (channels, h, w) raw, and what its numbers mean


class SubjectPicture(QWidget):
    """Draw raw pixels as sharp squares; of a sample with several pictures all, beside each other."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.setFixedSize(side, side)
        self.setAccessibleName(tr("The picture that is looked at"))
        self._pictures: list[SamplePicture] = []
        self.reasons: list[np.ndarray] | None = None  # (h, w) in -1 to 1, one for each picture

    def show_pictures(self, pictures: Sequence[SamplePicture]) -> None:
        """Show raw pixels (channels, h, w) of fields, or nothing."""
        self._pictures = [(pixels.mean(axis=0), field) for pixels, field in pictures]
        count = max(1, len(pictures))
        each = self._each(count)
        self.setFixedSize(count * (each + GAP) - GAP, each)
        self.update()

    def _each(self, count: int) -> int:
        """Return how wide each of so many pictures is."""
        room = round(WIDEST * self._side)
        return self._side if count == 1 else min(round(PAIRED * self._side), (room + GAP) // count - GAP)

    def place(self, index: int) -> QRectF:
        """Return where one of the pictures stands."""
        each = self._each(max(1, len(self._pictures)))
        return QRectF(index * (each + GAP), 0, each, each)

    def show_reasons(self, reasons: Sequence[np.ndarray] | None, scale: float = 1.0) -> None:
        """Lay a map (h, w) over each picture; `scale` is the strongest value of all."""
        strongest = scale or 1.0
        self.reasons = None if reasons is None else [np.clip(each / strongest, -1, 1) for each in reasons]
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the pictures and what lies over them."""
        tokens, dark = current_theme().tokens, current_theme().dark
        for index in range(max(1, len(self._pictures))):
            box(painter, self.place(index), 6, tokens.field, tokens.line2)
        for index, (pixels, field) in enumerate(self._pictures):
            inner = in_proportion(self.place(index).adjusted(4, 4, -4, -4), *pixels.shape)
            painter.drawImage(inner, colormaps.image(pixels, colormaps.grey(dark), field.low, field.high))
            if self.reasons is not None and index < len(self.reasons):
                painter.setOpacity(VEIL)
                over = colormaps.image(self.reasons[index], colormaps.diverging(dark), -1.0, 1.0)
                painter.drawImage(inner, over)
                painter.setOpacity(1.0)
