"""What the opened time strip adds: small pictures along the run, and its losses beneath them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from playground.app.live import LiveState
from playground.core.views.spec import Snapshot
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.widgets.painting import box

SIDE, LARGE = 34, 42  # px of a picture, and of the one that is looked at
APART = 56  # px from one place to the next
LATER = 0.55  # opacity of what came later
_FILTERS = 16  # at most, of a picture of weights
_FEWEST_EPOCHS = 2  # that make a curve
_LEAST = 1e-6  # a loss of nothing has no logarithm

XOf = Callable[[float], float]


@dataclass(frozen=True)
class Slot:
    """One picture on the strip: its step, and where its middle lies."""

    step: int
    x: float


def slots(left: float, right: float, step_at: Callable[[float], float], steps: Iterable[int]) -> list[Slot]:
    """Return evenly spaced places, each with the kept step that is nearest to what lies beneath it."""
    kept, found = np.array(sorted(steps)), dict[int, Slot]()
    for x in np.arange(left + LARGE / 2, right, APART):
        if kept.size:
            step = int(kept[np.argmin(np.abs(kept - step_at(float(x))))])
            found.setdefault(step, Slot(step, float(x)))
    return list(found.values())


def thumbnail(shown: Snapshot, dark: bool) -> QImage | None:
    """Return a small picture of what a view shows; None where it shows nothing that has one."""
    values = _values(shown)
    if values is None or not values.size:
        return None
    return colormaps.image(values, colormaps.diverging(dark, muted="value" in shown.arrays))


def _values(shown: Snapshot) -> np.ndarray | None:
    """Return the picture in -1 to +1: a map, a matrix of answers, or weights."""
    arrays = shown.arrays
    if "value" in arrays:
        return arrays["value"]
    if "confusion" in arrays:
        return _of_answers(arrays["confusion"])
    filters, weights = (
        next((each for each in arrays.values() if each.ndim == axes), None) for axes in (3, 2)
    )
    made = _tiled(filters) if filters is not None else weights
    return made / max(float(np.abs(made).max()), _LEAST) if made is not None and made.size else None


def _of_answers(counts: np.ndarray) -> np.ndarray:
    """Return shares of each true class: hits below 0, mistakes above, by their roots since they are rare."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    made: np.ndarray = np.where(np.eye(len(shares), dtype=bool), -shares, np.sqrt(shares))
    return made


def _tiled(filters: np.ndarray) -> np.ndarray:
    """Return the first filters side by side, in as many rows as columns."""
    side = int(np.sqrt(min(len(filters), _FILTERS)))
    rows = [np.hstack(list(filters[row * side : (row + 1) * side])) for row in range(side)]
    return np.vstack(rows)


def paint_picture(painter: QPainter, image: QImage | None, place: QRectF, current: bool) -> None:
    """Draw a picture in its frame; the one that is looked at has a ring."""
    tokens = current_theme().tokens
    box(painter, place, 5, tokens.field, tokens.line)
    if image is not None:
        painter.drawImage(place.adjusted(2, 2, -2, -2), image)
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.accent_text, 2))
        painter.drawRoundedRect(place, 5, 5)


def paint_losses(painter: QPainter, live: LiveState, x_of: XOf, top: float, bottom: float) -> None:
    """Draw both losses of the epochs, on a logarithmic axis of their own."""
    tokens = current_theme().tokens
    if len(live.epochs) < _FEWEST_EPOCHS:
        return
    lines = [(np.asarray(live.epochs.column(name), float), colour)
             for name, colour in (("loss", tokens.accent_text), ("val_loss", tokens.warn))
             if name in live.epochs.names]  # fmt: skip
    every = np.concatenate([values for values, _ in lines])
    every = every[np.isfinite(every)]
    if not every.size:
        return
    low, high = np.log(np.maximum([every.min(), every.max()], _LEAST))
    xs = [x_of(float(step)) for step in live.epochs.column("step")]
    for values, colour in lines:
        share = (np.log(np.maximum(values, _LEAST)) - low) / max(high - low, _LEAST)
        _line(painter, xs, bottom - share * (bottom - top), colour)


def _line(painter: QPainter, xs: list[float], ys: np.ndarray, colour: QColor) -> None:
    path = QPainterPath()
    for x, y in zip(xs, ys, strict=True):
        if not np.isfinite(y):
            continue
        point = QPointF(x, float(y))
        if path.elementCount() == 0:
            path.moveTo(point)
        else:
            path.lineTo(point)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.4))
    painter.drawPath(path)
