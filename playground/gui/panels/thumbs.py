"""Small pictures of samples, made when they are first seen and kept for a while."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from playground.app.sample_looks import picture_of
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import is_of_kind
from playground.core.project.values import Part
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.widgets.painting import in_proportion

KEPT = 4_000
Key = tuple[int, int, bool, float]


class Thumbs:
    """Draw samples of the data that are open; colours follow the theme, sizes the screen."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made: OrderedDict[Key, QPixmap] = OrderedDict()
        workspace.samples_changed.connect(self.forget)

    def forget(self) -> None:
        """Forget pictures of other data."""
        self._made.clear()

    def pixels(self, number: int) -> np.ndarray | None:
        """Return one raw picture (h, w), in colours (3, h, w); None until the samples are made.

        Several lie side by side.
        """
        samples = self._workspace.samples
        if samples is None or "image" not in samples.dataset.arrays:
            return None
        arrays = samples.dataset.arrays
        pictures = [arrays[name] for name in arrays if is_of_kind(name, "image")]
        return picture_of(pictures, number) if number < len(pictures[0]) else None

    def number(self, part: Part, index: int) -> int | None:
        """Return a sample's own number in the data set."""
        samples = self._workspace.samples
        if samples is None or index >= len(samples.parts[part]):
            return None
        return int(samples.parts[part][index])

    def picture(self, number: int, side: int, ratio: float) -> QPixmap | None:
        """Return a square picture, each pixel of the sample a sharp square."""
        dark = current_theme().dark
        key = (number, side, dark, ratio)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        values = self.pixels(number)
        if values is None:
            return None
        self._made[key] = made = self.drawn(values, side, ratio)
        if len(self._made) > KEPT:
            self._made.popitem(last=False)
        return made

    def drawn(self, values: np.ndarray, side: int, ratio: float) -> QPixmap:
        """Return raw pixels (h, w) or (3, h, w) as a square picture, what is no square in its middle."""
        field = self._workspace.fields.fields["image"]
        if values.ndim == 3:
            image = colormaps.coloured(values, field.low, field.high)
        else:
            image = colormaps.image(values, colormaps.grey(current_theme().dark), field.low, field.high)
        made = QPixmap(round(side * ratio), round(side * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            smooth = max(values.shape) > side * ratio
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(in_proportion(QRectF(0, 0, side, side), *values.shape[-2:]), image)
        return made
