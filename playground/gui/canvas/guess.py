"""Sizes of blocks before PyTorch is loaded or where a shape is unknown: how many units or maps to draw."""

from collections.abc import Mapping

from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import DataFields, Shape
from playground.core.blocks.spec import Role
from playground.core.network.topology import incoming, order
from playground.core.network.values import Node
from playground.core.project.values import Project


def shapes_of(project: Project, fields: DataFields) -> dict[str, Shape]:
    """Return a likely output shape of each block, from parameters alone; what cannot be told is left out."""
    network, found = project.network, dict[str, Shape]()
    for node_id in order(network):
        before = [found[edge.source] for edge in incoming(network, node_id) if edge.source in found]
        shape = _shape(project.blocks, network.nodes[node_id], before[0] if before else None, fields)
        if shape is not None:
            found[node_id] = shape
    return found


def _shape(blocks: BlockRegistry, node: Node, before: Shape | None, fields: DataFields) -> Shape | None:
    spec = blocks.find(node.kind)
    if spec is None or spec.role is Role.GOAL:
        return None
    params = spec.params_of(node.params)
    if spec.role is Role.SOURCE:
        field = fields.fields.get(spec.field)
        return Shape((len(params["features"]),)) if "features" in params else field
    return _layer_shape(params, before, node.kind)


def _layer_shape(params: Mapping[str, object], before: Shape | None, kind: str) -> Shape | None:
    units, filters = params.get("units"), params.get("filters")
    if isinstance(units, int):
        return Shape((units,))
    if before is None:
        return None
    if isinstance(filters, int) and before.rank == 3:
        return Shape((filters, *before.sizes[1:]))
    return Shape((before.count,)) if kind == "flatten" else before
