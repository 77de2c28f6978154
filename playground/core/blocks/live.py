"""Which blocks of a network train, as its kinds and wires alone say."""

from __future__ import annotations

from playground.core.blocks.groups import OUTPUT_ID
from playground.core.blocks.registry import Specs
from playground.core.blocks.spec import Port, Role
from playground.core.network.topology import incoming, upstream
from playground.core.network.values import Edge, Network


def port_of(ports: tuple[Port, ...], name: str) -> Port | None:
    """Return one port by name."""
    for port in ports:
        if port.name == name:
            return port
    return None


def is_sound(network: Network, edge: Edge, specs: Specs) -> bool:
    """Say whether both ends of a wire exist; ends at blocks of unknown kind count as existing."""
    if edge.source not in network.nodes or edge.target not in network.nodes:
        return False
    source, target = specs[edge.source], specs[edge.target]
    starts = source is None or port_of(source.outputs, edge.source_port) is not None
    return starts and (target is None or port_of(target.inputs, edge.target_port) is not None)


def live_in(network: Network, specs: Specs) -> frozenset[str]:
    """Return the blocks that train: those that lead to a wired goal, or to the group's output; else all."""
    ends = _ends(network, specs)
    return frozenset(ends).union(*(upstream(network, end) for end in ends)) or frozenset(network.nodes)


def _ends(network: Network, specs: Specs) -> list[str]:
    """Return the outputs of a group, or the goals; only those with a wire, if any has one."""
    outputs = [node for node, each in network.nodes.items() if each.kind == OUTPUT_ID]
    goals = [node for node, spec in specs.items() if spec is not None and spec.role is Role.GOAL]
    wired = {node for node in (*outputs, *goals)
             if any(is_sound(network, edge, specs) for edge in incoming(network, node))}  # fmt: skip
    reached = ([node for node in ends if node in wired] for ends in (outputs, goals))
    return next((ends for ends in reached if ends), outputs or goals)
