"""One wire in the scene, with its shape on it, its state, and where dots travel."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.core.network.values import Edge
from playground.gui.canvas.block_paint import BADGE, EXCLAMATION
from playground.gui.canvas.geometry import path_distance, stepped_path, wire_path
from playground.gui.canvas.look import CENTER, PLAIN, SMALL_STRONG, Look, write
from playground.gui.canvas.painted_once import PaintedOnce
from playground.gui.canvas.wire_text import WireFace, WireText, is_steep, text_of
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.tokens import with_alpha
from playground.gui.widgets.guard import guarded

WIDTH = 2.5
HIT = 14.0
REACH = 24.0  # how far from the line a drop still means this wire
PILL = 20.0  # height
WORDS_Z = 0.1  # a wire that says something lies above one that does not
EDGE_Z = 1.0
BESIDE = 64.0  # beyond its ends a short wire may bend
MIDDLE = 0.5  # of the length: where words stand when there is room
_RINGS = ((9.0, 0.10), (6.0, 0.22))


class EdgeItem(PaintedOnce):
    """Draw one wire; the scene tells it where its ends are."""

    def __init__(self, edge: Edge, look: Look) -> None:
        super().__init__()
        self.edge = edge
        self.look = look
        self.face = WireFace()
        self.hovered = self.target = self.faded = False
        self._start = self._end = QPointF()
        self._lane: float | None = None
        self._turn: float | None = None  # the x at which it goes from level to level
        self._around = False
        self.note = ""  # beneath the pill
        self._words_beneath = self._banded = False
        self._said_at: float | None = MIDDLE
        self._middle_area: QRectF | None = None  # the room of words there
        self._told: WireText | None = None
        # Made when they are asked for: wires are placed more often than they are seen.
        self._path: QPainterPath | None = QPainterPath()
        self._outline: QPainterPath | None = None
        self._bounds: QRectF | None = None
        self._length = 0.0
        self.setZValue(EDGE_Z)

    # changes

    def place(self, start: QPointF, end: QPointF, lane: float | None = None, around: bool = False,
              turn: float | None = None) -> None:  # fmt: skip
        """Run from one port to another; `lane` is where a wire that goes back, or around, may run, `turn` is
        where one goes from level to level.
        """
        if (start, end, lane, around, turn) == (self._start, self._end, self._lane, self._around, self._turn):
            return
        self._change_shape()
        self._start, self._end, self._lane, self._around = QPointF(start), QPointF(end), lane, around
        self._turn = turn
        self._path = self._outline = self._bounds = self._middle_area = self._told = None

    @property
    def path(self) -> QPainterPath:
        """Return the line it runs along."""
        if self._path is None:
            self._path, self._length = self._run()
        return self._path

    def _run(self) -> tuple[QPainterPath, float]:
        """Return the line from one port to the other, and its length."""
        start, end, turn = self._start, self._end, self._turn
        path = (wire_path(start, end, self._lane, self._around) if turn is None
                else stepped_path(start, end, turn))  # fmt: skip
        return path, path.length()

    @property
    def room(self) -> QRectF:
        """Return where the line may run, roughly and without having it: it never leaves this."""
        start, end = self._start, self._end
        beside = max(abs(end.x() - start.x()) / 2, BESIDE)
        heights = [start.y(), end.y()] if self._lane is None else [start.y(), end.y(), self._lane]
        left, right = min(start.x(), end.x()) - beside, max(start.x(), end.x()) + beside
        return QRectF(QPointF(left, min(heights) - 4), QPointF(right, max(heights) + 4))

    @property
    def length(self) -> float:
        """Return how long the line is."""
        if self._path is None:
            self._path, self._length = self._run()
        return self._length

    def show_face(self, face: WireFace) -> None:
        """Take another shape or state."""
        if face != self.face:
            self._change_shape()
            self.face = face
            self._bounds = self._middle_area = self._told = None
            self.setZValue(EDGE_Z + WORDS_Z * bool(face.words))  # no silent wire strikes what another says
            self.update()

    def set_words_beneath(self, beneath: bool) -> None:
        """Let words that are no pill stand below the wire, not above it."""
        if beneath != self._words_beneath:
            self._change_shape()
            self._words_beneath = beneath
            self._bounds = self._middle_area = None
            self.update()

    def say(self, at: float | None) -> None:
        """Say the shape on the wire, at a share of its length; None: in the tip alone."""
        if at != self._said_at:
            self._change_shape()
            self._said_at = at
            self._bounds = None
            self.update()

    def set_banded(self, banded: bool) -> None:
        """Stand between bands that tell the sides, or no longer."""
        if banded != self._banded:
            self._change_shape()
            self._banded = banded
            self._bounds = self._middle_area = self._told = None
            self.update()

    def show_note(self, note: str) -> None:
        """Say something else beneath the pill."""
        if note != self.note:
            self._change_shape()
            self.note = note
            self._bounds = None
            self.update()

    def show_look(self, look: Look) -> None:
        """Take another theme or zoom."""
        self.look = look
        self.update()

    def set_state(
        self, *, hovered: bool | None = None, target: bool | None = None, faded: bool | None = None
    ) -> None:
        """Change hover, drop target or fading."""
        new = (self.hovered if hovered is None else hovered, self.target if target is None else target,
               self.faded if faded is None else faded)  # fmt: skip
        if new != (self.hovered, self.target, self.faded):
            self.hovered, self.target, self.faded = new
            self.update()

    # places

    @property
    def widths(self) -> tuple[float, float]:
        """Return how wide the shape is on a short wire, and its channels, which stand alone between bands."""
        shape = SMALL_STRONG.width(self.face.tight) if self.face.tight else 0.0
        return shape, SMALL_STRONG.width(self.face.channels) if self.face.channels else shape

    @property
    def start(self) -> QPointF:
        """Return the middle of the output port."""
        return self._start

    @property
    def end(self) -> QPointF:
        """Return the middle of the input port."""
        return self._end

    @property
    def middle(self) -> QPointF:
        """Return the point where shape and badge sit: on the level part, where a wire goes around blocks."""
        if self._turn is not None:
            return QPointF(self._turn, (self._start.y() + self._end.y()) / 2)
        if self._lane is not None:
            return QPointF((self._start.x() + self._end.x()) / 2, self._lane)
        return self.path.pointAtPercent(0.5) if not self.path.isEmpty() else QPointF()

    @property
    def rises(self) -> bool:
        """Tell whether it goes up right behind its start."""
        level = self._lane if self._lane is not None else self._end.y() if self._turn is not None else None
        return level is not None and level < self._start.y()

    @property
    def moving(self) -> bool:
        """Tell whether numbers flow along this wire when the network runs."""
        return not (self.face.problem or self.face.unknown or self.face.left_out)

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        if self._bounds is None:
            self._bounds = QRectF() if self.path.isEmpty() else self._measured()
        return self._bounds

    def shape(self) -> QPainterPath:
        """Return what a pointer hits: a band along the wire."""
        if self._outline is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(HIT)
            self._outline = stroker.createStroke(self.path)
        return self._outline

    @property
    def reach(self) -> QRectF:
        """Return where a drop may mean this wire."""
        return self.boundingRect().adjusted(-REACH, -REACH, REACH, REACH)

    def distance(self, point: QPointF) -> float:
        """Return how far a point of the scene is from the line; infinity when it is out of reach."""
        return path_distance(self.path, point) if self.reach.contains(point) else math.inf

    def badge(self) -> QRectF:
        """Return where the `!` sits, in the scene."""
        middle = self.middle
        return QRectF(middle.x() - BADGE, middle.y() - BADGE, 2 * BADGE, 2 * BADGE)

    def words_rect(self) -> QRectF:
        """Return what the pill covers, in the scene; empty when the words stand beside the wire."""
        return self._words_area() if self._rides and self.look.shapes and self._says else QRectF()

    @property
    def _says(self) -> bool:
        """Tell whether there is room for its words."""
        return self._said_at is not None

    @property
    def slides(self) -> bool:
        """Tell whether its words may stand anywhere along it."""
        return self._rides and not self.face.problem and not self.note

    def words_at(self, share: float | None = None) -> QRectF:
        """Return what words cover at a share of the wire's length, in the scene; empty without any.

        None: where they are said.
        """
        if self.face.problem or not self._words.text:
            return QRectF()
        area, words = self._words_area(share), self._words
        if words.rides:
            return area
        aside = (area.width() - words.width) / 2
        return area.adjusted(aside, 0, -aside, 0)

    def _measured(self) -> QRectF:
        bounds = self.path.boundingRect().adjusted(-12, -12, 12, 12)
        for area in (self._words_area().adjusted(-3, -3, 3, 3), self.badge().adjusted(-2, -2, 2, 2)):
            bounds = bounds.united(area)
        return bounds.united(self._note_area()) if self.note else bounds

    @property
    def _rides(self) -> bool:
        """Tell whether the words ride on the wire as a pill."""
        return self._words.rides

    @property
    def _words(self) -> WireText:
        """Return what stands on it; found anew only for another wire or other words."""
        if self._told is None:
            across, climb = self._end.x() - self._start.x(), abs(self._end.y() - self._start.y())
            steep = self._lane is None and is_steep(self.face, across, climb)
            turned = self._turn is not None
            self._told = text_of(self.face, self.length, turned=turned, steep=steep, banded=self._banded)
        return self._told

    def _words_area(self, share: float | None = None) -> QRectF:
        """Return the room of words; in the middle it is found anew only for another wire or other words."""
        share = share or self._said_at or MIDDLE
        if share != MIDDLE:
            return self._area_at(share)
        if self._middle_area is None:
            self._middle_area = self._area_at(MIDDLE)
        return self._middle_area

    def _area_at(self, share: float) -> QRectF:
        middle, words = self._place_at(share), self._words
        area = QRectF(middle.x() - words.pill / 2, middle.y() - PILL / 2, words.pill, PILL)
        if self._turn is not None and not self.face.problem:  # beside the upright part, where it is free
            return area.translated((words.pill / 2 + 2) * (1 if self.face.step > 0 else -1), 0)
        if words.rides:
            return area
        return area.translated(0, -24 if self.face.problem else 15 if self._words_beneath else -15)

    def _place_at(self, share: float) -> QPointF:
        """Return the point at which words stand at a share of the length."""
        if share == MIDDLE or self._turn is not None:
            return self.middle
        if self._lane is not None:
            return QPointF(self._start.x() + (self._end.x() - self._start.x()) * share, self._lane)
        return self.path.pointAtPercent(share)

    def _note_area(self) -> QRectF:
        """Return where the note stands: beneath the pill."""
        middle, width = self.middle, PLAIN.width(self.note)
        return QRectF(middle.x() - width / 2, middle.y() + PILL / 2 + 2, width, PILL - 2)

    # painting

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the wire, then what sits on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.faded or self.face.left_out:
            painter.setOpacity(0.35)
        if self.target:
            self._paint_glow(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen())
        painter.drawPath(self.path)
        if self.target:
            self._paint_badge(painter, self.look.tokens.accent, "plus", self.look.tokens.on_accent)
        elif self.face.problem:
            self._paint_words(painter)
            self._paint_badge(painter, self.look.tokens.bad, "", self.look.tokens.canvas)
        elif self.look.shapes and self.look.bodies:
            self._paint_words(painter)

    def _pen(self) -> QPen:
        tokens = self.look.tokens
        if self.target:
            return QPen(tokens.accent_text, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        if self.face.problem or self.face.unknown:
            pen = QPen(tokens.bad if self.face.problem else tokens.edge, WIDTH)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([4.0, 3.2])
            return pen
        return QPen(tokens.text3 if self.hovered else tokens.edge, WIDTH)

    def _paint_glow(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, alpha in _RINGS:
            painter.setPen(QPen(with_alpha(self.look.tokens.accent_text, alpha), width, Qt.PenStyle.SolidLine,
                                Qt.PenCapStyle.RoundCap))  # fmt: skip
            painter.drawPath(self.path)

    def _paint_words(self, painter: QPainter) -> None:
        words, tokens = self._words.text, self.look.tokens
        if not words or not (self._says or self.face.problem):
            return
        area = self._words_area()
        if self._rides:
            painter.setPen(QPen(tokens.line2, 1))
            painter.setBrush(tokens.raised if self.look.dark else tokens.block)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), PILL / 2, PILL / 2)
        colour = tokens.bad if self.face.problem else tokens.text if self._rides else tokens.text2
        write(painter, area, words, SMALL_STRONG, colour, CENTER)
        if self.note and self._rides:
            write(painter, self._note_area(), self.note, PLAIN, tokens.text2, CENTER)

    def _paint_badge(self, painter: QPainter, ground: QColor, icon: str, ink: QColor) -> None:
        place = self.badge()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(place)
        if icon:
            paint_icon(painter, icon, QRectF(place.center().x() - 7, place.center().y() - 7, 14, 14), ink)
        else:
            write(painter, place, "!", EXCLAMATION, ink, CENTER)
