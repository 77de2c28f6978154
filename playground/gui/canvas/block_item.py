"""One block in the scene: follows its face, its pictures and the pointer; edits nothing."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.core.network.block_path import BlockPath
from playground.core.network.unfolding import SIDE
from playground.gui.canvas import block_paint
from playground.gui.canvas.block_paint import Mood
from playground.gui.canvas.bodies.base import Body, Feed, Hit
from playground.gui.canvas.bodies.choose import body_of
from playground.gui.canvas.bodies.frame import LEAST_HIGH, LEAST_WIDE, FrameBody
from playground.gui.canvas.faces import ROWS_UP_TO, Face
from playground.gui.canvas.geometry import FOOTER, HEADER, PORT_REACH, PORT_Y, around, port_line
from playground.gui.canvas.look import Look
from playground.gui.canvas.painted_once import PaintedOnce
from playground.gui.widgets.guard import guarded, went_well
from playground.gui.widgets.mark import quiet_mark

MARGIN = 16.0  # shadow, rings and ports reach beyond the block
MARGIN_DRAGGED = 34.0
BLOCK_Z = 2.0
FRAME_Z = -1.0
DRAGGED_Z = 20.0


class BlockItem(PaintedOnce):
    """Draw one block; its position is that of the block's top left corner."""

    def __init__(self, face: Face, look: Look) -> None:
        super().__init__()
        self.face = face
        self.body: Body = body_of(face)
        self.look = look
        self.mood = Mood()
        self.hot: Hit | None = None  # the unit or feature under the pointer
        self.bright: frozenset[tuple[str, str]] | None = (
            None  # ports that fit the wire being drawn; None: no wire
        )
        self._height = self._kept = 0.0  # width that it had when pictures came or went
        self._lines: tuple[float, ...] = ()  # of inputs that stand on the lines of lanes
        self._size: tuple[float, float] | None = None  # width and natural height, worked out when asked for
        self._bounds: QRectF | None = None  # asked for at every frame
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(self._resting_z)

    @property
    def is_frame(self) -> bool:
        """Tell whether it is the frame around a group that is opened in place."""
        return isinstance(self.body, FrameBody)

    @property
    def _resting_z(self) -> float:
        """Return its height above the canvas: frames lie below all wires, inner ones above those around."""
        return FRAME_Z + 0.01 * len(BlockPath.of(self.face.node_id).groups) if self.is_frame else BLOCK_Z

    # sizes

    @property
    def width(self) -> float:
        """Return the width of the block."""
        return self.size[0]

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the block when it stands alone."""
        if self._size is None:
            compact = self.look.compact
            width = max(self.body.width(compact), self._reserved(compact))
            if not self.is_frame:
                width = block_paint.name_width(self.face, width)
            self._size = width, HEADER + self.body.height(compact) + self._footer
        return self._size

    def _reserved(self, compact: bool) -> float:
        """Return the width that is kept, so that ports stay where they are when pictures come or go."""
        likely = self.face.plan.likely
        pictures = body_of(replace(self.face, plan=likely)).width(compact) if likely is not None else 0.0
        return max(pictures, self._kept)

    @property
    def rect(self) -> QRectF:
        """Return the block in its own coordinates."""
        width, natural = self.size
        return QRectF(0, 0, width, max(self._height, natural))

    @property
    def scene_rect(self) -> QRectF:
        """Return the block in the scene."""
        width, natural = self.size
        return QRectF(self.x(), self.y(), width, max(self._height, natural))

    @property
    def area(self) -> QRectF:
        """Return the body between header and footer."""
        rect = self.rect
        return QRectF(rect.x(), rect.y() + HEADER, rect.width(), rect.height() - HEADER - self._footer)

    @property
    def _footer(self) -> float:
        """Return the height of the line at the bottom; a low block has what it says in its header."""
        return FOOTER if self.face.footer and not self.face.plan.low else 0.0

    def surround(self, inside: QRectF) -> None:
        """Take a frame's size from the blocks inside, given by the rectangle around them in the scene."""
        if not isinstance(self.body, FrameBody):
            return
        room = (max(LEAST_WIDE, inside.right() + SIDE - self.x()),
                max(LEAST_HIGH, inside.bottom() + SIDE - self.y() - HEADER))  # fmt: skip
        if room != self.body.room:
            self._change_shape()
            self.body.room, self._size = room, None

    @property
    def fold_rect(self) -> QRectF:
        """Return where a press opens or closes a group in place, in the scene; empty for other blocks."""
        if not self.face.folds:
            return QRectF()
        return QRectF(self.x() + self.width - 28, self.y() + 1, 26, 26)

    def covers(self, point: QPointF) -> bool:
        """Tell whether a point of the scene lies on the block; of a frame, on its header."""
        rect = self.scene_rect
        if self.is_frame:
            rect.setHeight(HEADER)
        return rect.contains(point)

    def set_height(self, height: float) -> None:
        """Take the height of the row."""
        if height != self._height:
            self._change_shape()
            self._height = height

    def set_lines(self, lines: tuple[float, ...]) -> None:
        """Take how far below the top the first inputs are; the others follow as close as usual."""
        if lines != self._lines:
            self._lines = lines
            self.update()

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        if self._bounds is None:
            margin = MARGIN_DRAGGED if self.mood.dragging else MARGIN
            self._bounds = self.rect.adjusted(-margin, -margin, margin, margin)
        return self._bounds

    def _change_shape(self) -> None:
        super()._change_shape()
        self._bounds = None

    def shape(self) -> QPainterPath:
        """Return what a pointer hits: the block itself."""
        path = QPainterPath()
        path.addRect(self.rect)
        return path

    # changes

    def show_face(self, face: Face) -> None:
        """Take another face; the body stays as long as its plan does."""
        if face == self.face:
            return
        self._change_shape()
        if face.plan != self.face.plan:  # pictures in the place of facts, or the other way round
            waits = face.plan.likely is not None or self.face.plan.likely is not None
            self._kept = self.width if waits else 0.0
        if face.plan != self.face.plan or face.plan.kind == "text":
            self.body = body_of(face)
            self.hot = None
            self.setZValue(self._resting_z)
        self.face = self.body.face = face
        self._size = self._bounds = None
        self.update()

    def show_feed(self, feed: Feed) -> None:
        """Take new pictures; only the body is drawn again, and only if it changed."""
        if self.body.show(feed) and not self.look.overview:
            inner = self.area.adjusted(5, 3, -5, -3)
            self.update(self.body.changed(self.area, self.look).intersected(inner))

    def show_look(self, look: Look) -> None:
        """Take another theme, zoom or density."""
        if look.compact != self.look.compact:
            self._change_shape()
            self._size, self._kept = None, 0.0
        self.look = look
        self.update()

    def set_mood(self, **changes: bool) -> None:
        """Change hover, selection, focus or drag."""
        mood = replace(self.mood, **changes)
        if mood == self.mood:
            return
        if mood.dragging != self.mood.dragging:
            self._change_shape()
        self.mood = mood
        self.setZValue(DRAGGED_Z if mood.dragging and not self.is_frame else self._resting_z)
        self.update()

    def set_hot(self, hit: Hit | None) -> None:
        """Frame the unit under the pointer."""
        if hit != self.hot:
            self.hot = self.body.pointed = hit
            self.update(self.area.adjusted(5, 3, -5, -3))

    def set_bright(self, ports: frozenset[tuple[str, str]] | None) -> None:
        """Keep only these ports bright, (side, port); None: all of them as usual."""
        if ports != self.bright:
            self.bright = ports
            self.update()

    # places

    def port(self, side: str, name: str) -> QPointF:
        """Return the middle of a port in the scene; side is "in" or "out"."""
        names = self.face.inputs if side == "in" else self.face.outputs
        index = names.index(name) if name in names else 0
        x, lines = (0.0, self._lines) if side == "in" else (self.width, ())
        return QPointF(self.x() + x, self.y() + port_line(index, lines))

    def ports(self) -> list[tuple[str, str]]:
        """Return all ports as (side, name)."""
        return [("in", name) for name in self.face.inputs] + [("out", name) for name in self.face.outputs]

    def anchors(self, side: str) -> list[QPointF]:
        """Return where threads attach, in the scene; none when the block shows no units one by one."""
        if not self.look.threads:
            return []
        corner = self.pos()
        return [point + corner for point in self.body.anchors(self.area, self.look, side == "in")]

    def hit(self, point: QPointF) -> Hit | None:
        """Return what lies under a point of the scene, in the body."""
        inside = point - self.pos()
        return (
            self.body.hit(inside, self.area, self.look)
            if self.area.contains(inside) and self.look.bodies
            else None
        )

    def tile_rect(self, index: int) -> QRectF:
        """Return a unit's picture in the scene."""
        return self.body.tile(index, self.area, self.look).translated(self.pos())

    # painting

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the parts that need it."""
        exposed = option.exposedRect
        if self.mood.dragging or self.face.faint:
            painter.setOpacity(block_paint.DRAGGED if self.mood.dragging else block_paint.SWITCHED_OFF)
        rect, area = self.rect, self.area
        only_body = area.adjusted(3, 1, -3, -1).contains(exposed)
        if self.is_frame:
            block_paint.paint_frame_ground(painter, rect, self.face, self.look, self.mood)
            only_body = False
        elif only_body:
            painter.fillRect(exposed, self.look.tokens.block)
        else:
            block_paint.paint_ground(painter, rect, self.face, self.look, self.mood)
        if area.intersects(exposed):
            self._paint_body(painter, area, exposed)
        if not only_body:
            self._paint_frame(painter, rect, exposed)

    def _paint_body(self, painter: QPainter, area: QRectF, exposed: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.look.bodies:
            if not went_well(self.body, painter, self.body.thumbnail, painter, area, self.look):
                quiet_mark(painter, area, filled=False)
            return
        self.body.exposed = exposed
        if self.face.frozen:
            painter.setOpacity(painter.opacity() * block_paint.FROZEN)
        if not went_well(self.body, painter, self.body.paint, painter, area, self.look):
            quiet_mark(painter, area, filled=False)
        painter.setOpacity(block_paint.SWITCHED_OFF if self.face.faint else 1.0)
        if self.hot is not None and self.hot.kind in ("unit", "feature"):
            block_paint.paint_unit_frame(painter, self.body.tile(self.hot.index, area, self.look), self.look)

    def _paint_frame(self, painter: QPainter, rect: QRectF, exposed: QRectF) -> None:
        if exposed.top() < HEADER:
            block_paint.paint_header(painter, rect, self.face, self.look)
        if self._footer and exposed.bottom() > rect.bottom() - FOOTER:
            block_paint.paint_footer(painter, rect, self.face, self.look)
        block_paint.paint_border(painter, rect, self.face, self.look, self.mood)
        if self.face.faint:
            painter.setOpacity(1.0)
        if self.face.disabled:
            block_paint.paint_bypass(painter, rect, self.look)
        self._paint_ports(painter)

    def _paint_ports(self, painter: QPainter) -> None:
        if self.look.bodies:
            for side in ("in", "out"):
                for point in self._few_anchors(side):
                    block_paint.paint_anchor(painter, point - self.pos(), self.look)
        for side, name in self.ports():
            self._paint_port(painter, side, name)
        if self.face.badge:
            block_paint.paint_badge(painter, QPointF(0, PORT_Y), self.look)

    def _few_anchors(self, side: str) -> list[QPointF]:
        """Return the points at which threads attach, if they are not too close to be told apart."""
        points = self.anchors(side)
        return points if len(points) <= ROWS_UP_TO else []

    def _paint_port(self, painter: QPainter, side: str, name: str) -> None:
        tokens = self.look.tokens
        colour, opacity = tokens.edge, 1.0
        if self.bright is not None:
            fits = (side, name) in self.bright
            colour, opacity = (tokens.accent_text, 1.0) if fits else (tokens.edge, 0.35)
        elif self.face.state == "problem" and side == "in":
            colour = tokens.bad
        elif self.mood.hovered:
            colour = tokens.text3
        middle = self.port(side, name) - self.pos()
        large = self.mood.hovered or (self.bright is not None and opacity == 1.0)
        block_paint.paint_port(painter, middle, self.look, colour, large, opacity)

    def port_area(self, side: str, name: str) -> QRectF:
        """Return the area of a port that a pointer hits, in the scene."""
        return around(self.port(side, name), PORT_REACH)
