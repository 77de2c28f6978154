"""Whether what was trained is what is drawn: the one judge, for the window, the command line and the file."""

from __future__ import annotations

from dataclasses import replace

from playground.core.blocks.groups import as_group
from playground.core.blocks.learning import learning_of
from playground.core.blocks.live import live_in
from playground.core.blocks.registry import BlockRegistry
from playground.core.network.linking import plain_names
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project


def is_drawn(trained: Project, drawn: Project) -> bool:
    """Say whether a run of one project trained the model that another one draws.

    Blocks that train, their wires and values, and the data decide that. Names, places and speed do not, and
    neither does the recipe, which may change in mid-run.
    """
    if trained is drawn:
        return True
    same_data = trained.data == drawn.data or _data(trained) == _data(drawn)
    return same_data and _same_network(trained.network, drawn.network, drawn.blocks)


def others(trained: Project, drawn: Project) -> frozenset[str]:
    """Return the blocks drawn that no run of the other project trained: new, set otherwise, or fed by others.

    Of blocks in groups the outermost group.
    """
    blocks = drawn.blocks
    ways = ((trained.network, drawn.network), (drawn.network, trained.network))
    old, new = (_trained(plain_names(_opened(one, other, blocks)), blocks) for one, other in ways)
    return frozenset(
        name for name, node in new.nodes.items()
        if old.nodes.get(name) != node or _into(old, name) != _into(new, name)
    )  # fmt: skip


def _into(network: Network, name: str) -> tuple[Edge, ...]:
    return tuple(edge for edge in network.edges if edge.target == name)


def _data(project: Project) -> DataChoice:
    """Return the data choice with every option in it, one left out has its default; wherever files lie."""
    spec, data = project.data_set, project.data.placeless
    if spec is None:
        return data
    return replace(data, options={**data.options, **spec.options(data.options)})


def _same_network(old: Network, new: Network, blocks: BlockRegistry) -> bool:
    """Say whether two networks compute the same, whatever they look like and whatever stands by unused."""
    if old is new or old.computes_like(new):
        return True
    one, other = _opened(old, new, blocks), _opened(new, old, blocks)
    return _trained(plain_names(one), blocks) == _trained(plain_names(other), blocks)


def _opened(network: Network, other: Network, blocks: BlockRegistry) -> Network:
    """Return a network in which blocks made of other kinds are groups where they are so in the other.

    Who opens one to look into it changes nothing of what is computed.
    """
    found = {}
    for name, node in network.nodes.items():
        twin, inside = other.nodes.get(name), blocks.network_of(node)
        if twin is None or twin.network is None or inside is None:
            continue
        within = _opened(inside, twin.network, blocks)
        if node.network is None or within is not inside:
            found[name] = replace(
                node if node.network is not None else as_group(node, inside), network=within
            )
    return replace(network, nodes={**network.nodes, **found}) if found else network


def _trained(network: Network, blocks: BlockRegistry) -> Network:
    """Return what of a network trains, as it decides what is computed; wires in one order."""
    live = live_in(network, blocks.specs_of(network))
    edges = (edge for edge in network.edges if edge.source in live and edge.target in live)
    nodes = {name: _bare(network.nodes[name], blocks) for name in sorted(live)}
    return replace(network, nodes=nodes, edges=tuple(sorted(edges)))


def _bare(node: Node, blocks: BlockRegistry) -> Node:
    """Return a block, and what is in it, without what is only seen and with all its parameters."""
    spec, inside = blocks.find(node.kind), node.network
    params = {**node.params, **spec.params_of(node.params)} if spec is not None else node.params
    if inside is not None:
        inside = _trained(inside, blocks)
    return replace(
        node, params=params, label="", position=(0.0, 0.0), network=inside, unfolded=False,
        learning={**node.learning, **learning_of(node.learning)},
    )  # fmt: skip
