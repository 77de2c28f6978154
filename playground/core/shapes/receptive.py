"""How much of the picture, or of the sequence, one number of a block looks at.

Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019: each layer
widens the field by (kernel - 1) * dilation * jump and multiplies the jump, the distance between two
neighbours, by its stride.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from playground.core.blocks.per_axis import along
from playground.core.blocks.reach import Window, Windows, places_of
from playground.core.blocks.spec import Role
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import checked
from playground.core.shapes.infer import input_shapes

# Width of the field and distance between two neighbours, in source steps or pixels, along each axis.
Sight = tuple[tuple[float, float], ...]
_NEAR = (1.0, 1.0)


def receptive_fields(known: Derived) -> Mapping[str, tuple[float, ...]]:
    """Return for each block of known shape how many steps or pixels one of its numbers sees, along each axis.

    Infinity stands for all of them; what looks at none is left out. Blocks in groups have their paths
    as ids.
    """
    graph, inference = known.graph, known.inference
    seen: dict[str, Sight] = {}
    for node in graph.order:
        spec = graph.specs[node]
        if spec is None or node not in inference.outputs or spec.role is Role.GOAL:
            continue
        before = [seen[edge.source] for port in spec.inputs
                  if (edge := graph.held.get((node, port.name))) and edge.source in seen]  # fmt: skip
        given = input_shapes(spec, inference, node, known.fields)
        axes = len(places_of(given[0].sizes)) if given and given[0] is not None else 1
        windows = spec.reach(checked(spec, graph.network.nodes[node].params), given)
        seen[node] = _through(windows, _merged(before, axes))
    widths = {node: tuple(width for width, _ in sight) for node, sight in seen.items()}
    return {node: along for node, along in widths.items() if max(along) > 0}


def _merged(before: list[Sight], axes: int) -> Sight:
    """Return the widest sight along each axis; where the axes are others now, the widest of all."""
    rows = [sight if len(sight) == axes else (max(sight),) * axes for sight in before]
    return tuple(max(along) for along in zip(*rows, strict=True)) if rows else (_NEAR,) * axes


def _through(windows: Windows, sight: Sight) -> Sight:
    found = along(windows, len(sight))
    return tuple(_seen(window, sight[at if window.axis is None else window.axis])
                 for at, window in enumerate(found))  # fmt: skip


def _seen(window: Window, along: tuple[float, float]) -> tuple[float, float]:
    width, jump = along
    if window.kernel == 0:
        return -inf, 1.0  # stays so, whatever follows, until it meets what does look
    return (inf, 1.0) if window.kernel == inf else (width + (window.span - 1) * jump, jump * window.stride)
