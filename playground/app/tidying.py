"""Tidy as an edit: all blocks, or the selected ones, take their places in good order."""

from __future__ import annotations

from collections.abc import Collection

from playground.app.block_names import names_of
from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import move_nodes, part_of
from playground.core.network.values import Network
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
