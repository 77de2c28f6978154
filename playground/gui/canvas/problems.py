"""Which problem is told on the canvas, where, and how it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.core.errors import Fix, Problem
from playground.core.network.values import Edge
from playground.gui.canvas.geometry import PORT_Y
from playground.gui.canvas.popover import ProblemPopover
from playground.gui.canvas.surface import Surface
from playground.gui.widgets.popups import popups_of

if TYPE_CHECKING:
    from playground.gui.canvas.block_item import BlockItem
    from playground.gui.canvas.edge_item import EdgeItem


class Telling:
    """Hold the popover: opened by badges, by the edit that made a problem, and by the problems list."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self.popover = ProblemPopover(view, self.mend)
        self._known: frozenset[tuple[object, str]] = frozenset()
        self._pinned = False  # opened by a click or an edit: stays until something else happens

    @property
    def shown(self) -> Problem | None:
        """Return the problem that is told now."""
        return self.popover.problem if self.popover.isVisible() else None

    def follow(self, problems: tuple[Problem, ...], edited: bool) -> None:
        """Take the problems of a new project; a new error opens where it is when an edit caused it."""
        known = frozenset((problem.where, problem.message) for problem in problems)
        fresh = [each for each in problems
                 if each.severity == "error" and (each.where, each.message) not in self._known]  # fmt: skip
        self._known = known
        if self.shown is not None and (self.shown.where, self.shown.message) not in known:
            self.close()
        placed = [each for each in fresh if self.place_of(each) is not None]
        if edited and placed:
            self.open(placed[0])

    def open(self, problem: Problem, pinned: bool = True) -> bool:
        """Tell a problem at its place; False when it has none on the canvas."""
        if self.place_of(problem) is None:
            return False
        self._pinned = pinned
        popups_of(self._view).open(self.popover, self.close)
        self.popover.show_problem(problem)
        self.popover.refresh()
        self.reposition(problem)
        self.popover.show()
        self.popover.raise_()
        self._view.viewport().update()
        return True

    def close(self) -> None:
        """Take the popover away."""
        popups_of(self._view).forget(self.popover)
        if self.popover.isVisible():
            self.popover.hide()
            self._view.viewport().update()
        self._pinned = False

    def hover(self, problem: Problem | None) -> None:
        """Tell the problem whose badge is under the pointer."""
        other = popups_of(self._view).current not in (None, self.popover)
        if problem is not None and problem is not self.shown and not other:
            self.open(problem, pinned=False)
        elif problem is None and not self._pinned and not self.popover.underMouse():
            self.close()

    def press(self) -> None:
        """Close on a press elsewhere on the canvas."""
        self.close()

    def mend(self, fix: Fix) -> None:
        """Apply a fix as one step of undo."""
        self.close()
        self._view.workspace.editing.apply_fix(fix)

    def reposition(self, problem: Problem | None = None) -> None:
        """Keep the popover at its place when the canvas moves."""
        problem = problem or self.shown
        place = self.place_of(problem) if problem is not None else None
        if place is None:
            self.close()
            return
        spot = QPointF(self._view.mapFromScene(place))
        self.popover.point_at(spot, self._clearance(problem, place))

    def _clearance(self, problem: Problem | None, place: QPointF) -> float:
        """Return how far below its place the popover starts, to cover no block of the row if it can."""
        zoom = self._view.navigator.zoom
        near = [item.scene_rect for item in self._view.canvas.blocks.values()]
        row = [rect.bottom() for rect in near if rect.top() <= place.y() <= rect.bottom()]
        wanted = (max(row, default=place.y()) - place.y()) * zoom + 14
        room = (
            self._view.height()
            - self._view.covered
            - self._view.mapFromScene(place).y()
            - self.popover.height()
            - 16
        )
        return min(wanted, max(GAP_LEAST, room))

    # places

    def place_of(self, problem: Problem) -> QPointF | None:
        """Return the badge of a problem, in the scene."""
        edge = self.edge_of(problem)
        if edge is not None:
            return edge.middle
        item = self._view.canvas.blocks.get(problem.where.node)
        return item.pos() + QPointF(0, PORT_Y) if item is not None else None

    def edge_of(self, problem: Problem) -> EdgeItem | None:
        """Return the wire on which a problem is told."""
        where = problem.where
        edges = self._view.canvas.edges
        if where.edge is not None:
            return edges.get(Edge(*where.edge))
        return self._view.canvas.wires.into(where.node, where.port) if where.port else None

    def at(self, point: QPointF) -> Problem | None:
        """Return the problem whose badge or bulb is under a point."""
        for problem in self._view.workspace.problems:
            area = self._area(problem)
            if area is not None and area.contains(point):
                return problem
        return None

    def _area(self, problem: Problem) -> QRectF | None:
        edge = self.edge_of(problem)
        if edge is not None and problem.severity == "error":
            return edge.badge()
        item: BlockItem | None = self._view.canvas.blocks.get(problem.where.node)
        if item is None:
            return None
        if problem.severity == "advice":
            right = item.width - (42 if item.face.folds else 26)
            return QRectF(item.pos().x() + right, item.pos().y() + 2, 22, 22)
        return QRectF(item.pos().x() - 11, item.pos().y() + PORT_Y - 11, 22, 22)

    def paint(self, painter: QPainter) -> None:
        """Draw the leader from the badge to the popover, in the scene's coordinates."""
        problem = self.shown
        place = self.place_of(problem) if problem is not None else None
        if problem is None or place is None:
            return
        tokens = self._view.canvas.look.tokens
        pen = QPen(tokens.bad if problem.severity == "error" else tokens.warn, 1.5, Qt.PenStyle.DotLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(place, self._view.mapToScene(self.popover.tip.toPoint()))


GAP_LEAST = 14.0
