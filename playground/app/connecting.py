"""Whether a wire may be drawn, and if not, why: one sentence for the person who drags it."""

from __future__ import annotations

from collections.abc import Mapping

from playground.app.texts import tr
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.checks.rewire import fits
from playground.core.graph.wiring import label_of, port_of, shown_inputs, spec_of
from playground.core.network.topology import downstream
from playground.core.network.unfolding import group_of
from playground.core.network.values import Edge, Network

OutputShapes = Mapping[str, Mapping[str, Shape]]  # node -> output port -> shape
NO_SHAPES: OutputShapes = {}


def refusal(network: Network, edge: Edge, shapes: OutputShapes = NO_SHAPES) -> str | None:
    """Return why a wire cannot be, or None when it can."""
    source, target = network.nodes.get(edge.source), network.nodes.get(edge.target)
    if source is None or target is None:
        return tr("One end of this wire is gone.")
    return (
        _refuse_border(network, edge)
        or _refuse_ports(network, edge)
        or _refuse_cycle(network, edge)
        or _refuse_shape(network, edge, shapes.get(edge.source, {}).get(edge.source_port))
    )


def fitting_inputs(
    network: Network, source: str, port: str, shapes: OutputShapes
) -> frozenset[tuple[str, str]]:
    """Return the input ports, as (block, port), to which a wire from an output port may go."""
    found = set()
    for node_id in network.nodes:
        for target in shown_inputs(network, node_id):
            if refusal(network, Edge(source, port, node_id, target), shapes) is None:
                found.add((node_id, target))
    return frozenset(found)


def fitting_outputs(
    network: Network, target: str, port: str, shapes: OutputShapes
) -> frozenset[tuple[str, str]]:
    """Return the output ports, as (block, port), from which a wire to an input port may come."""
    found = set()
    for node_id in network.nodes:
        spec = spec_of(network, node_id)
        for source in spec.outputs if spec else ():
            if refusal(network, Edge(node_id, source.name, target, port), shapes) is None:
                found.add((node_id, source.name))
    return frozenset(found)


def takes(spec: BlockSpec, shape: Shape | None) -> bool:
    """Say whether a kind of block takes a shape at its first input (an unknown shape: whether it has one)."""
    return bool(spec.inputs) and fits(spec.inputs[0], shape)


def _refuse_border(network: Network, edge: Edge) -> str | None:
    group = group_of(edge.target) or group_of(edge.source)
    if group_of(edge.source) == group_of(edge.target):
        return None
    return tr("A wire stays within its group: {group} has inputs and outputs of its own.").format(
        group=label_of(network, group)
    )


def _refuse_ports(network: Network, edge: Edge) -> str | None:
    source = spec_of(network, edge.source)
    target = spec_of(network, edge.target)
    if source is not None and port_of(source.outputs, edge.source_port) is None:
        return tr("{block} ends the network: nothing can follow it.").format(
            block=label_of(network, edge.source)
        )
    if target is not None and port_of(target.inputs, edge.target_port) is None:
        return tr("{block} begins the network: nothing can come before it.").format(
            block=label_of(network, edge.target)
        )
    if edge in network.edges:
        return tr("This wire is there already.")
    return None


def _refuse_cycle(network: Network, edge: Edge) -> str | None:
    names = {"source": label_of(network, edge.source), "target": label_of(network, edge.target)}
    if edge.source == edge.target:
        return tr("{source} cannot feed itself.").format(**names)
    if edge.source in downstream(network, edge.target):
        return tr("{target} already feeds {source}: this wire would close a circle.").format(**names)
    return None


def _refuse_shape(network: Network, edge: Edge, shape: Shape | None) -> str | None:
    spec = spec_of(network, edge.target)
    port = port_of(spec.inputs, edge.target_port) if spec is not None else None
    if port is None or shape is None or fits(port, shape):
        return None
    return tr("{target} needs {needs}, but {source} gives {shape}.").format(
        target=label_of(network, edge.target),
        needs=port.needs,
        source=label_of(network, edge.source),
        shape=shape.text(),
    )
