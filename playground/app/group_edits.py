"""Edits of groups and marks: make one, open it, take it apart; freeze blocks, switch them off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from playground.app import grouping
from playground.app.block_names import fresh_label, names_of
from playground.app.edits import Edit, block_in
from playground.app.texts import tr
from playground.core.blocks.groups import GROUP_ID, INPUT_ID, OUTPUT_ID, as_group
from playground.core.blocks.spec import Role
from playground.core.errors import PlaygroundError
from playground.core.graph.wiring import Slot, needed
from playground.core.network.edits import connect, insert_on_edge
from playground.core.network.topology import downstream, incoming
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import Project
from playground.core.sentences import Text


def group(project: Project, ids: Collection[str]) -> Edit:
    """Put blocks into a group; sources and goals stay outside."""
    network = project.network
    specs = {node_id: project.spec_of(node_id) for node_id in network.nodes if node_id in ids}
    here = {
        node_id
        for node_id, spec in specs.items()
        if spec is None or (spec.role is Role.LAYER and not spec.inner)
    }
    if not here:
        raise PlaygroundError(
            Text("Select the blocks that are to be one group; sources and goals stay outside.")
        )
    if _comes_back(network, here):
        raise PlaygroundError(
            Text("These blocks cannot be one group: the way between them leads through others.")
        )
    name = fresh_label(project, project.blocks.get(GROUP_ID).title)
    loose, free = _loose(project, here), _free(project, here)
    changed, made = grouping.grouped(network, here, name, loose, free)
    label = tr("Group {blocks}").format(blocks=names_of(project, list(here)))
    return Edit(label, project.with_network(changed), frozenset({made}))


def _loose(project: Project, ids: set[str]) -> list[Slot]:
    """Return the first output of each of some blocks that leads nowhere yet."""
    specs = {node_id: project.spec_of(node_id) for node_id in project.network.nodes if node_id in ids}
    return [(node_id, spec.outputs[0].name) for node_id, spec in specs.items()
            if spec is not None and spec.outputs and not project.network.out.get(node_id)]  # fmt: skip


def _free(project: Project, ids: set[str]) -> list[Slot]:
    """Return the inputs of some blocks that need a wire and have none yet."""
    specs = {node_id: project.spec_of(node_id) for node_id in project.network.nodes if node_id in ids}
    held = {(edge.target, edge.target_port) for edge in project.network.edges}
    return [(node_id, port.name) for node_id, spec in specs.items() if spec is not None
            for port in needed(spec) if (node_id, port.name) not in held]  # fmt: skip


def _comes_back(network: Network, ids: set[str]) -> bool:
    """Say whether a way leads out of some blocks and into them again."""
    outside = {edge.target for edge in network.edges if edge.source in ids and edge.target not in ids}
    return any(ids & downstream(network, node_id) for node_id in outside)


def ungroup(project: Project, ids: Collection[str]) -> Edit:
    """Put what is in groups back on the canvas."""
    network = project.network
    freed: list[str] = []
    groups = [
        node_id for node_id in network.nodes if node_id in ids and network.nodes[node_id].network is not None
    ]
    if not groups:
        raise PlaygroundError(Text("Select a group first."))
    label = tr("Ungroup {blocks}").format(blocks=names_of(project, groups))
    for node_id in groups:
        network, out = grouping.ungrouped(network, node_id)
        freed += out
    return Edit(label, project.with_network(network), frozenset(freed))


def open_in_place(project: Project, ids: Collection[str]) -> Edit:
    """Open groups in place, what is behind them making room; if they all are open, close them."""
    network = project.network
    groups = [
        each
        for each, node in network.nodes.items()
        if each in ids and project.blocks.network_of(node) is not None
    ]
    if not groups:
        raise PlaygroundError(Text("Select a group first."))
    on = not all(network.nodes[each].unfolded for each in groups)
    words = tr("Open {blocks} in place") if on else tr("Close {blocks}")
    label = words.format(blocks=names_of(project, groups))
    for each in groups:
        if network.nodes[each].network is None:
            network = unpack(project.with_network(network), each).project.network
        if network.nodes[each].unfolded != on:
            network = grouping.opened(network, each) if on else grouping.closed(network, each)
    return Edit(label, project.with_network(network), frozenset(groups))


def unpack(project: Project, node_id: str) -> Edit:
    """Turn a block made of other kinds into a group of those, with the same repeat."""
    node = block_in(project, node_id)
    inside = project.blocks.network_of(node)
    if inside is None:
        raise PlaygroundError(Text("Select a group first."))
    label = tr("Open {block}").format(block=project.label_of(node_id))
    made = replace(as_group(node, inside), label=project.label_of(node_id))
    nodes = {**project.network.nodes, node_id: made}
    return Edit(label, project.with_network(replace(project.network, nodes=nodes)))


def can_skip(project: Project, node_id: str) -> bool:
    """Say whether a group's blocks can be given a way round them all: one input, one output, none yet."""
    inside = project.network.nodes[node_id].network if node_id in project.network.nodes else None
    if inside is None or project.network.nodes[node_id].unfolded:
        return False
    kinds = [node.kind for node in inside.nodes.values()]
    begin, end = _ends(inside)
    return (
        kinds.count(INPUT_ID) == kinds.count(OUTPUT_ID) == 1
        and not any(_merges(project, inside, each) for each in inside.nodes)
        and len(incoming(inside, end)) == 1
        and incoming(inside, end)[0].source != begin
    )


