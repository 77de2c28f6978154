"""Who began it: the first block whose numbers the next step by PyTorch would spoil."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from playground.core.graph.names import node_of
from playground.core.training import randomness
from playground.core.training.batches import Feeds
from playground.core.training.cancel import never
from playground.core.training.program import Program
from playground.core.training.rule import LOSS
from playground.core.training.stepper import Fault, Range
from playground.core.training.torch_steps import StepState, TorchSteps
from playground.core.training.turns import Turn

_Passed = tuple[str, Range | None, Range | None]  # a block, what came in and what went out
Agree = Callable[[Fault | None], Sequence[Fault]]  # what this process found -> what all that train have


def alone(found: Fault | None) -> Sequence[Fault]:
    """Return what the only process found."""
    return [] if found is None else [found]


def diagnose(stepper: TorchSteps, agree: Agree = alone) -> Fault:
    """Say what the next step would do wrong; the stepper stays as it is."""
    start, (feeds, targets, _) = stepper.snapshot(), stepper.batch()
    try:
        own = next(filter(None, (_forward_fault(stepper, turn) for turn in stepper.turns)), None)
        found = next(iter(agree(own)), None) or _update_fault(stepper, start)
        known = agree(_with_largest(stepper.program, (*feeds, *targets), found))
        return max(known, key=lambda each: each.largest)
    finally:
        stepper.restore(start)


def _forward_fault(stepper: TorchSteps, turn: Turn) -> Fault | None:
    """Follow the next batch to the first output that is not finite, or to the loss."""
    feeds, targets, _ = stepper.batch()
    with torch.no_grad():
        randomness.put(stepper.random)
        with stepper.program.model.computing():
            first = _first_bad(stepper.program, turn.drawn(feeds))
        randomness.put(stepper.random)
        scores = stepper.program.run(turn.drawn(feeds))
        losses = [float(loss(scores, targets)) for loss in turn.losses]
    for name, loss in zip(turn.update.losses, losses, strict=True):
        if not math.isfinite(loss):
            node, came, went = first or (stepper.program.model.goals[0], span(scores), (loss, loss))
            return Fault("Loss" if name == LOSS else name, loss, node, came, went)
    return None


def _first_bad(program: Program, feeds: Feeds) -> _Passed | None:
    """Return the first block that gives what is not finite, with what came in from others."""
    slots, owner, own, given = dict(zip(program.feeds, feeds, strict=True)), "", set[int](), list[Tensor]()
    for step, made in program.trace(feeds):
        if step.block != owner:
            owner, own, given = step.block, set(), []
        given += [slots[slot] for slot in step.reads if slot in slots and slot not in own]
        slots[step.writes] = made
        own.add(step.writes)
        if _bad(made):
            return owner, span(given), span([made])
    return None


def _update_fault(stepper: TorchSteps, start: StepState) -> Fault:
    """Take the next step and look which weights it spoils."""
    stepper.restore(start)
    stepper.steps(1, never)
    for group in stepper.groups:
        gradients = group.values.by_key(group.values.gradients())
        for key, values in group.values.by_key(group.values.tensors).items():
            if _bad(values):
                value = float(values[~torch.isfinite(values)][0])
                return Fault("Weights", value, node_of(key), span([gradients[key]]))
    return Fault("Running statistics", math.inf, "")


def _with_largest(program: Program, batch: Feeds, found: Fault) -> Fault:
    """Add where the largest numbers of the batch are."""
    names = (*program.sources, *program.model.goals)
    sizes = [max(map(abs, span([each]) or (0.0,))) for each in batch]
    largest, source = max(zip(sizes, names, strict=True))
    return replace(found, source=source, largest=largest)


def span(tensors: Iterable[Tensor]) -> Range | None:
    """Return the lowest and the highest number; NaN counts for nothing, None where there is no other."""
    known = [each[~each.isnan()] for each in tensors if each.is_floating_point()]
    whole = [each for each in known if each.numel()]
    if not whole:
        return None
    return min(float(each.min()) for each in whole), max(float(each.max()) for each in whole)


def _bad(tensor: Tensor) -> bool:
    return not bool(torch.isfinite(tensor).all())
