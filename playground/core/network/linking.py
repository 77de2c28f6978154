"""Linked copies: blocks that share their weights, by a name that all of them have.

No block is the original: take one away and the others keep what they share. Those of one kind are alike in
all that makes their weights, parameters, insides and how they learn; where they stand, what they are called
and whether they are switched off is their own. An embedding and a dense layer share the table alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from playground.core.errors import Place, PlaygroundError
from playground.core.network.block_path import BlockPath
from playground.core.network.edits import unused
from playground.core.network.nesting import Path, inner, leads, with_inner
from playground.core.network.values import MOST_BLOCKS, Network, Node
from playground.core.sentences import Text, thousands

Sets = Mapping[tuple[str, str], tuple[BlockPath, ...]]  # by name and kind, as they are drawn, in order
_ALIKE = ("params", "network", "frozen", "learning")
HOLDS_ITSELF = Text("Linked copies cannot stand inside themselves or hold each other: unlink one first.")


def members(network: Network, path: Path = ()) -> Iterator[tuple[BlockPath, Node]]:
    """Yield the blocks that have such a name, the first to be drawn first, a group before what is in it."""
    if not network.has_links:
        return
    for node_id, node in network.nodes.items():
        if node.linked:
            yield BlockPath(node_id, path), node
        if node.network is not None:
            yield from members(node.network, (*path, node_id))


def linked_sets(network: Network) -> Sets:
    """Return the blocks that share their weights; a name that one block alone has says nothing."""
    found: dict[tuple[str, str], list[BlockPath]] = {}
    for path, node in members(network):
        found.setdefault((node.linked, node.kind), []).append(path)
    kinds = Counter(name for name, _ in found)
    return {(name, kind): tuple(paths) for (name, kind), paths in found.items()
            if len(paths) > 1 or kinds[name] > 1}  # fmt: skip


def node_at(network: Network, path: BlockPath) -> Node | None:
    """Return a block as it is drawn, None where there is none."""
    return inner(network, path.groups).nodes.get(path.own) if leads(network, path.groups) else None


def partners(network: Network, path: BlockPath) -> tuple[BlockPath, ...]:
    """Return the other blocks that share a block's weights."""
    node = node_at(network, path)
    if node is None or not node.linked:
        return ()
    return tuple(other for other, each in members(network) if each.linked == node.linked and other != path)


def in_step(network: Network, before: Network | None = None) -> Network:
    """Return a network whose linked copies are alike: as the one that was changed, else as the first.

    PlaygroundError for a copy that would hold itself, and for more blocks than a network can have: where
    copies hold copies of others, a few lines of a file can stand for millions of them.
    """
    if not network.has_links:
        return network
    refuse_circles(network)
    most = max(MOST_BLOCKS, network.total)
    for paths in sorted(_sets_of_copies(network), key=lambda each: -max(len(path.groups) for path in each)):
        if all(node_at(network, path) is not None for path in paths):  # none went with a group around it
            network = _alike(network, paths, before)
            _refuse_more(network, most, paths[0])
    return network


def _refuse_more(network: Network, most: int, where: BlockPath) -> None:
    if network.total > most:
        count = thousands(network.total)
        message = Text("Linked copies would make {count} blocks; {most} are the most: unlink some first.",
                       count=count, most=thousands(most))  # fmt: skip
        raise PlaygroundError(message, Place(str(where)))


def _sets_of_copies(network: Network) -> list[tuple[BlockPath, ...]]:
    return [paths for paths in linked_sets(network).values() if len(paths) > 1]


def _alike(network: Network, paths: tuple[BlockPath, ...], before: Network | None) -> Network:
    """Return a network in which these blocks are as the one that leads."""
    leading = _value(_there(network, _leader(network, paths, before)))
    for path in paths:
        node = _there(network, path)
        if _value(node) != leading:
            network = with_node(network, path, replace(node, **leading))
    return network


def _leader(network: Network, paths: tuple[BlockPath, ...], before: Network | None) -> BlockPath:
    """Return the block that was changed, of those that shared these weights before; else the first."""
    if before is None:
        return paths[0]
    olds = {path: old for path in paths if (old := node_at(before, path)) is not None
            and old.linked == _there(network, path).linked}  # fmt: skip
    changed = (path for path, old in olds.items() if _value(old) != _value(_there(network, path)))
    return next(changed, next(iter(olds), paths[0]))


