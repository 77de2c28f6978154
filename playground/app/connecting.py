"""Whether a wire may be drawn, and if not, why: what the judge of wires says, or that it is there already."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.blocks.shapes import Shape
from playground.core.graph import judge
from playground.core.graph.wiring import shown_inputs
from playground.core.network.values import Edge
from playground.core.project.values import Project
from playground.core.sentences import Text

OutputShapes = Mapping[str, Mapping[str, Shape]]  # node -> output port -> shape
NO_SHAPES: OutputShapes = {}


def refusal(project: Project, edge: Edge, shapes: OutputShapes = NO_SHAPES) -> Text | None:
    """Return why a wire cannot be, or None when it can."""
    if edge in project.network.edges:
        return Text("This wire is there already.")
    why = judge.refusal(project, edge, shapes.get(edge.source, {}).get(edge.source_port))
    return why.sentence if why is not None else None


def fitting_inputs(
    project: Project, source: str, port: str, shapes: OutputShapes
) -> frozenset[tuple[str, str]]:
    """Return the input ports, as (block, port), to which a wire from an output port may go."""
    network, specs = project.network, project.specs
    found = judge.takers(network, specs, (source, port), shapes.get(source, {}).get(port))
    shown, wires = {node_id: shown_inputs(project, node_id) for node_id in network.nodes}, set(network.edges)
    return frozenset(
        (node, target)
        for node, target in found
        if target in shown[node] and Edge(source, port, node, target) not in wires
    )


def fitting_outputs(
    project: Project, target: str, port: str, shapes: OutputShapes
) -> frozenset[tuple[str, str]]:
    """Return the output ports, as (block, port), from which a wire to an input port may come."""
    known = {(node, name): shape for node, ports in shapes.items() for name, shape in ports.items()}
    network, specs = project.network, project.specs
    found, wires = judge.givers(network, specs, (target, port), known), set(network.edges)
    return frozenset(slot for slot in found if Edge(*slot, target, port) not in wires)
