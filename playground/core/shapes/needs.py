"""What a block would need, before any of it is made: weights, memory, room for its window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.core.blocks.calls import Call, Chain
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import SAME, BlockSpec, Role
from playground.core.shapes.kept import Kept
from playground.core.shapes.measure import Given, Measured, Refused, measure
from playground.core.shapes.memory import (
    BYTES_PER_NUMBER,
    DATA_AT_ONCE,
    KERNEL_PARAMETERS,
    PREPARED_AT_MOST,
    SCORES_KEPT,
    bytes_of_weights,
    free_bytes,
)

COPIES_OF_DATA = 2  # as the data set has them, and as the source prepares them
PIECES_OF_DATA = 2  # of which one is in the order of the epoch
PARTS_PREPARED = 2  # of large data, what validates and tests is kept prepared


@dataclass(frozen=True)
class Needs:
    """The bytes a block needs beside its weights: for each sample of a batch, or whatever the batch."""

    outputs: tuple[int, ...] = ()  # for each sample, by port
    kept: Kept = Kept()  # for each sample until its backward pass
    forward: int = 0  # for each sample, while it is computed
    backward: int = 0
    fixed_forward: int = 0
    fixed_backward: int = 0
    data: int = 0  # as long as training goes on
    spared: int = 0  # of these, where data are prepared as they are asked for

    def alone(self, batch: int) -> int:
        """Return what a block takes by itself, gradients among it."""
        own = [size for size, view in zip(self.outputs, self.kept.views, strict=True) if view < 0]
        sample = self.kept.bytes + self.kept.passing + 2 * sum(own) + max(self.forward, self.backward)
        return batch * sample + max(self.fixed_forward, self.fixed_backward) + self.data - self.spared


def needs_of(spec: BlockSpec, call: Call | Chain, given: Given, found: Measured, samples: int) -> Needs:
    """Return the needs of a block that was measured; a source's outputs are the data themselves."""
    sizes = tuple(shape.bytes for shape in found.outputs)
    if spec.role is Role.SOURCE:
        nothing = Kept(views=(-1,) * len(sizes), outputs=(False,) * len(sizes))
        whole = samples * sum(sizes)
        spared = max(0, whole - PARTS_PREPARED * PREPARED_AT_MOST)
        return Needs((0,) * len(sizes), nothing, data=_bytes_of_data(whole), spared=spared)
    scratch, kept = spec.scratch(call, given, found.outputs), found.kept
    if scratch.kept is not None:
        held = scratch.kept * BYTES_PER_NUMBER
        kept = Kept(held, kept.passing, kept.inputs, kept.outputs, kept.views)
    moments = (scratch.forward, scratch.backward, scratch.fixed_forward, scratch.fixed_backward)
    return Needs(sizes, kept, *(each * BYTES_PER_NUMBER for each in moments))


def _bytes_of_data(whole: int) -> int:
    """Return what data take as the set has them, as the source prepares them, and in an epoch's order."""
    return COPIES_OF_DATA * whole + min(whole, PIECES_OF_DATA * DATA_AT_ONCE)


def needs_of_goal(spec: BlockSpec, scores: Shape | None, samples: int) -> Needs:
    """Return the needs of a goal: a loss keeps what it made of the scores, and many scores wait to count.

    Where scores do not lie target by target, they are laid so to be counted, and with them numbers aimed at.
    """
    size, rule = scores.bytes if scores is not None else 0, spec.goal
    waiting = min(samples * size, SCORES_KEPT * BYTES_PER_NUMBER + size)
    turned = rule is not None and rule.aligned == "pixel"
    laid = (1 if rule is not None and rule.target == "int" else 2) if turned else 0
    return Needs(kept=Kept(2 * size, inputs=(True,)), data=(2 + laid) * waiting)


def reads_as_it_goes(goals: Iterable[tuple[BlockSpec, int]], parameters: int) -> bool:
    """Say whether large data are prepared as they are asked for; goals come with how many inputs each has.

    Not where goals are made of them, and not for the kernel, which small networks may be trained by.
    """
    plain = all(spec.field != SAME and inputs == 1 for spec, inputs in goals)
    return plain and parameters > KERNEL_PARAMETERS


def bytes_needed(spec: BlockSpec, params: Params, given: Given, batch: int) -> int | None:
    """Return the memory a block takes in training; None when its inputs do not suit it."""
    weights, call = spec.weights(params, given), spec.call(params, given)
    if bytes_of_weights(weights) > free_bytes():
        return bytes_of_weights(weights)
    found = measure(call, given, spec.by_steps)
    if isinstance(found, Refused):
        return None
    return bytes_of_weights(found.parameters) + needs_of(spec, call, given, found, 0).alone(batch)
