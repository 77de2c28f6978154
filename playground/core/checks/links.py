"""Linked copies that cannot share their weights, each with ways out: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import BlockSpec
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.expand import repeats
from playground.core.graph.sharing import Homes, homes_of
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import linked_sets, node_at, unlinked, with_node
from playground.core.network.values import Network, Node
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.shapes.misfit import Misfit


def of_links(known: Derived) -> Iterator[Problem]:
    """Yield what is wrong with linked copies, whatever their shapes."""
    project = known.project
    homes = homes_of(project.blocks, project.network)
    if homes is None:
        return
    found: dict[str, list[BlockPath]] = {}
    for (name, _), paths in linked_sets(project.network).items():
        found.setdefault(name, []).extend(paths)
    for first, *others in found.values():
        for each in others:
            problem = _of_pair(project, homes, first, each)
            if problem is not None:
                yield problem


def _of_pair(project: Project, homes: Homes, first: BlockPath, path: BlockPath) -> Problem | None:
    """Return why a block cannot share the weights of the first that has them."""
    network, blocks = project.network, project.blocks
    names = {"block": blocks.label_of(network, str(path)), "other": blocks.label_of(network, str(first))}
    one, other = node_at(network, first), node_at(network, path)
    if one is None or other is None or not may_share(blocks, one, other):
        words = "{block} cannot share weights with {other}: they are not of one kind, nor a table and scores."
        return Problem("error", Place(str(path.first)), Text(words, **names), (unlink(project, path),))
    group = _turning(network, first, _home_of(homes, network, path))
    if group is None:
        return None
    words = "{block} shares weights with {other}, but {group} repeats with weights of its own each time."
    message = Text(words, **names, group=blocks.label_of(network, str(group)))
    fixes = (_same_weights(project, group), unlink(project, path))
    return Problem("error", Place(str(path.first)), message, fixes)


def may_share(blocks: BlockRegistry, one: Node, other: Node) -> bool:
    """Say whether two blocks can share weights: layers or groups of one kind, a table and scores."""
    specs = [blocks.find(node.kind) for node in (one, other)]
    if any(spec is None or not spec.shareable for spec in specs):
        return False
    return one.kind == other.kind or _lends(specs[0], specs[1]) or _lends(specs[1], specs[0])


def _lends(one: BlockSpec | None, other: BlockSpec | None) -> bool:
    return one is not None and other is not None and one.lends_table and other.borrows_table


def _home_of(homes: Homes, network: Network, path: BlockPath) -> BlockPath:
    """Return a block in the first of the linked copies around it, whose rounds are those of the others."""
    place = BlockPath()
    for group in path.around:
        node = node_at(network, group.drawn)
        home = homes.twin(place.beside(group.own), node) if node is not None else place.beside(group.own)
        place = home.inside(0)
    return place.beside(path.own).drawn


def _turning(network: Network, first: BlockPath, path: BlockPath) -> BlockPath | None:
    """Return a group around one of two blocks alone that repeats with weights of its own each time."""
    common = {*first.around} & {*path.around}
    for group in (*first.around, *path.around):
        node = node_at(network, group)
        if group not in common and node is not None and repeats(node) > 1 and not node.params.get("shared"):
            return group
    return None


def _same_weights(project: Project, group: BlockPath) -> Fix:
    """Return the fix that gives all repeats of a group the same weights."""
    title = Text("Use the same weights in every repeat of {group}",
                 group=project.blocks.label_of(project.network, str(group)))  # fmt: skip
    return Fix(title, partial(_with_params, path=group, params={"shared": True}))


def unlink(project: Project, path: BlockPath) -> Fix:
    """Return the fix that gives a block weights of its own."""
    title = Text("Unlink {block}", block=project.blocks.label_of(project.network, str(path)))
    return Fix(title, lambda changed: changed.with_network(unlinked(changed.network, (path,))))


def mended_link(known: Derived, failure: Misfit) -> Problem:
    """Return that a block does not fit the weights it shares, with what mends it."""
    path = BlockPath.of(failure.where.node).drawn
    fixes = (*_as_many_units(known, failure.where.node), unlink(known.project, path))
    return Problem(failure.severity, failure.where, failure.message, fixes)


def _as_many_units(known: Derived, node: str) -> Iterator[Fix]:
    """Offer a unit for each row to a layer that scores by a table."""
    table = known.flat.shared.tables.get(node)
    spec = known.graph.specs[table] if table is not None else None
    if table is None or spec is None:
        return
    rows = spec.params_of(known.graph.network.nodes[table].params)[spec.vocabulary]
    path = BlockPath.of(node).drawn
    title = Text("Give {block} {rows} units", block=known.graph.label(node), rows=rows)
    yield Fix(title, partial(_with_params, path=path, params={"units": rows}))


def _with_params(project: Project, path: BlockPath, params: Mapping[str, object]) -> Project:
    node = node_at(project.network, path)
    if node is None:
        raise KeyError(path.own)
    changed = replace(node, params={**node.params, **params})
    return project.with_network(with_node(project.network, path, changed))
