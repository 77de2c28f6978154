"""One unit at work: a popover with the real numbers behind one number, led by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QDockWidget, QToolBar

from playground.core.views.spec import Snapshot
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.grid import MapsBody
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.unit_popover import UnitPopover
from playground.gui.panels.age_pill import AgePill
from playground.gui.widgets.popups import popups_of

VIEW = "unit_at_work"
AGE = QPoint(162, 23)  # where the popover says how old its numbers are, beside its title
GAP = 26.0  # px between a block and the popover
Unit = tuple[int, ...]


class Microscope:
    """Hold which number is looked at; the popover shows it, the canvas marks it."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self.node, self.unit = "", ()  # type: tuple[str, Unit]
        self.popover = UnitPopover(view)
        self.popover.walked.connect(self.walk)
        self.popover.follow_wanted.connect(self.follow)
        self.popover.beside_wanted.connect(view.workspace.views.look_beside)
        self.popover.closed.connect(self.close)
        workspace = view.workspace
        self._work = workspace.views.subscribe(VIEW)
        self._work.answered.connect(self._on_answer)
        self._age = AgePill(workspace, (self._work,), self.popover)
        self._age.move(AGE)
        workspace.views.subject_changed.connect(self._on_subject)
        workspace.document_replaced.connect(self.close)

    def stop(self) -> None:
        """Let go of the workspace."""
        workspace = self._view.workspace
        workspace.views.show_work_at(None)
        self._age.stop()
        self._work.stop()
        workspace.views.subject_changed.disconnect(self._on_subject)
        workspace.document_replaced.disconnect(self.close)

    @property
    def is_open(self) -> bool:
        """Tell whether a number is looked at."""
        return bool(self.node)

    def open(self, node: str, unit: Unit) -> None:
        """Look at one number of a block's output."""
        self._mark(None)
        self.node, self.unit = node, unit
        self._ask()
        self._mark(unit)

    def open_somewhere(self) -> None:
        """Look at the selected block's first number, or the first block's that computes something."""
        chosen = [node for node in self._view.canvas.blocks if node in self._view.workspace.selection]
        for node in (*chosen, *self._view.canvas.blocks):
            shape = self._shape(node)
            if shape and (node in chosen or self._view.canvas.blocks[node].face.inputs):
                self.open(node, tuple(size // 2 if len(shape) == 3 and axis else 0
                                      for axis, size in enumerate(shape)))  # fmt: skip
                return

    def close(self) -> None:
        """Look at nothing."""
        if self.is_open:
            self._mark(None)
            self.node, self.unit = "", ()
            popups_of(self._view).forget(self.popover)
            self.popover.hide()
            self._work.stop()
            self._view.workspace.views.show_work_at(None)
            self._view.setFocus()
            self._view.viewport().update()

    def walk(self, axis: int, step: int) -> None:
        """Go to the neighbour along an axis of the output, counted from its end."""
        shape = self._shape(self.node)
        if len(shape) != len(self.unit) or -axis > len(shape):
            axis = -1
        place = list(self.unit)
        place[axis] = min(max(place[axis] + step, 0), shape[axis] - 1) if shape else 0
        self.open(self.node, tuple(place))

    def follow(self) -> None:
        """Go on to the unit of the next block that makes most of this one."""
        shown = self._shown()
        if shown is not None and shown.facts.get("next"):
            node, unit = shown.facts["next"]
            own = self._view.workspace.shown.own(node)
            if own in self._view.canvas.blocks:
                self.open(own, tuple(unit))

    def forget(self) -> None:
        """Close when the block is gone."""
        if self.is_open and self.node not in self._view.canvas.blocks:
            self.close()

    def _shape(self, node: str) -> tuple[int, ...]:
        outline = self._view.canvas.outline
        shape = outline.output(node) if outline is not None else None
        if shape is None:
            return ()
        return (shape.channels, *shape.sizes[1:]) if shape.rank == 3 else tuple(shape.sizes)

    def _ask(self) -> None:
        ws = self._view.workspace
        self._work.ask({**ws.views.subject.options, "node": ws.shown.flat(self.node), "unit": self.unit})

    def _on_subject(self, _subject: object) -> None:
        if self.is_open:
            self._ask()

    def _shown(self) -> Snapshot | None:
        ws = self._view.workspace
        shown, wanted = self._work.answer, (ws.shown.flat(self.node), self.unit)
        fits = shown is not None and (shown.facts["node"], tuple(shown.facts["unit"])) == wanted
        return shown if fits else None

    def _on_answer(self) -> None:
        shown = self._shown()
        if self._work.answer is None:  # of a model that is gone
            self.popover.hide()
        if not self.is_open or shown is None:
            return
        self._view.workspace.views.show_work_at(shown.facts.get("point"))
        if not shown.arrays:
            self.close()
            return
        item = self._view.canvas.blocks[self.node]
        self.popover.show_work(item.face.title, shown)
        if not self.popover.isVisible():
            window = self._view.window()  # one trains, and chooses a sample or a point, while one looks
            beside = (*window.findChildren(QToolBar), *window.findChildren(QDockWidget))
            popups_of(self._view).open(self.popover, self.close, beside)
            self.popover.show()
            self.popover.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reposition()

    def _mark(self, unit: Unit | None) -> None:
        """Frame the pixel at work in its map, or the unit."""
        item = self._view.canvas.blocks.get(self.node)
        if item is None:
            return
        if isinstance(item.body, MapsBody):
            item.body.mark = (unit[0], unit[1], unit[2]) if unit is not None and len(unit) == 3 else None
        item.update()

    # the place of the popover and the line to it

    def reposition(self) -> None:
        """Stand beside the block, inside the canvas."""
        item = self._view.canvas.blocks.get(self.node)
        if item is None or not self.popover.isVisible():
            return
        block = self._seen(item.scene_rect)
        popover, room = self.popover, self._view.rect()
        left = block.right() + GAP
        if left + popover.width() > room.right() - 8:
            left = block.left() - GAP - popover.width()
        left = min(max(8.0, left), room.right() - popover.width() - 8)
        lowest = room.bottom() - self._view.covered - popover.height() - 8
        top = min(max(60.0, block.top()), lowest)
        popover.move(round(left), round(max(8.0, top)))
        self._view.viewport().update()

    def _seen(self, rect: QRectF) -> QRectF:
        return self._view.viewportTransform().mapRect(rect)

    def paint(self, painter: QPainter) -> None:
        """Draw the line from the unit over its block's head to the popover; in the scene's coordinates."""
        item = self._view.canvas.blocks.get(self.node)
        if item is None or not self.popover.isVisible():
            return
        inverse, _ = self._view.viewportTransform().inverted()
        popover = inverse.mapRect(QRectF(self.popover.geometry()))
        start, block = self._place(item), item.scene_rect
        ahead = popover.left() > block.right()
        gap = block.right() + 9 if ahead else block.left() - 9
        goal = QPointF(popover.left() if ahead else popover.right(), popover.top() + 22)
        painter.setPen(QPen(self._view.canvas.look.tokens.accent_text, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(start)
        edge = QPointF(start.right() if ahead else start.left(), start.center().y())
        painter.drawPolyline([edge, QPointF(gap, edge.y()), QPointF(gap, goal.y()), goal])

    def _place(self, item: BlockItem) -> QRectF:
        body, area, look = item.body, item.area, item.look
        if isinstance(body, MapsBody) and len(self.unit) == 3:
            rect = body.pixel(min(self.unit[0], body.shown - 1), self.unit[1], self.unit[2], area, look)
        else:
            rect = body.tile(min(self.unit[0], max(0, body.plan.count - 1)), area, look)
        return rect.translated(item.pos())