def _merges(project: Project, inside: Network, node_id: str) -> bool:
    """Say whether a block puts several wires together, number by number."""
    spec = project.blocks.find(inside.nodes[node_id].kind)
    return spec is not None and spec.together != "any" and len(incoming(inside, node_id)) > 1


def add_skip(project: Project, node_id: str) -> Edit:
    """Add to what leaves a group what came in, each repeat; the blocks keep their weights."""
    if not can_skip(project, node_id):
        raise PlaygroundError(Text("A skip leads from the one input of a group to its one output."))
    group = project.network.nodes[node_id]
    assert group.network is not None  # it can
    begin, end = _ends(group.network)
    wire = incoming(group.network, end)[0]
    inside, added = insert_on_edge(group.network, Node("add"), wire)
    inside = connect(inside, Edge(begin, "out", added, "in_2"))
    nodes = {**project.network.nodes, node_id: replace(group, network=inside)}
    label = tr("Add a skip to {block}").format(block=project.label_of(node_id))
    return Edit(label, project.with_network(replace(project.network, nodes=nodes)))


def _ends(inside: Network) -> tuple[str, str]:
    """Return a group's first input and first output, "" where there is none."""
    begin, end = (next((each for each, node in inside.nodes.items() if node.kind == kind), "")
                  for kind in (INPUT_ID, OUTPUT_ID))  # fmt: skip
    return begin, end


def freeze(project: Project, ids: Collection[str]) -> Edit:
    """Let blocks' weights stand still; if they all do, let them learn again."""
    return _toggled(project, ids, "frozen", tr("Freeze {blocks}"), tr("Thaw {blocks}"))


def disable(project: Project, ids: Collection[str]) -> Edit:
    """Switch blocks off, so that they hand on what arrives; if they all are, switch them on."""
    return _toggled(project, ids, "disabled", tr("Switch off {blocks}"), tr("Switch on {blocks}"))


def _toggled(project: Project, ids: Collection[str], mark: str, words: str, back: str) -> Edit:
    network = project.network
    specs = {node_id: project.spec_of(node_id) for node_id in network.nodes if node_id in ids}
    here = [
        node_id
        for node_id, spec in specs.items()
        if spec is not None and spec.role is Role.LAYER and not spec.inner
    ]
    if not here:
        raise PlaygroundError(Text("Select a block first; sources and goals always take part."))
    on = not all(getattr(network.nodes[node_id], mark) for node_id in here)
    label = (words if on else back).format(blocks=names_of(project, here))
    return Edit(label, project.with_network(grouping.marked(network, here, mark, on)))
