"""What clicks inside a block do: switch a feature, go to another sample."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from playground.app import edits
from playground.gui.canvas.microscope import Microscope
from playground.gui.canvas.pixel_cursor import PixelCursor
from playground.gui.canvas.surface import Surface
from playground.gui.widgets.plain import add_action

if TYPE_CHECKING:
    from playground.gui.canvas.block_item import BlockItem
    from playground.gui.canvas.bodies.base import Hit

FEATURES = "features"


class BodyActions:
    """Operate what is drawn inside blocks."""

    def __init__(self, view: Surface, microscope: Microscope, pixels: PixelCursor) -> None:
        self._view = view
        self._microscope = microscope
        self._pixels = pixels
        self.menu: QMenu | None = None

    def click(self, item: BlockItem, hit: Hit) -> None:
        """Do what a click there means."""
        node_id = item.face.node_id
        if hit.kind == "feature":
            self.toggle_feature(node_id, self._features(node_id)[0][hit.index])
        elif hit.kind == "add":
            self._offer_features(item)
        elif hit.kind in ("previous", "next"):
            self._view.workspace.views.look_beside(1 if hit.kind == "next" else -1)
        else:
            self._view.workspace.select(frozenset({node_id}))

    def look_into(self, item: BlockItem, hit: Hit) -> None:
        """Take the number apart that was clicked, or look at the pixel of what is said."""
        if hit.kind == "pixel" and hit.pixel is not None:
            self._pixels.choose(item.face.node_id, hit.pixel)
            return
        unit = (hit.index,) if hit.pixel is None else (hit.index, *hit.pixel)
        self._microscope.open(item.face.node_id, unit)

    def _features(self, node_id: str) -> tuple[list[str], list[str]]:
        """Return all ids of features, and those in use."""
        here = self._view.workspace.here
        node = here.network.nodes[node_id]
        spec = here.blocks.get(node.kind)
        every = [choice.id for choice in spec.param(FEATURES).choices]
        return every, list(spec.params_of(node.params)[FEATURES])

    def toggle_feature(self, node_id: str, name: str) -> None:
        """Let the network see a feature, or leave it out: one step of undo."""
        self._view.workspace.apply(edits.toggle_choice, node_id, FEATURES, name)

    def _offer_features(self, item: BlockItem) -> None:
        """Open a menu of all features with a tick at those in use."""
        node_id = item.face.node_id
        every, chosen = self._features(node_id)
        self.menu = QMenu(self._view)
        for name, title in zip(every, item.face.plan.names, strict=True):
            action = add_action(self.menu, title, partial(self.toggle_feature, node_id, name))
            action.setCheckable(True)
            action.setChecked(name in chosen)
        corner = self._view.mapFromScene(item.scene_rect.bottomLeft())
        self.menu.popup(self._view.viewport().mapToGlobal(QPoint(corner.x(), corner.y() - 40)))
