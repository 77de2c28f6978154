"""What the facts of kinds alone say of shapes, before PyTorch is there or where a block has none."""

from collections.abc import Mapping

from playground.core.blocks.shapes import DataFields, Shape
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.graph.wiring import needed
from playground.core.network.topology import incoming, order
from playground.core.network.values import Node
from playground.core.project.values import Project

POOLS = ("max pool", "average pool")  # ways of taking apart: a picture stays one, with its channels


def shapes_of(project: Project, fields: DataFields) -> dict[str, Shape]:
    """Return the output shape of each block as far as it follows from its kind; others are left out.

    Rank and number of units or filters are certain; how high and wide a picture is, and so how long a list of
    it, is not.
    """
    network, found = project.network, dict[str, Shape]()
    for node_id in order(network):
        wires = incoming(network, node_id)
        before = [found[edge.source] for edge in wires if edge.source in found]
        if len(before) < len(wires):
            continue  # what arrives is not foreseen
        node = network.nodes[node_id]
        spec = project.blocks.spec_of(node)
        shape = _shape(spec, node, before[0] if before else None, fields) if spec is not None else None
        if shape is not None:
            found[node_id] = shape
    return found


def certain(project: Project, foreseen: Mapping[str, Shape]) -> frozenset[str]:
    """Return the blocks of which every side that is foreseen is certain, not the rank and the units alone."""
    sure: set[str] = set()
    for node_id in order(project.network):
        spec = project.spec_of(node_id)
        if spec is None or node_id not in foreseen:
            continue
        feeds = [edge.source for edge in incoming(project.network, node_id)]
        resized = spec.taken_apart in ("convolution", *POOLS) and not project.network.nodes[node_id].disabled
        units = spec.fully_connected and foreseen[node_id].rank == 1
        if units or (not resized and all(feed in sure for feed in feeds)):
            sure.add(node_id)
    return frozenset(sure)


def at_the_data(project: Project, node_id: str, fields: DataFields) -> tuple[Shape, Shape] | None:
    """Return what the data bring that a block takes, and what it would make of that; None where none fits."""
    node = project.network.nodes[node_id]
    spec = project.blocks.spec_of(node)
    ports = needed(spec) if spec is not None else ()
    if spec is None or len(ports) != 1:
        return None
    ranks = ports[0].ranks
    brought = (field for name, field in fields.fields.items() if project.catalogue.family_of_field(name))
    taken = next((field for field in brought if field.rank in ranks), None)
    if taken is None:
        return None
    made = _shape(spec, node, taken, fields)
    if made is None and taken.rank == 2:
        made = Shape(taken.sizes)  # most of what takes a sequence gives one
    return (taken, made) if made is not None else None


def _shape(spec: BlockSpec, node: Node, before: Shape | None, fields: DataFields) -> Shape | None:
    params = spec.params_of(node.params)
    if spec.role is Role.SOURCE:
        field = fields.fields.get(spec.field)
        chosen = params["features"] if any(param.name == "features" for param in spec.params) else ()
        return Shape((len(chosen),)) if chosen else field if field is None or not any(field.levels) else None
    if node.disabled:
        return before
    if spec.fully_connected:
        return Shape((*(before.sizes[:-1] if before is not None else ()), params["units"]))
    if before is None:
        return None
    if spec.taken_apart == "convolution" and any(param.name == "filters" for param in spec.params):
        return _filtered(before, params)
    if spec.lays_flat:
        return Shape((before.count,))
    return before if spec.keeps_shape or spec.taken_apart in POOLS else None


def _filtered(before: Shape, params: Mapping[str, object]) -> Shape | None:
    filters = params["filters"]
    if not isinstance(filters, int) or before.rank < 2:
        return None
    return Shape((before.sizes[0], filters) if before.rank == 2 else (filters, *before.sizes[1:]))
