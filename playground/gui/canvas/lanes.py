"""The faces of all blocks: low where it is one of many lanes beneath each other, narrow in a U."""

from dataclasses import replace

from playground.core.layout.boxes import by_group
from playground.core.layout.levels import nests
from playground.core.layout.sections import Flow, in_lanes
from playground.core.network.edits import part_of
from playground.core.network.values import Network
from playground.gui.canvas.faces import Face, face
from playground.gui.canvas.foreseen import shapes_of
from playground.gui.canvas.project_outline import Outline

MANY = 3  # lanes between a fork and a join from which on blocks in them are drawn low


def faces(outline: Outline) -> dict[str, Face]:
    """Return the face of every block."""
    network = outline.project.network
    foreseen = shapes_of(outline.project, outline.fields)
    every = {node_id: face(outline, node_id, foreseen) for node_id in network.nodes}
    if nests(network):
        every = {node_id: _narrow(each) for node_id, each in every.items()}
    return every | {node_id: _low(every[node_id]) for node_id in _squeezed(network)}


def _squeezed(network: Network) -> set[str]:
    """Return the blocks in one of many lanes, each group that is open by itself."""
    parts = (part_of(network, ids) for ids in by_group(network.nodes).values())
    return {node_id for part in parts for node_id in in_lanes(Flow(part, {}), MANY)}


def _narrow(shown: Face) -> Face:
    """Return how a group is drawn in a column of its own."""
    narrow = shown.plan.kind in ("group", "group_maps")
    return replace(shown, plan=replace(shown.plan, narrow=True)) if narrow else shown


def _low(shown: Face) -> Face:
    """Return how a block is drawn low: one that shows maps is, others have a height of their own."""
    if shown.plan.kind != "maps":
        return shown
    return replace(shown, plan=replace(shown.plan, low=True, filters=False))


def only_moved(before: Outline, after: Outline) -> bool:
    """Tell whether only places of blocks are others than before, so that all faces are the same."""
    alike = replace(before, project=after.project, problems=after.problems)
    if _told(before) != _told(after) or alike != after:
        return False
    return before.project.differs_in_places(after.project)


def _told(outline: Outline) -> list[object]:
    """Return what faces say of problems: what mends them is made anew each time."""
    return [(each.where, each.severity, each.message) for each in outline.problems]
