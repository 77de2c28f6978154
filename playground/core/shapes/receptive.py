"""How much of the picture, or of the sequence, one number of a block looks at.

Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019: each layer
widens the field by (kernel - 1) * dilation * jump and multiplies the jump, the distance between two
neighbours, by its stride.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from playground.core.blocks.reach import Window
from playground.core.blocks.spec import Role
from playground.core.shapes.derived import Derived
from playground.core.shapes.infer import checked, input_shapes

# Width of the field and distance between two neighbours, in source steps or pixels.
Sight = tuple[float, float]


def receptive_fields(known: Derived) -> Mapping[str, float]:
    """Return for each block of known shape how many steps or pixels across one of its numbers sees.

    Infinity stands for all of them. Blocks in groups have their paths as ids.
    """
    graph, inference = known.graph, known.inference
    seen: dict[str, Sight] = {}
    for node in graph.order:
        spec = graph.specs[node]
        if spec is None or node not in inference.outputs or spec.role is Role.GOAL:
            continue
        before = [seen[edge.source] for port in spec.inputs
                  if (edge := graph.held.get((node, port.name))) and edge.source in seen]  # fmt: skip
        sight = max(before, default=(1.0, 1.0))
        given = input_shapes(spec, inference, node, known.fields)
        seen[node] = _through(spec.reach(checked(spec, graph.network.nodes[node].params), given), sight)
    return {node: width for node, (width, _) in seen.items()}


def _through(window: Window, sight: Sight) -> Sight:
    width, jump = sight
    return (inf, 1.0) if window.kernel == inf else (width + (window.span - 1) * jump, jump * window.stride)
