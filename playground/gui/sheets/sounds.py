"""Recordings of a sheet: how they swing, and below which tones they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPolygonF

from playground.app.sample_looks import Heard, heard_in_tones, heard_in_wave, is_spectrogram
from playground.app.texts import tr
from playground.core.catalogue.own_sounds import LOUDEST, QUIETEST
from playground.gui.sheets.kind import NAME, NAMED_FROM, SheetData, SheetLook
from playground.gui.theme import colormaps
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM
from playground.gui.widgets.painting import text

COLUMNS = 300  # of a wave
_WAVE = 0.42  # of the height; the rest has the tones


@dataclass(frozen=True, eq=False)
class SoundLook:
    """A sound as it is drawn: its swing (columns, 2), upper edge first, and its tones."""

    swing: np.ndarray
    tones: QImage


def look(data: SheetData, row: int) -> SheetLook:
    """Read a sound."""
    heard = _heard(data, row)
    tones = colormaps.image(heard.tones, colormaps.loud(data.dark), QUIETEST, LOUDEST)
    swing = np.stack([heard.high, heard.low], axis=1)
    return SheetLook(SoundLook(swing, tones), swing.nbytes + tones.sizeInBytes())


def _heard(data: SheetData, row: int) -> Heard:
    field, values = data.fields[0], np.asarray(data.arrays[0][row])
    if is_spectrogram(field):
        return heard_in_tones(values[0])
    return heard_in_wave(values[:, 0], field.interval, COLUMNS)


def paint(painter: QPainter, place: QRectF, seen: SoundLook, data: SheetData) -> None:
    """Draw the wave over the tones, on the same axis of time; with much room both are named."""
    upper = QRectF(place.x(), place.y(), place.width(), place.height() * _WAVE)
    lower = place.adjusted(0, upper.height(), 0, 0)
    if place.height() >= NAMED_FROM:
        swings = tr("how loud") if is_spectrogram(data.fields[0]) else tr("how it swings")
        _name(painter, upper, swings)
        _name(painter, lower, tr("its tones, high ones above"))
        upper, lower = upper.adjusted(0, NAME, 0, 0), lower.adjusted(0, NAME, 0, 0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(lower, seen.tones)
    _paint_swing(painter, upper, seen.swing)


def _name(painter: QPainter, place: QRectF, words: str) -> None:
    line = QRectF(place.x(), place.y(), place.width(), NAME)
    text(painter, line, words, current_theme().tokens.text3, font(CAPTION, MEDIUM))


def _paint_swing(painter: QPainter, upper: QRectF, swing: np.ndarray) -> None:
    tokens = current_theme().tokens
    xs = upper.x() + np.linspace(0.0, upper.width(), len(swing))
    ys = upper.center().y() - np.clip(swing, -1, 1) * (upper.height() / 2 - 2)
    edge = [QPointF(x, y) for x, y in zip(xs.tolist(), ys[:, 0].tolist(), strict=True)]
    back = [QPointF(x, y) for x, y in zip(xs[::-1].tolist(), ys[::-1, 1].tolist(), strict=True)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(tokens.text2)  # a line where it is still
    painter.setBrush(tokens.text2)
    painter.drawPolygon(QPolygonF([*edge, *back]))
