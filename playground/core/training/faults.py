"""A loss or a weight that is no longer finite: back to the last state that was, and who began it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core.graph.names import node_of
from playground.core.graph.wiring import label_of
from playground.core.network.values import Network
from playground.core.training import randomness
from playground.core.training.cancel import never
from playground.core.training.stepper import Snapshot, TorchStepper


@dataclass(frozen=True)
class Fault:
    """The next step's trouble: what is not finite, and the block where that begins."""

    what: str  # "Loss" or "Weights"
    value: float
    node: str

    def sentence(self, step: int, network: Network, learning_rate: float) -> str:
        """Return what happened at which step, and what to do."""
        became = "not a number" if math.isnan(self.value) else "infinite"
        where = f", first in {label_of(network, self.node)}" if self.node else ""
        cause = f"The learning rate {learning_rate!r} is likely too high."
        return f"{self.what} became {became} at step {step}{where}. {cause}"


def is_finite(stepper: TorchStepper, losses: Tensor) -> bool:
    """Say whether some steps went well: their losses, and what they left."""
    return bool(torch.isfinite(losses).all()) and stepper.finite()


def rewind(stepper: TorchStepper, start: Snapshot, taken: int) -> Tensor:
    """Go back to the last finite state after `start` and return the losses of the steps up to it."""
    stepper.restore(start)
    good = 0
    while good < taken and is_finite(stepper, stepper.steps(1, never)):
        good += 1
    stepper.restore(start)
    return stepper.steps(good, never)


def diagnose(stepper: TorchStepper) -> Fault:
    """Say what the next step would do wrong; the stepper stays as it is."""
    start = stepper.snapshot()
    try:
        return _forward_fault(stepper) or _update_fault(stepper, start)
    finally:
        stepper.restore(start)


def _forward_fault(stepper: TorchStepper) -> Fault | None:
    """Follow the next batch to the first output that is not finite, or to the loss."""
    randomness.put(stepper.random)
    feeds, targets = stepper.batch()
    with torch.no_grad():
        first = next((found for found in stepper.program.trace(feeds) if _bad(found[1])), None)
        randomness.put(stepper.random)
        loss = stepper.objective(stepper.program.run(feeds), targets)
    if not _bad(loss):
        return None
    goal = stepper.program.model.goals[0]
    return Fault("Loss", float(loss), first[0] if first else goal)


def _update_fault(stepper: TorchStepper, start: Snapshot) -> Fault:
    """Take the next step and look which weights it spoils."""
    stepper.restore(start)
    stepper.steps(1, never)
    weights = stepper.values.by_key(stepper.values.tensors)
    spoilt = {key: values for key, values in weights.items() if _bad(values)}
    if not spoilt:
        return Fault("Running statistics", math.inf, "")
    key, values = next(iter(spoilt.items()))
    return Fault("Weights", float(values[~torch.isfinite(values)][0]), node_of(key))


def _bad(tensor: Tensor) -> bool:
    return not bool(torch.isfinite(tensor).all())
