"""The pictures of each class in a row, as the network gets them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.sentences import thousands
from playground.gui.own.thumbs import draw_thumb, image_of
from playground.gui.own.type_words import legend_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_TILE, REGULAR, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text
from playground.gui.widgets.plain import show_tip

THUMB, THUMB_NARROW = 54, 44  # px
NARROW_BELOW = 1000
_HEAD, _GAP, _BETWEEN, _MORE = 138, 2, 8, 52  # px
_FEW = 0.5  # of the largest class: fewer are said so
_TURN = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True)
class ClassRow:
    """One class: its name, how many pictures it has, and those that can be shown."""

    name: str
    count: int
    shown: tuple[int, ...]  # rows of the data


class PictureSheet(QWidget):
    """Draw a row a class; `chosen(row)` when a picture is clicked or reached by an arrow."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ClassRow, ...] = ()
        self.current = -1
        self._draft: PicturesDraft | None = None
        self._doubles: frozenset[int] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(tr("Pictures by class"))

    def show_draft(self, draft: PicturesDraft) -> None:
        """Show another draft's pictures."""
        if self._draft is None or draft.looked is not self._draft.looked:
            self.rows = rows_of(draft)
            self._doubles = frozenset(row for each in draft.looked.doubles for row in (each.one, each.other))
        self._draft = draft
        if not 0 <= self.current < draft.rows:
            self.current = next((row for each in self.rows for row in each.shown), -1)
        self._fit()
        self.update()

    def thumb(self) -> int:
        """Return the side of a small picture, px."""
        return THUMB_NARROW if self.width() < NARROW_BELOW else THUMB

    def sizeHint(self) -> QSize:
        """Return the size of four classes."""
        return QSize(700, 4 * (THUMB + _BETWEEN))

    def place_of(self, row: int) -> QRectF:
        """Return where a picture is ; an empty place for one that is not shown."""
        for at, each in enumerate(self.rows):
            if row in each.shown[: self._room(each)]:
                return self._cell(at, each.shown.index(row))
        return QRectF()

    def _cell(self, at: int, place: int) -> QRectF:
        side = self.thumb()
        y = at * (side + _BETWEEN)
        return QRectF(_HEAD + place * (side + _GAP), y + 2, side, side)

    def _room(self, row: ClassRow) -> int:
        """Return how many pictures of a class have room."""
        cells = (self.width() - _HEAD) // (self.thumb() + _GAP)
        if row.count <= min(cells, len(row.shown)):
            return row.count
        return max(0, (self.width() - _HEAD - _MORE) // (self.thumb() + _GAP))

    def _fit(self) -> None:
        self.setMinimumHeight(len(self.rows) * (self.thumb() + _BETWEEN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self._fit()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the classes that are in view."""
        if self._draft is None:
            return
        tokens, legend = current_theme().tokens, self._draft.legend
        colours = dict(zip(legend.kinds, legend_colours(tokens, len(legend.kinds)), strict=False))
        most = max((each.count for each in self.rows), default=1)
        seen = QRectF(self.visibleRegion().boundingRect())
        for at, row in enumerate(self.rows):
            top = self._cell(at, 0)
            if top.bottom() >= seen.top() and top.y() <= seen.bottom():
                self._head(painter, top, row, most, colours.get(row.name, tokens.edge))
                self._pictures(painter, at, row, self._draft)

    def _head(self, painter: QPainter, cell: QRectF, row: ClassRow, most: int, colour: QColor) -> None:
        tokens, width = current_theme().tokens, _HEAD - 14
        box(painter, QRectF(0, cell.y() + 5, 8, 8), 2, colour)
        line = QRectF(14, cell.y(), width - 14, 18)
        text(painter, line.adjusted(0, 0, -44, 0), row.name, tokens.text, font(BODY, SEMIBOLD))
        text(painter, line, thousands(row.count), tokens.text, font(BODY, SEMIBOLD, True), RIGHT)
        bar = QRectF(0, cell.y() + 22, width, 4)
        box(painter, bar, 2, tokens.line2)
        box(painter, QRectF(0, bar.y(), max(2.0, width * row.count / max(1, most)), 4), 2, colour)
        line = QRectF(0, cell.y() + 29, width, 16)
        if row.count < _FEW * most:
            paint_icon(painter, "triangle-alert", QRectF(0, line.y() + 2, 12, 12), tokens.warn)
            words = tr("{share} of the largest").format(share=percent(row.count / most, 0))
            text(painter, line.adjusted(17, 0, 0, 0), words, tokens.warn, font(CAPTION, MEDIUM))
        else:
            whole = max(1, sum(each.count for each in self.rows))
            words = tr("{share} of all").format(share=percent(row.count / whole, 0))
            text(painter, line, words, tokens.text2, font(CAPTION, REGULAR))

    def _pictures(self, painter: QPainter, at: int, row: ClassRow, draft: PicturesDraft) -> None:
        tokens, room = current_theme().tokens, self._room(row)
        for place, sample in enumerate(row.shown[:room]):
            cell = self._cell(at, place)
            ring = tokens.accent_text if sample == self.current else None
            draw_thumb(painter, cell, image_of(draft.looked.pictures[sample], draft.form), ring)
            if sample in self._doubles:
                badge = QRectF(cell.right() - 18, cell.y() + 3, 15, 15)
                box(painter, badge, 4, tokens.window, tokens.warn)
                paint_icon(painter, "copy", badge.adjusted(3, 3, -3, -3), tokens.warn)
        left = row.count - min(room, len(row.shown))
        if left > 0:
            cell = self._cell(at, min(room, len(row.shown)))
            more = QRectF(cell.x(), cell.y(), _MORE - 4, cell.height())
            box(painter, more, RADIUS_TILE, tokens.raised)
            text(painter, more, f"+ {thousands(left)}", tokens.text2, font(BODY, SEMIBOLD, True), CENTRE)

    # Gestures

    def row_at(self, place: QPoint) -> int:
        """Return the picture at a place, -1 for none."""
        for at, each in enumerate(self.rows):
            for number, row in enumerate(each.shown[: self._room(each)]):
                if self._cell(at, number).contains(place.toPointF()):
                    return row
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a picture."""
        row = self.row_at(event.position().toPoint())
        if row >= 0:
            self._choose(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrows."""
        turn = _TURN.get(Qt.Key(event.key()))
        if turn is None or not self.rows:
            super().keyPressEvent(event)
            return
        at = next((at for at, each in enumerate(self.rows) if self.current in each.shown), 0)
        place = self.rows[at].shown.index(self.current) if self.current in self.rows[at].shown else 0
        at = max(0, min(len(self.rows) - 1, at + turn[1]))
        shown = self.rows[at].shown[: self._room(self.rows[at])]
        if shown:
            self._choose(shown[max(0, min(len(shown) - 1, place + turn[0]))])

    def _choose(self, row: int) -> None:
        self.current = row
        self.update()
        self.chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        """Tell a picture's file and size."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._draft is not None:
            row = self.row_at(event.pos())
            if row >= 0:
                each = self._draft.looked.pictures[row]
                show_tip(event.globalPos(), f"{each.name}\n{each.width} × {each.height}", self)
            return True
        return bool(super().event(event))


def rows_of(draft: PicturesDraft) -> tuple[ClassRow, ...]:
    """Return the classes, the largest first; one row of all where nothing tells classes apart."""
    target, pictures = draft.target, draft.looked.pictures
    kept = np.array([each.small is not None for each in pictures], bool)
    if target is None or not target.kinds:
        return (ClassRow(tr("all"), len(pictures), tuple(np.flatnonzero(kept).tolist())),)
    values = draft.looked.values(draft.looked.target)
    counts = np.bincount(values[values >= 0], minlength=len(target.kinds))
    order = np.argsort(-counts, kind="stable").tolist()
    shown = {kind: tuple(np.flatnonzero(kept & (values == kind)).tolist()) for kind in order}
    return tuple(ClassRow(target.kinds[kind], int(counts[kind]), shown[kind]) for kind in order)
