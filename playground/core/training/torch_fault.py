"""Who began it: the first block whose numbers the next step by PyTorch would spoil."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from playground.core.graph.names import node_of
from playground.core.training import randomness
from playground.core.training.cancel import never
from playground.core.training.rule import LOSS
from playground.core.training.stepper import Fault
from playground.core.training.torch_steps import StepState, TorchSteps


def diagnose(stepper: TorchSteps) -> Fault:
    """Say what the next step would do wrong; the stepper stays as it is."""
    start = stepper.snapshot()
    try:
        return _forward_fault(stepper) or _update_fault(stepper, start)
    finally:
        stepper.restore(start)


def _forward_fault(stepper: TorchSteps) -> Fault | None:
    """Follow the next batch to the first output that is not finite, or to the loss."""
    feeds, targets = stepper.batch()
    for turn in stepper.turns:
        with torch.no_grad():
            randomness.put(stepper.random)
            given = turn.drawn(feeds)
            first = next((found for found in stepper.program.trace(given) if _bad(found[1])), None)
            randomness.put(stepper.random)
            scores = stepper.program.run(turn.drawn(feeds))
            losses = zip(turn.update.losses, [loss(scores, targets) for loss in turn.losses], strict=True)
        for name, loss in losses:
            if _bad(loss):
                node = first[0].owner if first else stepper.program.model.goals[0]
                return Fault("Loss" if name == LOSS else name, float(loss), node)
    return None


def _update_fault(stepper: TorchSteps, start: StepState) -> Fault:
    """Take the next step and look which weights it spoils."""
    stepper.restore(start)
    stepper.steps(1, never)
    for group in stepper.groups:
        for key, values in group.values.by_key(group.values.tensors).items():
            if _bad(values):
                return Fault("Weights", float(values[~torch.isfinite(values)][0]), node_of(key))
    return Fault("Running statistics", math.inf, "")


def _bad(tensor: Tensor) -> bool:
    return not bool(torch.isfinite(tensor).all())
