"""The size that pictures are brought to: how large they are, and one of them in each of the ways."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.pictures_draft import PicturesDraft
from playground.app.texts import tr
from playground.core.catalogue.picture_form import SHAPES
from playground.core.importing.pictures.options import CHANNELS, SHAPE
from playground.gui.own.thumbs import draw_thumb, image_of, whole_of
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_FIELD, REGULAR, SEMIBOLD, with_alpha
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import SectionHeader
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text
from playground.gui.widgets.segments import Segments

SIDES = (8, 12, 16, 20, 24, 28, 32, 48, 64, 96, 128, 192, 224, 256, 384, 512)
HEIGHT = 132
_MOST_DOTS = 2000
_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 20_000)  # px between marks of the axes


class SizePlot(QWidget):
    """A dot a picture by width and height; the dashed line is square, the violet square the size chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._draft: PicturesDraft | None = None
        self.setMinimumSize(150, HEIGHT)
        self.setAccessibleName(tr("Sizes of the pictures"))

    def show_draft(self, draft: PicturesDraft) -> None:
        """Show another draft's sizes."""
        self._draft = draft
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw frame, dots and the size that is chosen."""
        if self._draft is None:
            return
        tokens, pictures = current_theme().tokens, self._draft.looked.pictures
        side = min(self.width() - 42, self.height() - 38)  # both axes have one scale
        place = QRectF(34, 4, side, side)
        most = 1.08 * max(max(max(each.width, each.height) for each in pictures), self._draft.form.side)
        box(painter, place, RADIUS_FIELD, tokens.field, tokens.line)
        painter.setPen(QPen(tokens.edge, 1, Qt.PenStyle.DashLine))
        painter.drawLine(place.bottomLeft(), place.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(tokens.source, 0.5))
        for each in pictures[:_MOST_DOTS]:
            painter.drawEllipse(_at(place, each.width / most, each.height / most), 2.2, 2.2)
        corner = _at(place, self._draft.form.side / most, self._draft.form.side / most)
        painter.setPen(QPen(tokens.accent_text, 1.5))
        painter.setBrush(with_alpha(tokens.accent, 0.25))
        painter.drawRect(QRectF(QPointF(place.x(), corner.y()), QPointF(corner.x(), place.bottom())))
        self._ticks(painter, place, most)

    def _ticks(self, painter: QPainter, place: QRectF, most: float) -> None:
        assert self._draft is not None  # it is drawn
        tokens, small = current_theme().tokens, font(CAPTION, REGULAR)
        step = next(each for each in _STEPS if most / each < 4)
        for value in range(step, int(most) + 1, step):
            at, said = _at(place, value / most, value / most), str(value)
            text(painter, QRectF(0, at.y() - 7, 28, 14), said, tokens.text3, small, RIGHT)
            below = QRectF(at.x() - 20, place.bottom() + 2, 40, 14)
            text(painter, below, said, tokens.text3, small, CENTRE)
        sizes = Counter((each.width, each.height) for each in self._draft.looked.pictures)
        (width, height), count = sizes.most_common(1)[0]
        words = tr("px; all are {width} × {height}") if count == len(self._draft.looked.pictures) else tr(
            "px; most are {width} × {height}")  # fmt: skip
        line = QRectF(0, place.bottom() + 17, self.width(), 16)
        text(painter, line, words.format(width=width, height=height), tokens.text2, small)


def _at(place: QRectF, across: float, up: float) -> QPointF:
    return QPointF(place.x() + across * place.width(), place.bottom() - up * place.height())


class WaysRow(QWidget):
    """The chosen picture as it is, and squeezed, cropped and padded; a click takes a way."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._draft: PicturesDraft | None = None
        self._row = -1
        self.setMinimumSize(190, HEIGHT)
        self.setAccessibleName(tr("One picture in each of the ways"))

    def show_picture(self, draft: PicturesDraft, row: int) -> None:
        """Show one of a draft's pictures."""
        self._draft, self._row = draft, row
        self.update()

    def place_of(self, shape: str) -> QRectF:
        """Return where a way is drawn."""
        side = min(0.5 * self.height(), (self.width() - 24) / 3)
        return QRectF(2 + SHAPES.index(shape) * (side + 10), self.height() - side - 20, side, side)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the picture and its ways."""
        if self._draft is None or not 0 <= self._row < self._draft.rows:
            return
        tokens, picture = current_theme().tokens, self._draft.looked.pictures[self._row]
        whole = whole_of(picture)
        high = min(90.0, self.place_of("fit").y() - 8)
        scale = min(high / whole.height(), 110.0 / whole.width())
        wide = scale * whole.width()
        draw_thumb(painter, QRectF(2, 2, wide, scale * whole.height()), whole)
        line = QRectF(wide + 12, 2, self.width() - wide - 12, 16)
        text(painter, line, f"{picture.width} × {picture.height}", tokens.text, font(BODY, SEMIBOLD))
        text(painter, line.translated(0, 17), picture.name, tokens.text2, font(CAPTION, REGULAR))
        for choice in SHAPE.choices:
            from_form = self._draft.with_form(shape=choice.id).form
            taken, place = choice.id == self._draft.form.shape, self.place_of(str(choice.id))
            ring = tokens.accent_text if taken else None
            draw_thumb(painter, place, image_of(picture, from_form), ring)
            ink = tokens.accent_text if taken else tokens.text2
            below = QRectF(place.x(), place.bottom() + 3, place.width(), 15)
            text(painter, below, tr(choice.title), ink, font(CAPTION, SEMIBOLD if taken else MEDIUM), CENTRE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a way."""
        for shape in SHAPES:
            if self.place_of(shape).contains(event.position()):
                self.chosen.emit(shape)


class SizeCard(QWidget):
    """Side, shape and channels of all pictures."""

    taken = Signal(object)  # the draft that follows

    def __init__(self) -> None:
        super().__init__()
        self._draft: PicturesDraft | None = None
        self.shape = Segments([(str(each.id), tr(each.title)) for each in SHAPE.choices], "crop",
                              name=tr("What is done to pictures that are no squares"))  # fmt: skip
        self.side = ComboField(name=tr("Side"))
        self.side.setMaximumWidth(92)
        self.channels = Segments([(str(each.id), tr(each.title)) for each in CHANNELS.choices[1:]], "colour",
                                 name=tr(CHANNELS.words))  # fmt: skip
        self.plot, self.ways = SizePlot(), WaysRow()
        first, below = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        for widget in (SectionHeader(tr("Size")), self.shape, self.side, self.channels):
            first.addWidget(widget)
        first.addStretch(1)
        below.setSpacing(12)
        below.addWidget(self.plot, 2)
        below.addWidget(self.ways, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.addLayout(first)
        column.addLayout(below, 1)
        self.shape.chosen.connect(lambda shape: self._take(shape=shape))
        self.ways.chosen.connect(lambda shape: self._take(shape=shape))
        self.side.chosen.connect(lambda side: self._take(side=side))
        self.channels.chosen.connect(lambda channels: self._take(channels=channels))

    def show_draft(self, draft: PicturesDraft, row: int) -> None:
        """Show another draft's form, with one of its pictures."""
        self._draft, form = draft, draft.form
        self.shape.set_current(form.shape)
        self.channels.set_current("grey" if form.channels == 1 else "colour")
        sides = sorted({*SIDES, form.side})
        self.side.set_options([(side, f"{side} × {side}") for side in sides], form.side)
        self.plot.show_draft(draft)
        self.ways.show_picture(draft, row)

    def _take(self, **options: object) -> None:
        if self._draft is not None:
            self.taken.emit(self._draft.with_form(**options))
