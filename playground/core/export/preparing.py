"""What a written network does to raw values first, as JSON values: its layers, measures and categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.core.blocks.shapes import Field

if TYPE_CHECKING:
    from playground.core.export.bundle import Bundle, End


def preparation(bundle: Bundle, end: End) -> list[dict[str, Any]]:
    """Return the layers between raw values and the network, with all that they measured."""
    steps = [step for step in bundle.network.model.steps if step.owner == end.node]
    return [
        {"layer": step.call.target, "args": list(step.call.args), **dict(step.call.kwargs)}
        | {name: tensor.tolist() for name, tensor in step.module.state_dict().items()}
        for step in steps
    ]


def categories(field: Field) -> dict[str, list[str]]:
    """Return the names of a table's categories by column: raw values are their places, from 0."""
    return {name: list(kinds) for name, kinds in zip(field.parts, field.kinds, strict=False) if kinds}
