"""How much of the picture, or of the sequence, one number of a block looks at.

Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019: each layer
widens the field by (kernel - 1) * dilation * jump and multiplies the jump, the distance between two
neighbours, by its stride.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.blocks.calls import Call, parts_of
from playground.core.blocks.spec import Role
from playground.core.build.derived import Derived
from playground.core.build.infer import checked, input_shapes

Sight = tuple[
    float, float
]  # width of the field and distance between two neighbours, in source steps or pixels
ALL = (float("inf"), 1.0)
WINDOWS = ("nn.Conv", "nn.MaxPool", "nn.AvgPool")


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
        for _, part in parts_of(spec.call(checked(spec, graph.network.nodes[node].params), given)):
            sight = _through(part, sight)
        seen[node] = sight
    return {node: width for node, (width, _) in seen.items()}


def _through(part: Call, sight: Sight) -> Sight:
    width, jump = sight
    if part.target.startswith("nn.ConvTranspose"):
        stride = float(part.kwargs["stride"])
        return width + (part.args[2] - 1) / stride * jump, jump / stride
    if part.target.startswith(WINDOWS):
        kernel = part.args[2] if part.target.startswith("nn.Conv") else part.args[0]
        dilation, stride = _option(part, "dilation"), _option(part, "stride")
        return width + (kernel - 1) * dilation * jump, jump * stride
    return ALL if part.target in EVERYWHERE else sight


def _option(part: Call, name: str) -> int:
    value: Any = part.kwargs.get(name, 1)
    return int(value)


EVERYWHERE = (
    "nn.Flatten", "modules.GlobalPool", "modules.AdaptivePool", "modules.Recurrent", "modules.OverTime",
    "modules.Attention", "modules.Reshape", "nn.InstanceNorm1d", "nn.InstanceNorm2d", "modules.GroupNorm",
)  # fmt: skip
