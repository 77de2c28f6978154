"""A loss or a weight that is no longer finite: back to the last state that was, and what to say of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.training.cancel import never
from playground.core.training.rule import LOSS
from playground.core.training.stepper import Fault, Losses, Stepper


def sentence(fault: Fault, step: int, project: Project, learning_rate: float) -> Text:
    """Return what happened at which step, and what to do."""
    words = "{what} became {value} at step {step}. The learning rate {rate!r} is likely too high."
    if fault.node:
        words = "{what} became {value} at step {step}, first in {block}. " \
                "The learning rate {rate!r} is likely too high."  # fmt: skip
    value = Text("not a number") if math.isnan(fault.value) else Text("infinite")
    block = project.label_of(fault.node) if fault.node else ""
    return Text(words, what=Text(fault.what), value=value, step=step, block=block, rate=learning_rate)


def is_finite(stepper: Stepper, losses: Mapping[str, Tensor]) -> bool:
    """Say whether some steps went well: their losses, and what they left."""
    return all(bool(torch.isfinite(each).all()) for each in losses.values()) and stepper.finite()


def rewind(stepper: Stepper, start: Any, taken: int) -> Losses:
    """Go back to the last finite state after the snapshot `start`; return the losses up to it."""
    stepper.restore(start)
    good = 0
    while good < taken and is_finite(stepper, stepper.steps(1, never)):
        good += 1
    stepper.restore(start)
    return stepper.steps(good, never)


def count(losses: Losses) -> int:
    """Return how many steps losses are of."""
    return len(losses[LOSS])
