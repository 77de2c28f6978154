"""Places as edits: Tidy puts blocks in good order; what is in groups just opened gets the room it needs."""

from __future__ import annotations

from collections.abc import Collection

from playground.app.block_names import names_of
from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.layout.boxes import by_group
from playground.core.layout.spread import spread
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.block_path import BlockPath, group_and_own, lies_in
from playground.core.network.edits import move_nodes, part_of
from playground.core.network.unfolding import extent, pushed
from playground.core.network.values import Network, Point
from playground.core.project.values import Project
from playground.core.sentences import Text


def tidy(project: Project, chosen: Collection[str], drawn: DrawnSizes) -> Edit:
    """Put blocks in good order, rows as wide as the view; two selected blocks or more are tidied alone."""
    network = project.network
    part = _part(network, chosen) if len(chosen) > 1 else network
    spots = tidied(part, drawn)
    if all(network.nodes[node_id].position == spot for node_id, spot in spots.items()):
        raise PlaygroundError(Text("Everything is tidy already."))
    every = len(part.nodes) == len(network.nodes)
    label = tr("Tidy") if every else tr("Tidy {blocks}").format(blocks=names_of(project, list(part.nodes)))
    return Edit(label, project.with_network(move_nodes(network, spots)))


def _part(network: Network, chosen: Collection[str]) -> Network:
    """Return the chosen blocks with what is in groups among them, and the wires between them."""
    return part_of(network, [
        node_id for node_id in network.nodes
        if node_id in chosen or any(str(group) in chosen for group in BlockPath.of(node_id).around)
    ])  # fmt: skip


def give_room(project: Project, groups: Collection[str], drawn: DrawnSizes, label: str) -> Edit:
    """Give the blocks in groups that are open for the first time the room that they are drawn with.

    "" is the group that is shown; what stands beside one opened in place makes way for its frame.
    """
    network, drawn_in = project.network, by_group(project.network.nodes)
    if not drawn_in.keys() >= set(groups):
        raise PlaygroundError(Text("Select a group first."))
    for group in groups:
        network = _with_room(network, group, drawn)
    return Edit(label, project.with_network(network))


def _with_room(network: Network, group: str, drawn: DrawnSizes) -> Network:
    ids = by_group(network.nodes)[group]
    part = part_of(network, ids)
    changed = move_nodes(network, spread(part, drawn))
    if not group:
        return changed
    return _beside(changed, group, extent(part), extent(part_of(changed, ids)))


def _beside(network: Network, group: str, before: Point, after: Point) -> Network:
    """Return a network in which what stands beside a group makes way as its frame changes its size."""
    level = part_of(network, by_group(network.nodes)[group_and_own(group)[0]])
    aside = pushed(level, group, before, after)
    spots: dict[str, Point] = {}
    for node_id, node in network.nodes.items():
        home = next((each for each in level.nodes if each == node_id or lies_in(node_id, each)), None)
        if home is not None:
            (x, y), (left, top) = aside.nodes[home].position, level.nodes[home].position
            spots[node_id] = (node.position[0] + x - left, node.position[1] + y - top)
    return move_nodes(network, spots)
