"""A loss or a weight that is no longer finite: back to the last state that was, and what to say of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.core.project.values import Project, Recipe
from playground.core.sentences import Text, thousands
from playground.core.training.cancel import never
from playground.core.training.rule import LOSS
from playground.core.training.stepper import Fault, Losses, Range, Stepper

FAR = 1e6  # data beyond are not what weights near 1 are made for
MOSTLY = 0.5  # the share of the loss from which it is one of penalties
GROWN = 2.0  # from so many times on weights or losses are said to have grown
TURNED = 2.0  # weight decay times learning rate: each update leaves weights larger, with the other sign


@dataclass(frozen=True)
class Lately:
    """How a run went before a fault, from one of its last waypoints on."""

    since: int = 0  # that waypoint's step
    weights: float = 1.0  # how many times longer they are, all together
    loss: float = 1.0  # how many times higher than at its lowest
    penalty: float = 0.0  # the share of the loss that L1 and L2 were then


def sentence(fault: Fault, step: int, project: Project, recipe: Recipe, lately: Lately) -> Text:
    """Return what happened at which step, what most likely brought it, and what to do."""
    happened, why = _happened(fault, step, project), cause(fault, project, recipe, lately)
    return Text("{happened}. {why}", happened=happened, why=why)


def cause(fault: Fault, project: Project, recipe: Recipe, lately: Lately) -> Text:
    """Return what most likely brought a fault: the data, a penalty, weight decay, or the learning rate."""
    rate, decay = recipe.learning_rate, recipe.weight_decay
    if (bounded := _outside(fault, project)) is not None:
        return bounded
    if fault.source and not fault.largest <= FAR:
        words = "The data are the likely cause: {block} has numbers up to {largest}; scale them to about 1."
        return Text(words, block=project.label_of(fault.source), largest=_figure(fault.largest))
    if lately.penalty > MOSTLY:
        words = "The penalty is the likely cause: L1 and L2 are {share} % of the loss; lower them."
        return Text(words, share=math.floor(100 * min(1.0, lately.penalty)))
    if decay >= 1 and rate * decay > TURNED:
        words = "Weight decay {decay} is likely too high for a learning rate of {rate}."
        return Text(words, decay=_typed(decay), rate=_typed(rate))
    words = "The learning rate {rate} is likely too high{why}."
    return Text(words, rate=_typed(rate), why=_grown(lately))


def _outside(fault: Fault, project: Project) -> Text | None:
    """Return that a block was given numbers it is not made for, or had none to hand back for at their rim."""
    nodes, of_weights = project.network.nodes, fault.what == "Weights"
    for node in nodes if of_weights else nodes.keys() & {fault.node}:
        spec = project.spec_of(node)
        low = spec.domain(spec.params_of(nodes[node].params))[0] if spec is not None else -math.inf
        if math.isfinite(low) and (of_weights or fault.came is None or fault.came[0] <= low):
            words = "{block} is made for numbers above {low:g} alone; a Softplus before it keeps them there."
            return Text(words, block=project.label_of(node), low=low)
    return None


def _grown(lately: Lately) -> Text:
    """Return what speaks for steps that are too large; nothing where nothing does."""
    if lately.weights >= GROWN:
        words, times = ": the weights grew {times}-fold since step {step}", lately.weights
    elif lately.loss >= GROWN:
        words, times = ": the loss grew {times}-fold since step {step}", lately.loss
    else:
        return Text("")
    return Text(words, times=_figure(times), step=thousands(lately.since))


def _happened(fault: Fault, step: int, project: Project) -> Text:
    """Return what is not finite, and where it began, with what came in there and what went out."""
    what, value = Text(fault.what), Text("not a number") if math.isnan(fault.value) else Text("infinite")
    if not fault.node:
        return Text("{what} became {value} at step {step}", what=what, value=value, step=step)
    block, facts = project.label_of(fault.node), {"came": _range(fault.came), "went": _went(fault)}
    words = "{what} became {value} at step {step}, first in {block}: {came} came in, {went} went out"
    if fault.what == "Weights":
        words = "{what} became {value} at step {step}, first in {block}: their gradient was {came}"
    return Text(words, what=what, value=value, step=step, block=block, **facts)


def _went(fault: Fault) -> Text:
    """Return what a block gave; where that is no number at all, so much."""
    if fault.went is None or math.isfinite(fault.went[0]) and math.isfinite(fault.went[1]):
        return Text("not a number")
    return _range(fault.went)


def _range(span: Range | None) -> Text:
    if span is None:
        return Text("not a number")
    low, high = map(_figure, span)
    return Text("{low} to {high}", low=low, high=high) if low != high else Text("{low}", low=low)


def _typed(value: float) -> str:
    """Write a number as a person types it: 30, 0.0005, 1e+30."""
    return f"{value:.10g}"


def _figure(value: float) -> str:
    """Write a number of any size in two digits: −3.1e18."""
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    value += 0.0  # no negative zero
    return f"{value:.2g}".replace("e+", "e").replace("e0", "e").replace("-", "−")


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


def times(now: float, before: float) -> float:
    """Return how many times larger a figure became; 1 where there was none."""
    return now / before if before > 0 else 1.0


def norm(weights: Mapping[Any, np.ndarray]) -> float:
    """Return the length of all decimal weights together."""
    return math.sqrt(sum(float(np.square(each, dtype=np.float64).sum())
                         for each in weights.values() if each.dtype.kind == "f"))  # fmt: skip
