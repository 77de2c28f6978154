"""What a drop would make: neighbours slide aside, the block stands there dashed with real shapes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.network.values import Edge
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.block_paint import paint_header
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import HEADER
from playground.gui.canvas.lanes import faces
from playground.gui.canvas.look import FIGURE_STRONG, PLAIN, RIGHT, Look, rule, write
from playground.gui.canvas.outline import outline
from playground.gui.canvas.project_outline import Outline
from playground.gui.canvas.surface import Surface
from playground.gui.theme.numbers import integer
from playground.gui.theme.tokens import RADIUS_BLOCK, mix
from playground.gui.widgets.guard import guarded

WIDTH = 131.0
LEAST_HEIGHT = 132.0
PREVIEW_Z = 15.0


class PreviewItem(QGraphicsItem):
    """Draw the block that would be there: dashed, with what it gets and gives."""

    def __init__(self, face: Face, look: Look, height: float) -> None:
        super().__init__()
        self.face, self.look = face, look
        drawn = BlockItem(face, look)  # as it will be: neighbours make the room that it takes
        self.width = max(WIDTH, _text_width(face), drawn.width)
        self._height = max(LEAST_HEIGHT, drawn.size[1], height)
        self.setZValue(PREVIEW_Z)

    @property
    def rect(self) -> QRectF:
        """Return the block."""
        return QRectF(0, 0, self.width, self._height)

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        return self.rect.adjusted(-8, -8, 8, 8)

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the dashed block."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, rect = self.look.tokens, self.rect
        pen = QPen(tokens.accent_text, 2)
        pen.setDashPattern([5, 3])
        painter.setPen(pen)
        painter.setBrush(mix(tokens.canvas, tokens.accent_ground, 0.55))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS_BLOCK - 1, RADIUS_BLOCK - 1)
        paint_header(painter, rect, self.face, self.look)
        rule(painter, rect.left() + 12, rect.right() - 12, rect.top() + HEADER, tokens.line2)
        for row, (name, value, _) in enumerate(self.face.facts):
            line = QRectF(rect.x() + 14, rect.y() + HEADER + 10 + 26 * row, rect.width() - 26, 20)
            write(painter, line, name, PLAIN, tokens.text2)
            write(painter, line, value, FIGURE_STRONG, tokens.text, RIGHT)
        self._paint_ports(painter)

    def _paint_ports(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.tokens.accent_text)
        for x in [0.0] * bool(self.face.inputs) + [self.width] * bool(self.face.outputs):
            painter.drawEllipse(QPointF(x, 22), 6.5, 6.5)


def _text_width(face: Face) -> float:
    lines = (PLAIN.width(name) + FIGURE_STRONG.width(value) + 44 for name, value, _ in face.facts)
    return max(*lines, 0.0, PLAIN.width(face.setting) + 52)


class Preview:
    """Try an edit: show its blocks where they would be, without touching the project."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self._item: PreviewItem | None = None
        self._edge: Edge | None = None
        self._pointer: QPointF | None = None
        self._words = ""
        self.summary = ""  # what the drop would change, in one sentence

    def show(self, edit: Edit, edge: Edge | None) -> None:
        """Show the project an edit would give."""
        self.clear(slide=False)
        tried = self._tried(edit)
        made = next(iter(edit.select or ()), None)
        if made is None:
            return
        face = faces(tried)[made]
        self._add_item(face, tried, made)
        self._light(edge)
        self._make_room(edit, made)
        self.summary = self._summed_up(tried, made, face)
        self._view.workspace.say(self.summary)

    def _tried(self, edit: Edit) -> Outline:
        ws = self._view.workspace
        known = ws.checks.complete
        inference = ws.scope.infer(ws.checks.analysis, edit.project) if known else ws.inference
        return outline(edit.project, ws.fields, inference, (), known)

    def _add_item(self, face: Face, tried: Outline, made: str) -> None:
        canvas = self._view.canvas
        spot = canvas.density.shown(tried.project.network.nodes[made].position)
        row = [item.rect.height() for item in canvas.blocks.values() if item.y() == spot.y()]
        self._item = PreviewItem(face, canvas.look, max(row, default=0.0))
        self._item.setPos(spot)
        canvas.addItem(self._item)

    def _make_room(self, edit: Edit, made: str) -> None:
        """Let neighbours slide aside, the new block among them."""
        canvas, item = self._view.canvas, self._item
        assert item is not None  # just added
        places = canvas.places(edit.project.network, {made: item.rect.size()})
        item.setPos(places.pop(made))
        canvas.slide_to(places)

    def _light(self, edge: Edge | None) -> None:
        self._edge = edge
        if edge is not None and edge in self._view.canvas.edges:
            self._view.canvas.edges[edge].set_state(target=True)

    def _summed_up(self, tried: Outline, made: str, face: Face) -> str:
        """Say how the counts of parameters would change."""
        if not tried.known:
            return ""
        parts = [tr("{block} brings {count} parameters").format(
            block=face.title, count=integer(tried.parameters.get(made, 0)))]  # fmt: skip
        before = self._view.workspace.inference.parameters
        for name, count in tried.parameters.items():
            if name in before and before[name] != count:
                words = tr("{block} goes from {before} to {after}").format(
                    block=self._view.canvas.blocks[name].face.title, before=integer(before[name]),
                    after=integer(count))  # fmt: skip
                parts.append(words)
        return tr("Dropped here: {changes}.").format(changes=", ".join(parts))

    def holds(self, point: QPointF) -> bool:
        """Tell whether a point lies on the block that would be there, or just beside it."""
        if self._item is None:
            return False
        return self._item.rect.translated(self._item.pos()).adjusted(-24, -8, 24, 24).contains(point)

    def follow(self, point: QPointF, words: str) -> None:
        """Keep the words at the pointer."""
        self._pointer, self._words = QPointF(point), words
        self._view.bubble.say(words, self._view.mapFromScene(self._beneath(point)))
        self._view.viewport().update()

    def _beneath(self, point: QPointF) -> QPointF:
        """Return where words stand: below the block that would be there, else at the pointer."""
        if self._item is None:
            return point
        place = self._item.rect.translated(self._item.pos())
        return QPointF(place.center().x(), place.bottom() - 14)

    def clear(self, slide: bool = True) -> None:
        """Take everything away; blocks slide back."""
        canvas = self._view.canvas
        if self._item is not None:
            canvas.removeItem(self._item)
            self._item = None
        if self._edge is not None and self._edge in canvas.edges:
            canvas.edges[self._edge].set_state(target=False)
        self._edge, self.summary = None, ""
        self._view.bubble.hide()
        if slide:
            canvas.slide_to(canvas.home_positions())
