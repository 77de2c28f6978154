"""Which wire holds which input port, as far as blocks and ports are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.spec import BlockSpec, Port, Role
from playground.core.network.values import Edge, Network

Slot = tuple[str, str]  # block id, port name


def spec_of(network: Network, node: str) -> BlockSpec | None:
    """Return the description of a block on the canvas; None when it is missing or of unknown kind."""
    found = network.nodes.get(node)
    return BLOCKS.find(found.kind) if found else None


def label_of(network: Network, node: str) -> str:
    """Return what a block is called on the canvas."""
    found = network.nodes[node]
    spec = BLOCKS.find(found.kind)
    return found.label or (spec.title if spec else found.kind)


def port_of(ports: tuple[Port, ...], name: str) -> Port | None:
    """Return one port by name."""
    return next((port for port in ports if port.name == name), None)


def is_sound(network: Network, edge: Edge) -> bool:
    """Say whether both ends of a wire exist; ends at blocks of unknown kind count as existing."""
    if edge.source not in network.nodes or edge.target not in network.nodes:
        return False
    source, target = spec_of(network, edge.source), spec_of(network, edge.target)
    starts = source is None or port_of(source.outputs, edge.source_port) is not None
    return starts and (target is None or port_of(target.inputs, edge.target_port) is not None)


@dataclass(frozen=True)
class Wiring:
    """The sound wires of one network, by both of their ends."""

    held: Mapping[Slot, Edge]  # by input port; of two wires on one port the first counts
    after: Mapping[str, tuple[Edge, ...]]  # by the block they start at


def wires(network: Network) -> Mapping[Slot, Edge]:
    """Return the wire of each held input port."""
    return _LAST.wiring_of(network).held


def way_back(network: Network, node: str, passes: Callable[[BlockSpec], bool]) -> str:
    """Return the first block on the way back, `node` included, that is not passed or has no input wire.

    `passes` is asked of known kinds; they have one input.
    """
    held = wires(network)
    seen: set[str] = set()
    while node not in seen and (spec := spec_of(network, node)) is not None and passes(spec):
        seen.add(node)
        edge = held.get((node, spec.inputs[0].name)) if len(spec.inputs) == 1 else None
        if edge is None:
            return node
        node = edge.source
    return node


def leaving(network: Network, node: str) -> tuple[Edge, ...]:
    """Return the sound wires that start at a block."""
    return _LAST.wiring_of(network).after.get(node, ())


class _Last:
    """Keep the wiring of the network asked for last: checks ask block by block, networks are immutable."""

    def __init__(self) -> None:
        self._kept: tuple[Network, Wiring] | None = None

    def wiring_of(self, network: Network) -> Wiring:
        """Return a network's wiring; any thread."""
        kept = self._kept
        if kept is None or kept[0] is not network:
            kept = self._kept = (network, _wiring(network))
        return kept[1]


_LAST = _Last()


def _wiring(network: Network) -> Wiring:
    held: dict[Slot, Edge] = {}
    after: dict[str, list[Edge]] = {}
    for edge in network.edges:
        if is_sound(network, edge):
            held.setdefault((edge.target, edge.target_port), edge)
            after.setdefault(edge.source, []).append(edge)
    return Wiring(held, {node: tuple(edges) for node, edges in after.items()})


def goals(network: Network) -> tuple[str, ...]:
    """Return the ids of the goal blocks, in the order of the canvas."""
    return tuple(of_role(network, Role.GOAL))


def sources(network: Network) -> tuple[str, ...]:
    """Return the ids of the source blocks, in the order of the canvas."""
    return tuple(of_role(network, Role.SOURCE))


def of_role(network: Network, role: Role) -> dict[str, BlockSpec]:
    """Return the descriptions of the sources, layers or goals by block id, in the order of the canvas."""
    specs = {node: spec_of(network, node) for node in network.nodes}
    return {node: spec for node, spec in specs.items() if spec is not None and spec.role is role}
