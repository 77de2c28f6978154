"""What is shown over the window while files are held over it: where they can be dropped, and what follows.

Only names and sizes are used: nothing is read before the drop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QPropertyAnimation, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from playground.app.offered import ICONS, Offer
from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import byte_count
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    BODY,
    CAPTION,
    LIVE,
    MEDIUM,
    RADIUS_BLOCK,
    RADIUS_POPOVER,
    RADIUS_TILE,
    REGULAR,
    SEMIBOLD,
    TITLE,
    TRANSITION_MS,
    with_alpha,
)
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, key_cap, text
from playground.gui.widgets.shadow import draw_shadow

CARD, CARD_NARROW, SHORT_HEIGHT = 458, 400, 132  # px
NARROW_BELOW = 1400  # px of the window
_DASHES = (6.0, 4.0)


@dataclass(frozen=True)
class Zone:
    """A place to drop on, with what a drop there does."""

    name: str
    place: QRect  # in the window
    icon: str
    title: str
    words: str  # a sentence beneath the title of a card that is not open
    drop: Callable[[tuple[Path, ...]], object]


class DropOverlay(QWidget):
    """Darken the window and draw the zones; the one under the pointer is open."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Where files can be dropped"))
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setDuration(TRANSITION_MS)
        self.offer: Offer | None = None
        self.zones: tuple[Zone, ...] = ()
        self.hot: Zone | None = None
        self.hide()

    def begin(self, offer: Offer, zones: tuple[Zone, ...]) -> None:
        """Show what is held and where it may go."""
        self.offer, self.zones, self.hot = offer, zones, None
        self.setGeometry(self._window.rect())
        self._fade.stop()
        self._effect.setOpacity(0.0)
        self.show()
        self.raise_()
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.start()

    def point_at(self, place: QPointF) -> Zone | None:
        """Open the card of the zone at a place of the window; the first zone counts where there is none."""
        if self.offer is None or not self.offer.taken:
            return None
        inside = (zone for zone in self.zones if zone.place.contains(place.toPoint()))
        hot = next(inside, self.zones[0] if self.zones else None)
        if hot != self.hot:
            self.hot = hot
            self.update()
        return hot

    def end(self) -> None:
        """Leave everything as it was."""
        self._fade.stop()
        self.offer, self.zones, self.hot = None, (), None
        self.hide()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw ground, frames and cards."""
        if self.offer is None:
            return
        tokens = current_theme().tokens
        painter.fillRect(self.rect(), with_alpha(tokens.window, 0.55))
        for zone in self.zones:
            hot = zone is self.hot
            self._frame(painter, QRectF(zone.place), hot)
            if not hot and self.offer.taken:
                self._short_card(painter, zone)
        if self.hot is not None:
            self._open_card(painter, self.hot, self.offer)
        elif not self.offer.taken:
            self._refusal(painter, self.offer)

    def _frame(self, painter: QPainter, place: QRectF, hot: bool) -> None:
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(tokens.accent_text if hot else tokens.edge, 2.0 if hot else 1.0)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        ground = with_alpha(tokens.accent_ground, 0.7) if hot else with_alpha(tokens.window, 0.4)
        painter.setBrush(ground)
        painter.drawRoundedRect(place.adjusted(9, 9, -9, -9), RADIUS_BLOCK, RADIUS_BLOCK)

    def _card(self, painter: QPainter, zone: Zone, width: float, height: float, hot: bool) -> QRectF:
        tokens = current_theme().tokens
        place = QRectF(zone.place)
        card = QRectF(0, 0, min(width, place.width() - 32), min(height, place.height() - 32))
        card.moveCenter(place.center())
        draw_shadow(painter, card, RADIUS_POPOVER, "large")
        box(painter, card, RADIUS_POPOVER, tokens.panel, tokens.accent_text if hot else tokens.line2)
        return card

    def _short_card(self, painter: QPainter, zone: Zone) -> None:
        tokens = current_theme().tokens
        narrow = self.width() < NARROW_BELOW
        card = self._card(painter, zone, 248, SHORT_HEIGHT - (36 if narrow else 0), hot=False)
        tile = QRectF(card.center().x() - 16, card.y() + 14, 32, 32)
        _tile(painter, tile, zone.icon)
        line = QRectF(card.x() + 12, tile.bottom() + 10, card.width() - 24, 18)
        text(painter, line, zone.title, tokens.text, font(TITLE, SEMIBOLD), CENTRE)
        if not narrow:
            wrapped = QRectF(card.x() + 12, line.bottom() + 2, card.width() - 24, 40)
            painter.setFont(font(CAPTION, REGULAR))
            painter.setPen(tokens.text2)
            painter.drawText(
                wrapped, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), zone.words
            )

    def _open_card(self, painter: QPainter, zone: Zone, offer: Offer) -> None:
        steps = _steps(zone, offer)
        height = 164 + 40 * len(steps)
        width = CARD_NARROW if self.width() < NARROW_BELOW else CARD
        card = self._card(painter, zone, width, height, hot=True)
        inner = card.adjusted(22, 22, -22, -12)
        self._head(painter, inner, offer, ICONS[offer.kind])
        tokens = current_theme().tokens
        self._rule(painter, inner, inner.y() + 60)
        if steps:
            words = QRectF(inner.x(), inner.y() + 70, inner.width(), 20)
            text(painter, words, tr("Drop it here and"), tokens.text2, font(BODY, MEDIUM))
        for index, (icon, title, detail) in enumerate(steps):
            y = inner.y() + 98 + 40 * index
            paint_icon(painter, icon, QRectF(inner.x() + 1, y + 2, 16, 16), tokens.accent_text)
            room = QRectF(inner.x() + 30, y, inner.width() - 30, 18)
            text(painter, room, title, tokens.text, font(TITLE, SEMIBOLD))
            text(painter, room.translated(0, 17), detail, tokens.text2, font(CAPTION, REGULAR))
        self._foot(painter, card)

    def _foot(self, painter: QPainter, card: QRectF) -> None:
        tokens = current_theme().tokens
        inner = card.adjusted(22, 0, -22, 0)
        self._rule(painter, inner, card.bottom() - 42)
        line = QRectF(inner.x(), card.bottom() - 34, inner.width(), 20)
        key_cap(
            painter,
            QRectF(line.x(), line.y() + 1, 30, 18),
            tr("Esc"),
            tokens.raised,
            tokens.line2,
            tokens.text,
        )
        words = tr("leaves everything as it is")
        text(painter, line.adjusted(38, 0, 0, 0), words, tokens.text2, font(CAPTION, REGULAR), LEFT)
        if card.width() >= CARD_NARROW:
            more = tr("A folder or several files work too")
            text(painter, line, more, tokens.text3, font(CAPTION, REGULAR), RIGHT)

    def _head(self, painter: QPainter, inner: QRectF, offer: Offer, icon: str) -> None:
        tokens = current_theme().tokens
        _tile(painter, QRectF(inner.x(), inner.y(), 44, 44), icon)
        room = QRectF(inner.x() + 60, inner.y() + 2, inner.width() - 60, 22)
        text(painter, room, offer.title, tokens.text, font(LIVE, SEMIBOLD), cut=Qt.TextElideMode.ElideMiddle)
        size = byte_count(offer.size)
        told = tr("{size} · {kind}").format(size=size, kind=offer.detail) if offer.size else offer.detail
        text(painter, room.translated(0, 22), told, tokens.text2, font(BODY, REGULAR))

    def _rule(self, painter: QPainter, inner: QRectF, y: float) -> None:
        painter.setPen(current_theme().tokens.line)
        painter.drawLine(QPointF(inner.x(), y), QPointF(inner.right(), y))

    def _refusal(self, painter: QPainter, offer: Offer) -> None:
        tokens = current_theme().tokens
        place = QRectF(self.zones[0].place) if self.zones else QRectF(self.rect())
        card = QRectF(0, 0, min(CARD, place.width() - 32), 124)
        card.moveCenter(place.center())
        draw_shadow(painter, card, RADIUS_POPOVER, "large")
        box(painter, card, RADIUS_POPOVER, tokens.panel, tokens.line2)
        inner = card.adjusted(22, 18, -22, -12)
        text(painter, QRectF(inner.x(), inner.y(), inner.width(), 22), offer.title, tokens.text2,
             font(LIVE, SEMIBOLD), cut=Qt.TextElideMode.ElideMiddle)  # fmt: skip
        painter.setFont(font(BODY, REGULAR))
        painter.setPen(tokens.text2)
        painter.drawText(inner.adjusted(0, 30, 0, 0), int(LEFT | Qt.TextFlag.TextWordWrap), offer.detail)


def _tile(painter: QPainter, place: QRectF, icon: str) -> None:
    tokens = current_theme().tokens
    box(painter, place, RADIUS_TILE, with_alpha(tokens.source, 0.16))
    side = place.width() / 2
    inner = QRectF(0, 0, side, side)
    inner.moveCenter(place.center())
    paint_icon(painter, icon, inner, tokens.source)


def _steps(zone: Zone, offer: Offer) -> tuple[tuple[str, str, str], ...]:
    """Return what a drop does, as icon, title and detail."""
    if offer.kind == "project":
        return (("folder-open", tr("it opens in place of this project"),
                 tr("What is not saved is asked about first.")),)  # fmt: skip
    if zone.name != "look":
        return ((zone.icon, zone.title, zone.words),)
    folder = offer.kind == "folder"
    return (
        ("file-text", tr("it is read, and only it"), tr("Nothing in it is run, the disk stays as it is.")),
        ("columns-3", tr("one page tells what is in it"),
         tr("Classes, sizes, bad files, split: each guess can be changed.") if folder else
         tr("Columns, gaps, target, split: each guess can be changed.")),
        ("workflow", tr("a network that fits is drawn"),
         tr("Build and train begins a new project; this one stays as it is.")),
    )  # fmt: skip
