"""What PyTorch needs for a moment to compute a block, beside what goes in, comes out and is kept.

Seen by measuring torch 2.13 on the CPU, where oneDNN computes convolutions: `tests/core/test_memory_kinds.py`
holds these rules against the peak of a process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.blocks.normed_weights import bare
from playground.core.blocks.per_axis import along
from playground.core.blocks.shapes import Shape

FILTERS_A_BLOCK = 8  # oneDNN lays out filters in blocks of at least so many and fills them up with zeros


@dataclass(frozen=True)
class Scratch:
    """Numbers needed in the forward and in the backward pass: for each sample, and whatever the batch."""

    forward: int = 0
    backward: int = 0
    fixed_forward: int = 0
    fixed_backward: int = 0
    kept: int | None = None  # for each sample until its backward pass, where the meta device says otherwise


Given = tuple[Shape | None, ...]
# (call, shapes that go in, shapes that come out) -> what it takes besides
ScratchRule = Callable[[Call | Chain, Given, tuple[Shape, ...]], Scratch]


def nothing(call: Call | Chain, given: Given, made: tuple[Shape, ...]) -> Scratch:
    """Return that nothing is needed."""
    return Scratch()


def of_convolution(call: Call | Chain, given: Given, made: tuple[Shape, ...]) -> Scratch:
    """Return the other layouts of weights and, in one and three dimensions, of what goes in and comes out."""
    needed = [_of_layer(part) for _, layer in parts_of(call) if (part := bare(layer)) is not None]
    turned = all(not (bare(part) or part).target.endswith("2d") for _, part in parts_of(call))
    forward = sum(shape.count for shape in made) if turned else 0
    backward = forward + sum(shape.count for shape in given if shape) if turned else 0
    return Scratch(forward, backward, max(each[0] for each in needed), max(each[1] for each in needed))


def of_attention(call: Call | Chain, given: Given, made: tuple[Shape, ...]) -> Scratch:
    """Return questions, keys, values and what was gathered; with dropout, which has no such kernel, nothing.

    Without dropout the table of who looks at whom is never written down as a whole.
    """
    (_, part), *_ = parts_of(call)
    if part.kwargs.get("dropout") or part.target != "modules.Attention":
        return Scratch()
    first, read = given[0], given[1] if len(given) > 1 and given[1] else given[0]
    assert first is not None and read is not None
    own, others = first.count, read.sizes[0] * first.features
    return Scratch(kept=2 * own + 2 * others + first.sizes[0] * part.args[1], backward=own + 2 * others)


def of_recurrent(call: Call | Chain, given: Given, made: tuple[Shape, ...]) -> Scratch:
    """Return the gates of all steps, which an LSTM lays out once more in either pass."""
    (_, part), *_ = parts_of(call)
    gates = 4 * made[0].count if part.args[0].lower() == "lstm" else 0
    return Scratch(gates, 2 * gates)


def of_broadcast(call: Call | Chain, given: Given, made: tuple[Shape, ...]) -> Scratch:
    """Return what flows back before it is summed up for an input that counted for several places."""
    spread = any(shape is not None and shape.count < made[0].count for shape in given)
    return Scratch(backward=made[0].count if spread else 0)


def _of_layer(part: Call) -> tuple[int, int]:
    """Return what a convolution's weights take in the forward and the backward pass."""
    weights, filters = filter_weights(part), part.args[1]
    filled = weights * -(-filters // FILTERS_A_BLOCK) * FILTERS_A_BLOCK // filters
    if "Transpose" in part.target:
        return max(4 * weights, weights + filled), 5 * weights
    return weights + filled, 4 * weights


def filter_weights(part: Call) -> int:
    """Return how many weights a convolution has, biases left out."""
    inputs, filters, kernel = part.args[:3]
    cells = prod(along(kernel, int(part.target[-2])))
    return int(inputs * filters * cells // part.kwargs.get("groups", 1))
