"""The menus of the right button on the canvas: of a block, of a wire, of the ground."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QMenu

from playground.app.pointed import Pointed
from playground.gui.canvas.commands import CanvasCommands
from playground.gui.canvas.reach import wire_at
from playground.gui.widgets.context_menu import context_menu

_INSIDE = 12  # px from a corner of a block to the menu that its key opens


class Menus:
    """Choose what is meant, so that one sees it, and say what can be done about it."""

    def __init__(self, view: CanvasCommands) -> None:
        self._view = view

    def at(self, place: QPoint) -> tuple[QMenu, QPoint]:
        """Return the menu of what lies at a place of the viewport, and where to open it."""
        view = self._view
        scene = view.navigator.to_scene(QPointF(place))
        item, edge = view.canvas.block_at(scene), wire_at(view.canvas, scene)
        if item is not None:
            return self._of_block(item.face.node_id), place
        if edge is not None:
            view.choose_edge(edge.edge)
            return context_menu(view.workspace, "wire", view, Pointed(edge=edge.edge)), place
        return context_menu(view.workspace, "canvas", view), place

    def chosen(self) -> tuple[QMenu, QPoint]:
        """Return the menu of the block or wire that is chosen, else of the canvas, and where to open it."""
        view, edge = self._view, self._view.chosen_edge
        node_id = view.walk.node_id or next(iter(view.workspace.selection), "")
        if edge is not None and edge in view.canvas.edges:
            place = view.mapFromScene(view.canvas.edges[edge].middle)
            return context_menu(view.workspace, "wire", view, Pointed(edge=edge)), place
        if node_id in view.canvas.blocks:
            corner = view.mapFromScene(view.canvas.blocks[node_id].scene_rect.topLeft())
            return self._of_block(node_id), corner + QPoint(_INSIDE, _INSIDE)
        return context_menu(view.workspace, "canvas", view), view.viewport().rect().center()

    def _of_block(self, node_id: str) -> QMenu:
        """Return a block's menu; it is about all that are selected, if this is one of them."""
        view = self._view
        if node_id not in view.workspace.selection:
            view.workspace.select(frozenset({node_id}))
        return context_menu(view.workspace, "block", view)
