"""How much memory a whole network takes at its worst moment, by who needs what until when.

An output lives from the block that makes it to the last that reads it, and until the backward pass comes by
if autograd keeps it; its gradient lives the other way. Views share the memory of what they look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from playground.core.graph.wiring import Slot
from playground.core.network.values import Edge
from playground.core.shapes.memory import (
    BYTES_PER_NUMBER,
    bytes_along,
    bytes_of_weights,
    evaluation_batch,
    with_heap,
)
from playground.core.shapes.shape_cache import Found


@dataclass
class Output:
    """One output's memory: the blocks, by their places in the order, between which it is needed."""

    size: int  # bytes of one sample
    first: int
    last: int
    learned: bool  # it has a gradient
    kept: bool = False


@dataclass(frozen=True)
class Schedule:
    """How many samples go through at a time, and how often."""

    batch: int = 1  # in training
    judged: int = 0  # of the largest part that nothing is learned from
    steps: int = 0  # of the whole run
    best: bool = False  # the best weights are kept
    copies: int = 0  # of weights that learn, beside the usual ones
    spares: bool = False  # large data are prepared as they are asked for


@dataclass(frozen=True)
class Peak:
    """The bytes of the worst moment."""

    lasting: int = 0  # of weights and data
    training: int = 0  # of what comes and goes in a step
    sample: int = 0  # and where one sample is judged
    judged: int = 0  # samples
    along: int = 0  # of weights that are kept along the run

    @property
    def evaluation_batch(self) -> int:
        """Return how many samples are judged at a time."""
        return evaluation_batch(self.sample)

    @property
    def exact(self) -> int:
        """Return all that is taken at a time when a run begins."""
        return self.lasting + self._passing

    @property
    def memory(self) -> int:
        """Return what a process takes in a whole run, with the gaps in its heap."""
        return self.lasting + self.along + with_heap(self._passing)

    @property
    def _passing(self) -> int:
        return max(self.training, self.sample * min(self.judged, self.evaluation_batch))


def peak(
    order: tuple[str, ...], found: Mapping[str, Found], parameters: Mapping[str, int],
    held: Mapping[Slot, Edge], steps: Schedule,
) -> Peak:  # fmt: skip
    """Return the peak of a network in its order of computation; blocks not found count nothing."""
    known = [node for node in order if node in found]
    training, sample = _passing(known, found, held, steps.batch)
    weights = sum(bytes_of_weights(parameters[node], found[node].node.frozen) for node in known)
    learning = sum(parameters[node] for node in known if not found[node].node.frozen)
    weights += steps.copies * learning * BYTES_PER_NUMBER
    data = sum(found[node].needs.data - steps.spares * found[node].needs.spared for node in known)
    along = bytes_along(sum(parameters[node] for node in known), steps.steps, steps.best)
    return Peak(weights + data, training, sample, steps.judged, along)


def _passing(
    order: list[str], found: Mapping[str, Found], held: Mapping[Slot, Edge], batch: int
) -> tuple[int, int]:
    """Return the bytes a step takes at most, and those of a sample that is judged."""
    blocks = [found[node] for node in order]
    outputs, active = _outputs(order, found, held)
    needs = [block.needs for block in blocks]
    kept = [each.kept.bytes if learns else 0 for each, learns in zip(needs, active, strict=True)]
    count = len(blocks)
    held_back = _running(count, [(each.first, count, each.size) for each in outputs if each.kept])
    lasting = [a + b for a, b in zip(accumulate(kept), held_back, strict=True)]
    passing = _running(count, [(each.first, each.last, each.size) for each in outputs if not each.kept])
    everything = _running(count, [(each.first, each.last, each.size) for each in outputs])
    gradients = _running(count, [(each.first, each.last, each.size) for each in outputs if each.learned])
    worst = 0
    for place, each in enumerate(needs):
        forward = lasting[place] + passing[place] + each.kept.passing + each.forward
        backward = lasting[place] + gradients[place] + each.kept.passing + each.backward
        worst = max(worst, batch * forward + each.fixed_forward)
        worst = max(worst, batch * backward + each.fixed_backward if active[place] else 0)
    sample = max((all_ + each.kept.passing + each.forward
                  for all_, each in zip(everything, needs, strict=True)), default=0)  # fmt: skip
    return worst, sample


def _outputs(
    order: list[str], found: Mapping[str, Found], held: Mapping[Slot, Edge]
) -> tuple[list[Output], list[bool]]:
    """Return every output's span, views left out, and of each block whether the backward pass comes by."""
    known: dict[Slot, Output] = {}
    made: list[Output] = []
    active: list[bool] = []
    for place, node in enumerate(order):
        block = found[node]
        edges = [held.get((node, port)) for port in block.ports]
        read = [known.get((edge.source, edge.source_port)) if edge else None for edge in edges]
        learns = bool(block.parameters) and not block.node.frozen
        learns = learns or any(each.learned for each in read if each)
        active.append(learns)
        for each, keeps in zip(read, block.needs.kept.inputs, strict=False):
            if each is not None:
                each.last, each.kept = place, each.kept or (keeps and learns)
        for index, port in enumerate(block.outputs):
            view = block.needs.kept.views[index]
            output = read[view] if 0 <= view < len(read) else None
            if output is None:
                output = Output(block.needs.outputs[index], place, place, learns)
                made.append(output)
            output.kept = output.kept or (learns and block.needs.kept.outputs[index])
            known[node, port] = output
    return made, active


def _running(count: int, spans: list[tuple[int, int, int]]) -> list[int]:
    """Return for each place the sum of the sizes of all spans over it, ends included."""
    changes = [0] * (count + 2)
    for first, last, size in spans:
        changes[first] += size
        changes[min(last, count) + 1] -= size
    return list(accumulate(changes))[:count]
