"""What a block would need, before any of it is made: weights, memory, room for its window."""

from __future__ import annotations

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.build.measure import Given, Refused, measure
from playground.core.build.memory import bytes_of_outputs, bytes_of_weights, free_bytes, weights_of_call


def weights_needed(call: Call | Chain) -> int:
    """Return how many weights a block would have, before any is made."""
    return sum(weights_of_call(part) for _, part in parts_of(call))


def bytes_needed(call: Call | Chain, given: Given, batch: int) -> int | None:
    """Return the memory a block takes in training; None when its inputs do not suit it."""
    weights = weights_needed(call)
    if bytes_of_weights(weights) > free_bytes():
        return bytes_of_weights(weights)
    found = measure(call, given)
    if isinstance(found, Refused):
        return None
    return bytes_of_weights(found.parameters) + bytes_of_outputs(found.outputs, batch)


def window_of(call: Call | Chain) -> tuple[int, int]:
    """Return the side of a block's sliding window (0: none) and by how much padding widens a picture."""
    side, padded = 0, 0
    for _, part in parts_of(call):
        if part.target == "nn.Conv2d":
            reach = part.kwargs.get("dilation", 1) * (part.args[2] - 1) + 1
            side, padded = max(side, reach), padded + 2 * part.kwargs.get("padding", 0)
        elif part.target in ("nn.MaxPool2d", "nn.AvgPool2d"):
            side = part.args[0]
        elif part.target == "nn.ZeroPad2d":
            padded += part.args[0][0] + part.args[0][1]
    return side, padded
