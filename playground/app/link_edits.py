"""Edits of linked copies, of the whole project: let blocks share their weights, or give them their own."""

from __future__ import annotations

from collections.abc import Sequence

from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.checks.links import may_share
from playground.core.errors import PlaygroundError
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import linked, node_at, partners, unlinked
from playground.core.project.values import Project
from playground.core.sentences import Text

FEW = Text("Select two blocks of one kind, or an embedding and the layer that scores by its table.")
UNLIKE = Text("Only blocks of one kind can share their weights, or an embedding and a dense layer.")
ALREADY = Text("These share their weights already.")
NONE_LINKED = Text("None of these shares its weights with another block.")


def link(project: Project, paths: Sequence[BlockPath]) -> Edit:
    """Let blocks share the weights of the first; those of its kind become what it is."""
    why = why_no_link(project, paths)
    if why is not None:
        raise PlaygroundError(why)
    label = tr("Link {blocks}").format(blocks=_names(project, paths))
    return Edit(label, project.with_network(linked(project.network, paths)))


def unlink(project: Project, paths: Sequence[BlockPath]) -> Edit:
    """Give blocks weights of their own, with which they begin as they were."""
    those = [path for path in paths if partners(project.network, path)]
    if not those:
        raise PlaygroundError(NONE_LINKED)
    label = tr("Unlink {blocks}").format(blocks=_names(project, those))
    return Edit(label, project.with_network(unlinked(project.network, those)))


def why_no_link(project: Project, paths: Sequence[BlockPath]) -> Text | None:
    """Return why blocks cannot share their weights; None when they can."""
    nodes = [node for path in paths if (node := node_at(project.network, path)) is not None]
    if len(nodes) < 2:
        return FEW
    if nodes[0].linked and len({node.linked for node in nodes}) == 1:
        return ALREADY
    return None if all(may_share(project.blocks, nodes[0], each) for each in nodes[1:]) else UNLIKE


def _names(project: Project, paths: Sequence[BlockPath]) -> str:
    if len(paths) == 1:
        return project.blocks.label_of(project.network, str(paths[0]))
    return tr("{count} blocks").format(count=len(paths))
