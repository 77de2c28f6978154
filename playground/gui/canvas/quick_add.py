"""The menu at the end of a loose wire: blocks that fit, found by typing, with what they would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.core.blocks.spec import BlockSpec
from playground.gui.canvas.look import LEFT, PLAIN, RIGHT, SMALL, STRONG, write
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_POPOVER, with_alpha
from playground.gui.widgets.fields import SearchField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box
from playground.gui.widgets.popups import popups_of

WIDTH = 252
ROW = 34
MOST = 7  # rows shown at once


@dataclass(frozen=True)
class Offer:
    """One block that fits, and the shape it would give."""

    spec: BlockSpec
    gives: str = ""


class OfferList(QWidget):
    """The rows; the one under the pointer or reached by the arrows is lit."""

    taken = Signal(object)  # Offer

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []
        self.current = 0
        self._first = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_offers(self, offers: list[Offer]) -> None:
        """Take the rows."""
        self.offers, self.current, self._first = offers, 0, 0
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for some rows."""
        return QSize(WIDTH - 12, ROW * MOST)

    def walk(self, step: int) -> None:
        """Light the row before or after."""
        if self.offers:
            self.current = (self.current + step) % len(self.offers)
            self._first = min(max(self._first, self.current - MOST + 1), self.current)
            self.update()

    def take(self) -> None:
        """Take the row that is lit."""
        if self.offers:
            self.taken.emit(self.offers[self.current])

    def _row_at(self, y: float) -> int | None:
        row = int(y // ROW) + self._first
        return row if 0 <= row < len(self.offers) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        row = self._row_at(event.position().y())
        if row is not None and row != self.current:
            self.current = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the row under the pointer."""
        if self._row_at(event.position().y()) is not None:
            self.take()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by rows."""
        self.walk(-1 if event.angleDelta().y() > 0 else 1)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the rows."""
        for place, offer in enumerate(self.offers[self._first : self._first + MOST]):
            area = QRectF(0, place * ROW, self.width(), ROW)
            self._paint_row(painter, area, offer, place + self._first == self.current)
        if not self.offers:
            words = QRectF(10, 0, self.width() - 20, ROW)
            write(painter, words, tr("No block fits"), PLAIN, current_theme().tokens.text3, LEFT)

    def _paint_row(self, painter: QPainter, area: QRectF, offer: Offer, lit: bool) -> None:
        tokens = current_theme().tokens
        if lit:
            box(painter, area.adjusted(0, 1, 0, -1), 6, tokens.accent_ground)
        tint = tokens.tint("goal" if offer.spec.tint == "good" else offer.spec.tint)
        tile = QRectF(area.x() + 7, area.y() + 5, 24, 24)
        box(painter, tile, 6, with_alpha(tint, 0.18))
        paint_icon(painter, offer.spec.icon, tile.adjusted(5, 5, -5, -5), tint)
        write(painter, area.adjusted(40, 0, 0, 0), tr(offer.spec.title), STRONG, tokens.text, LEFT)
        if offer.gives:
            write(painter, area.adjusted(0, 0, -10, 0), f"→ {offer.gives}", PLAIN, tokens.text2, RIGHT)


class QuickAdd(QFrame):
    """Search, rows and one line that says what was left out."""

    def __init__(
        self, parent: QWidget, offers: list[Offer], note: str, take: Callable[[Offer], None]
    ) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._all = offers
        self._take = take
        self.note = note
        self.search = SearchField(tr("Search blocks"), parent=self)
        self.rows = OfferList(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 30)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.rows)
        self.rows.setFixedHeight(ROW * min(MOST, max(1, len(offers))))
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(tr("Add a block"))
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self.shut)
        self.search.walked.connect(self.rows.walk)
        self.search.returnPressed.connect(self.rows.take)
        self.rows.taken.connect(self._taken)
        self.rows.show_offers(offers)
        self.adjustSize()

    def open_at(self, at: QPointF) -> None:
        """Open with a corner at a point, inside the canvas, ready to type."""
        parent = self._canvas
        x = min(max(8, round(at.x())), parent.width() - self.width() - 8)
        y = min(max(8, round(at.y()) - 20), parent.height() - self.height() - 8)
        self.move(QPoint(x, max(8, y)))
        popups_of(self).open(self, self.shut)
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        names = ((offer, tr(offer.spec.title).lower()) for offer in self._all)
        found = [(not name.startswith(wanted), offer) for offer, name in names if wanted in name]
        self.rows.show_offers([offer for _, offer in sorted(found, key=lambda each: each[0])])

    def _taken(self, offer: Offer) -> None:
        self.shut()
        self._take(offer)

    def shut(self) -> None:
        """Close without taking anything."""
        popups_of(self).forget(self)
        self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)  # before it hides: Qt would walk on
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground and the note."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS_POPOVER, tokens.panel, tokens.line2)
        note = QRectF(14, self.height() - 28, self.width() - 28, 22)
        write(painter, note, SMALL.elided(self.note, note.width()), SMALL, tokens.text3, LEFT)
