"""Goals of pixels: what is said over the picture, large, with regions named and any pixel told."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.views.feature_maps import CERTAIN
from playground.core.views.place_figures import overlap_of
from playground.core.views.regions import Region
from playground.gui.canvas.bodies.base import Feed, Hit
from playground.gui.canvas.bodies.classes import PAD
from playground.gui.canvas.bodies.marks import MarksBody, Places
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import (
    CENTER,
    FIGURE_STRONG,
    PLAIN,
    RIGHT,
    SMALL_STRONG,
    STRONG,
    Look,
    dot,
    pixels_a_unit,
    rule,
    write,
)
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.numbers import integer, percent
from playground.gui.theme.tokens import with_alpha
from playground.gui.widgets.marked import SAYS, TRUTH, MarkedPicture
from playground.gui.widgets.painting import box

LARGE, SMALL, BETWEEN = 200.0, 82.0, 12.0  # sides of answer and truth, and the gap
TOP, NAMES, TELLING = 8.0, 216.0, 256.0  # px from the top to the answer, to the names, to the sentence
HEIGHT = 284.0
TRACK, KNOB, SLIDE = 4.0, 6.0, 198.0  # of the slider; its middle from the top
PILL, ROUND = 17.0, 8.5
NAMED_FROM = 0.7  # pixels a unit: regions are named where that can be read


class PixelsBody(MarksBody):
    """Draw the answer over the picture as strongly as the slider says, the truth beside it."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.certain: Places = None  # the probability of what is said (h, w)
        self.regions: tuple[Region, ...] = ()
        self.chosen: tuple[int, int] | None = None  # the pixel looked at while none is under the pointer

    def width(self, compact: bool) -> float:
        """Return the width of answer and truth."""
        return 2 * PAD + LARGE + BETWEEN + SMALL

    def height(self, compact: bool) -> float:
        """Return the height of the large picture with what is told beneath."""
        return HEIGHT

    def show(self, feed: Feed) -> bool:
        """Take what is said and how surely."""
        changed = super().show(feed)
        self.certain = feed.array("feature_maps", f"{CERTAIN}{self.node_id}", 2) if feed.answers else None
        known = (feed.fact("feature_maps", "regions") or {}) if feed.answers else {}
        self.regions = known.get(feed.flat(self.node_id), ())
        return changed

    def room(self, which: int, inner: QRectF, flat: bool = False) -> QRectF:
        """Return where what is said (0) or true (1) is drawn."""
        if which:
            return QRectF(inner.x() + LARGE + BETWEEN, inner.y() + 24, SMALL, SMALL)
        return QRectF(inner.x(), inner.y() + TOP, LARGE, LARGE)

    # the pointer

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return the pixel under a point, of the answer or of the truth, or the slider."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        if self.track(area).adjusted(-KNOB, -12, KNOB, 12).contains(point):
            return Hit("mask")
        rooms = (self.room(which, inner) for which in range(2))
        room = next((each for each in rooms if each.contains(point)), None)
        if room is None or self.said is None:
            return None
        return Hit("pixel", 0, _pixel(point, room, self.said.shape))

    def track(self, area: QRectF) -> QRectF:
        """Return the line that the slider's knob runs along."""
        room = self.room(1, area.adjusted(PAD, 0, -PAD, 0))
        return QRectF(room.x() + KNOB, area.y() + SLIDE - TRACK / 2, room.width() - 2 * KNOB, TRACK)

    def mask_at(self, point: QPointF, area: QRectF) -> float:
        """Return what the slider stands at with its knob at a point, 0 to 1."""
        track = self.track(area)
        return min(1.0, max(0.0, round((point.x() - track.x()) / track.width(), 2)))

    def tooltip(self, hit: Hit) -> str:
        """Say what the slider is; pixels are told beneath the picture."""
        return tr("How much of the colours covers the picture") if hit.kind == "mask" else ""

    @property
    def _looked_at(self) -> tuple[int, int] | None:
        """Return the pixel under the pointer, else the one that was chosen."""
        under = self.pointed.pixel if self.pointed is not None else None
        return under if under is not None else self.chosen

    def told(self) -> tuple[str, str, bool] | None:
        """Return where the pixel looked at is, what is said of it, and whether that is wrong."""
        at, said = self._looked_at, self.said
        if at is None or said is None or at[0] >= said.shape[0] or at[1] >= said.shape[1]:
            return None
        names, label = self.plan.names, int(said[at])
        known = self.certain is not None and self.certain.shape == said.shape
        share = percent(float(self.certain[at]), 0) if self.certain is not None and known else ""
        words = tr("says {name} {share}").format(name=names[label], share=share)
        where = tr("Row {row}, column {column}").format(row=integer(at[0] + 1), column=integer(at[1] + 1))
        true = self._true_at(at)
        if true is None:
            return where, words, False
        return where, tr("{says}, is {name}").format(says=words, name=names[true]), true != label

    def _true_at(self, at: tuple[int, int]) -> int | None:
        """Return the true class of a pixel, None where it is not known."""
        if self.true is None or self.said is None or self.true.shape != self.said.shape:
            return None
        label = int(self.true[at])
        return label if 0 <= label < len(self.plan.names) else None

    # painting

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw answer and truth, the classes, and what the pointer asks or all samples say."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        marked = self.marked
        for which in range(2):
            room = self.room(which, inner)
            if isinstance(marked, MarkedPicture) and (marked.said, marked.true)[which] is not None:
                marked.paint(painter, room, (SAYS, TRUTH)[which], look.tokens,
                             *((look.mask,) if which == 0 else ()))  # fmt: skip
            else:
                box(painter, room, 5, look.tokens.field, look.tokens.line)
        if isinstance(marked, MarkedPicture) and pixels_a_unit(painter) >= NAMED_FROM:
            self._name_regions(painter, self.room(0, inner), look)
        self._mark_pixel(painter, inner, look)
        self._paint_aside(painter, area, look)
        self.paint_names(painter, QRectF(inner.x(), inner.y() + NAMES, inner.width(), 17), look)
        rule(painter, inner.left(), inner.right(), inner.y() + TELLING - 2, look.tokens.line)
        self._tell(painter, QRectF(inner.x(), inner.y() + TELLING, inner.width(), 24), look)

    def _tell(self, painter: QPainter, line: QRectF, look: Look) -> None:
        told = self.told()
        if told is None:
            self.paint_figures(painter, line, look)
            return
        where, said, wrong = told
        write(painter, line, where, PLAIN, look.tokens.text2)
        style, colour = (STRONG, look.tokens.bad) if wrong else (PLAIN, look.tokens.text)
        write(painter, line, style.elided(said, line.width() - PLAIN.width(where) - 8), style, colour, RIGHT)

    def _mark_pixel(self, painter: QPainter, inner: QRectF, look: Look) -> None:
        """Frame the pixel looked at in both pictures."""
        at = self._looked_at
        if at is None or self.said is None or self.told() is None:
            return
        rows, columns = self.said.shape
        for which in range(2):
            room = self.room(which, inner)
            wide, high = room.width() / columns, room.height() / rows
            pixel = QRectF(room.x() + at[1] * wide, room.y() + at[0] * high, wide, high)
            box(painter, pixel.adjusted(-2, -2, 2, 2), 2, None, look.tokens.knob, 1.6)

    def _paint_aside(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Write how much of this picture is right, and draw the slider."""
        tokens, room = look.tokens, self.room(1, area.adjusted(PAD, 0, -PAD, 0))
        write(painter, QRectF(room.x(), area.y() + 4, room.width(), 18), tr("True"), PLAIN, tokens.text3)
        for at, (name, value, bad) in enumerate(self._figures()):
            line = QRectF(room.x(), room.bottom() + 10 + 20 * at, room.width(), 20)
            write(painter, line, name, PLAIN, tokens.text3)
            write(painter, line, value, FIGURE_STRONG, tokens.bad if bad else tokens.text, RIGHT)
        line = QRectF(room.x(), area.y() + SLIDE - 28, room.width(), 18)
        write(painter, line, tr("Mask"), PLAIN, tokens.text3)
        write(painter, line, percent(look.mask, 0), FIGURE_STRONG, tokens.text, RIGHT)
        track = self.track(area)
        knob = QPointF(track.x() + look.mask * track.width(), track.center().y())
        box(painter, track, TRACK / 2, tokens.line2)
        box(painter, QRectF(track.x(), track.y(), knob.x() - track.x(), TRACK), TRACK / 2, tokens.accent)
        dot(painter, knob, KNOB, tokens.accent)
        dot(painter, knob, KNOB - 2, tokens.knob)

    def _figures(self) -> list[tuple[str, str, bool]]:
        """Return overlap and count of wrong pixels of this picture; nothing where its truth is not known."""
        if self.said is None or self.true is None or self.said.shape != self.true.shape:
            return []
        wrong = int(((self.said != self.true) & (self.true >= 0)).sum())
        share = overlap_of(self.said, self.true, len(self.plan.names))
        return [(tr("Overlap"), percent(share, 0), False), (tr("Wrong"), integer(wrong), wrong > 0)]

    def _name_regions(self, painter: QPainter, room: QRectF, look: Look) -> None:
        """Write on each region its class and how surely it is said, largest first, none on another."""
        if self.said is None:
            return
        rows, columns = self.said.shape
        taken: list[QRectF] = []
        colours = class_colours(look.tokens, len(self.plan.names))
        for each in self.regions:
            words = f"{self.plan.names[each.label]} {percent(each.certainty, 0)}"
            place = QRectF(0, 0, SMALL_STRONG.width(words) + 14, PILL)
            place.moveCenter(QPointF(room.x() + each.column / columns * room.width(),
                                     room.y() + each.row / rows * room.height()))  # fmt: skip
            place = placed_clear(place, room, taken)
            taken.append(place)
            box(painter, place, ROUND, with_alpha(look.tokens.field, 0.86), colours[each.label], 1.4)
            write(painter, place, words, SMALL_STRONG, look.tokens.text, CENTER)


def placed_clear(place: QRectF, room: QRectF, taken: list[QRectF]) -> QRectF:
    """Return a place within a room that covers none of those taken: as near as can be, above or below."""
    inner = room.adjusted(2, 2, -2, -2)
    x = min(max(place.x(), inner.x()), max(inner.x(), inner.right() - place.width()))
    wanted = QRectF(x, place.y(), place.width(), place.height())
    heights = [wanted.y(), *(each.bottom() + 1 for each in taken),
               *(each.y() - wanted.height() - 1 for each in taken)]  # fmt: skip
    kept = [min(max(y, inner.y()), inner.bottom() - wanted.height()) for y in heights]
    for y in sorted(kept, key=lambda y: abs(y - wanted.y())):
        tried = QRectF(x, y, wanted.width(), wanted.height())
        if not any(tried.intersects(each) for each in taken):
            return tried
    return wanted


def _pixel(point: QPointF, room: QRectF, shape: tuple[int, ...]) -> tuple[int, int]:
    """Return row and column of the pixel under a point."""
    rows, columns = shape
    row = int((point.y() - room.y()) / room.height() * rows)
    column = int((point.x() - room.x()) / room.width() * columns)
    return min(row, rows - 1), min(column, columns - 1)