def _value(node: Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in _ALIKE}


def _there(network: Network, path: BlockPath) -> Node:
    return inner(network, path.groups).nodes[path.own]


def with_node(network: Network, path: BlockPath, node: Node) -> Network:
    """Return a network with another block at a place; KeyError where there is none."""
    scope = inner(network, path.groups)
    if path.own not in scope.nodes:
        raise KeyError(path.own)
    return with_inner(network, path.groups, replace(scope, nodes={**scope.nodes, path.own: node}))


def refuse_circles(network: Network) -> None:
    """Raise PlaygroundError for a linked copy that stands inside itself, straight or by way of others."""
    within: dict[str, set[str]] = {}
    for _, node in members(network):
        held = within.setdefault(node.linked, set())
        if node.network is not None:
            held |= names_in(node.network)
    try:
        TopologicalSorter(within).prepare()
    except CycleError as error:
        around = error.args[1]
        path = next(path for path, node in members(network) if node.linked in around)
        raise PlaygroundError(HOLDS_ITSELF, Place(str(path))) from None


def names_in(network: Network) -> set[str]:
    """Return all names of shared weights."""
    return {node.linked for _, node in members(network)}


def shared_name(node: Node, node_id: str, taken: Collection[str]) -> str:
    """Return the name of a block's weights, a new one where it shared them with none."""
    return node.linked or unused(_base(node_id), "_", taken)


def linked(network: Network, paths: Sequence[BlockPath]) -> Network:
    """Let blocks share their weights: those of the first; of its kind they become what it is.

    Whether kinds that differ can share is for those who know kinds to judge.
    """
    lead = _there(network, paths[0])
    name = shared_name(lead, paths[0].own, names_in(network))
    for path in paths:
        node = _there(network, path)
        same = _value(lead) if node.kind == lead.kind else {}
        network = with_node(network, path, replace(node, linked=name, **same))
    return network


def unlinked(network: Network, paths: Iterable[BlockPath]) -> Network:
    """Give blocks weights of their own; what is in a group goes on sharing with what stands outside."""
    for path in paths:
        node, inside = _there(network, path), _there(network, path).network
        if inside is not None:
            homes = [other for other, each in members(network) if each.linked == node.linked]
            own = {name for name in names_in(inside) if _only_in(network, homes, name)}
            inside = _renamed(inside, names_in(network), own)
        network = with_node(network, path, replace(node, linked="", network=inside))
    return network


def plain_names(network: Network) -> Network:
    """Return a network in which shared weights are called by the first block that has them, or not at all."""
    if not network.has_links:
        return network
    told = {node.linked: "" for _, node in members(network)}
    told |= {name: str(paths[0]) for (name, _), paths in [*linked_sets(network).items()][::-1]}
    return _told(network, told)


def _only_in(network: Network, homes: Iterable[BlockPath], name: str) -> bool:
    """Say whether all blocks of a name lie in some groups."""
    around = {home.ids for home in homes}
    return all(any(path.groups[: len(ids)] == ids for ids in around)
               for path, node in members(network) if node.linked == name)  # fmt: skip


def with_own_names(nodes: Mapping[str, Node], taken: Collection[str]) -> dict[str, Node]:
    """Return copies of blocks that share weights among themselves as they did, and with no others."""
    fresh = _renamed(Network(nodes), taken, names_in(Network(nodes)))
    kept = {name for name, _ in linked_sets(fresh)}
    return {each: node if node.linked in kept else replace(node, linked="")
            for each, node in fresh.nodes.items()}  # fmt: skip


def _renamed(network: Network, taken: Collection[str], names: Collection[str]) -> Network:
    """Return a network in which other names stand for the same sharing."""
    told: dict[str, str] = {}
    for name in sorted(names):
        told[name] = unused(_base(name), "_", {*taken, *told.values()})
    return _told(network, told) if told else network


def _told(network: Network, names: Mapping[str, str]) -> Network:
    nodes = {each: replace(node, linked=names.get(node.linked, node.linked),
                           network=None if node.network is None else _told(node.network, names))
             for each, node in network.nodes.items()}  # fmt: skip
    return replace(network, nodes=nodes)


def _base(name: str) -> str:
    """Return a name without the number behind it, short enough for another."""
    head, _, tail = name.rpartition("_")
    return (head if head and tail.isdigit() else name)[:56]
