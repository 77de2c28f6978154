"""Which wire a point means: the nearest, where threads and ribbons are the wire whose weights they show."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from playground.core.network.values import Edge
from playground.gui.canvas.edge_item import HIT, REACH, EdgeItem
from playground.gui.canvas.geometry import PORT_RADIUS_HOVER, PORT_REACH
from playground.gui.canvas.scene import CanvasScene, Port

SHORT = 2 * PORT_REACH  # of such a wire the areas of its ports leave nothing to hit


def wire_to_drop_on(
    scene: CanvasScene, point: QPointF, reach: float = REACH, without: str | None = None
) -> Edge | None:
    """Return the wire that a drop at a point of the scene means, but for those of one block."""
    found = {edge: _away(scene, edge, point, reach)
             for edge in scene.wires.near(point) if without not in (edge.source, edge.target)}  # fmt: skip
    nearest = min(found, key=found.__getitem__, default=None)
    return nearest if nearest is not None and found[nearest] <= reach else None


def _away(scene: CanvasScene, edge: Edge, point: QPointF, reach: float) -> float:
    """Return how far a wire is; among its threads it is within reach, however far its line."""
    item, drawn = scene.wires.edges[edge], (scene.wires.threads.get(edge), scene.wires.links.get(edge))
    away = item.distance(point)
    return min(away, reach) if any(each is not None and each.covers(point) for each in drawn) else away


def wire_at(scene: CanvasScene, point: QPointF) -> EdgeItem | None:
    """Return the wire under the pointer: the nearest of several."""
    near = (scene.wires.edges[edge] for edge in scene.wires.near(point))
    under = [item for item in near if _is_under(item, point)]
    return min(under, key=lambda item: item.distance(point), default=None)


def _is_under(item: EdgeItem, point: QPointF) -> bool:
    return item.badge().contains(point) or item.distance(point) <= HIT / 2


def port_to_press(scene: CanvasScene, point: QPointF) -> Port | None:
    """Return the port under the pointer; the middle half of a short wire is the wire's."""
    return None if _on_a_short_wire(scene, point) else scene.port_at(point)


def _on_a_short_wire(scene: CanvasScene, point: QPointF) -> bool:
    item = wire_at(scene, point)
    if item is None:
        return False
    length, away = item.length, item.middle - point
    return length < SHORT and math.hypot(away.x(), away.y()) <= max(length / 4, 3.0)


def port_to_drop_on(scene: CanvasScene, point: QPointF, wire: Edge | None) -> Port | None:
    """Return the port that a drop attaches to.

    A port that has its wire leaves the drop to that wire; in the middle of an output, whose wire is not too
    short to be hit beside it, the drop begins another branch.
    """
    port = scene.port_at(point)
    if port is None or wire is None:
        return port
    item, side, name = port
    ends = {("out", edge.source, edge.source_port) for edge in scene.wires.edges}
    ends |= {("in", edge.target, edge.target_port) for edge in scene.wires.edges}
    if (side, item.face.node_id, name) not in ends:
        return port
    away = item.port(side, name) - point
    amid = side == "out" and math.hypot(away.x(), away.y()) <= PORT_RADIUS_HOVER
    return port if amid and scene.wires.edges[wire].length >= SHORT else None
