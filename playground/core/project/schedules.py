"""The schedules a recipe can name: how the learning rate goes up and down along a training, without torch.

A curve is a plain function of where the training is, in epochs, so that a script can print it as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Param, Params, integer, number
from playground.core.registry import Registry

Curve = Callable[..., float]  # what the learning rate is multiplied with


def constant(at: float, whole: float) -> float:
    """Stay at the learning rate."""
    return 1.0


def linear(at: float, whole: float, *, end: float) -> float:
    """Fall in a straight line from the learning rate to a share of it."""
    return 1.0 + (end - 1.0) * at / whole


def cosine(at: float, whole: float, *, end: float, cycles: int) -> float:
    """Fall along half a wave to a share of the learning rate, so many times."""
    done = at * cycles / whole % 1.0
    return end + (1.0 - end) * (1.0 + math.cos(math.pi * done)) / 2.0


def one_cycle(at: float, whole: float, *, rise: float, start: float, end: float) -> float:
    """Rise along half a wave to the learning rate, then fall along another."""
    top = rise * whole
    low, done = (start, 1.0 - at / top) if at < top else (end, (at - top) / (whole - top))
    return low + (1.0 - low) * (1.0 + math.cos(math.pi * done)) / 2.0


def step(at: float, whole: float, *, every: int, factor: float) -> float:
    """Shrink all at once, every so many epochs."""
    return float(factor ** (at // every))


def exponential(at: float, whole: float, *, factor: float) -> float:
    """Shrink a little at each step, by the factor in an epoch."""
    return float(factor**at)


def plateau(losses: Sequence[float], *, patience: int, factor: float, end: float) -> float:
    """Shrink whenever the loss of the epochs so far has not fallen for longer than the patience."""
    rate, best, waited = 1.0, math.inf, 0
    for loss in losses:
        is_better = loss < best * 0.9999
        best, waited = (loss, 0) if is_better else (best, waited + 1)
        if waited > patience:
            rate, waited = max(rate * factor, end), 0
    return rate


@dataclass(frozen=True)
class SchedulePoint:
    """Where in its training a step is, in epochs."""

    epoch: float  # done before it, parts of the one that goes on included
    epochs: int  # that the recipe asks for
    step: float = 0.0  # how much of an epoch it is
    losses: tuple[float, ...] = ()  # of the epochs of the run that are done, held-out ones where there are


@dataclass(frozen=True)
class ScheduleSpec:
    """Describe one schedule; the learning rate and the warm-up belong to the recipe."""

    id: str  # permanent: stored in project files
    title: str
    summary: str  # one sentence
    curve: Curve  # (epochs done, epochs in all, **options), or (losses, **options) where it watches
    params: tuple[Param, ...] = ()
    ends: bool = False  # with the recipe's epochs: a training that goes on beyond them begins it again
    watches: bool = False  # it follows the losses of the epochs so far

    def options(self, given: Mapping[str, Any]) -> Params:
        """Return given options with defaults filled in."""
        return Params(self.params, given)

    def call(self, options: Params) -> Call:
        """Return the curve with its options, as it is printed."""
        return Call(f"schedules.{self.curve.__name__}", **options)


_number, _integer = partial(number, since="at_once"), partial(integer, since="at_once")

_END = _number("end", 0.0, title="Ends at", minimum=0.0, maximum=1.0, slider=(0.0, 0.5), unit="%",
               help="What is left of the learning rate at the end.")  # fmt: skip


def _factor(default: float, words: str) -> Param:
    return _number("factor", default, above=0.0, maximum=1.0, slider=(0.01, 1.0), help=words)


SCHEDULES = Registry((
    ScheduleSpec("constant", "Constant", "Keeps the learning rate as it is.", constant),
    ScheduleSpec("linear", "Linear", "Lets the learning rate fall in a straight line.", linear, (_END,),
                 ends=True),
    ScheduleSpec(
        "cosine", "Cosine", "Lets the learning rate fall along half a wave, once or several times.", cosine,
        (_END, _integer("cycles", 1, minimum=1, maximum=10**6, slider=(1, 10),
                        help="How often the rate falls; each time it starts again at the top.")),
        ends=True,
    ),
    ScheduleSpec(
        "one_cycle", "One cycle", "Lets the learning rate rise, then fall to nothing.", one_cycle,
        (_number("rise", 0.3, title="Rises for", above=0.0, maximum=0.99, slider=(0.05, 0.9), unit="%",
                 help="The part of the training in which the rate rises."),
         _number("start", 0.04, title="Starts at", minimum=0.0, maximum=1.0, slider=(0.0, 0.5),
                 unit="%",
                 help="The share of the learning rate that the first step has."),
         _END),
        ends=True,
    ),
    ScheduleSpec(
        "step", "Step", "Shrinks the learning rate every so many epochs.", step,
        (_integer("every", 10, title="Epochs each", minimum=1, maximum=10**9, slider=(1, 100),
                  help="How many epochs the rate stays the same."),
         _factor(0.5, "What the rate is multiplied with each time.")),
    ),
    ScheduleSpec(
        "exponential", "Exponential", "Shrinks the learning rate by the same share in each epoch.",
        exponential, (_factor(0.95, "What is left of the rate after an epoch."),),
    ),
    ScheduleSpec(
        "plateau", "Plateau", "Shrinks the learning rate when the validation loss falls no more.", plateau,
        (_integer("patience", 5, minimum=0, maximum=10**9, slider=(0, 50),
                  help="How many epochs may bring nothing before the rate shrinks."),
         _factor(0.5, "What the rate is multiplied with each time."),
         _END),
        watches=True,
    ),
))  # fmt: skip


def rate_factor(spec: ScheduleSpec, given: Mapping[str, Any], warmup: float, at: SchedulePoint) -> float:
    """Return what the learning rate is multiplied with in one step.

    A linear warm-up comes before the schedule, which has what it leaves of the epochs. A training that goes
    on beyond them begins a schedule that ended again, without warming up.
    """
    options = spec.options(given)
    again = spec.ends and at.epoch >= at.epochs
    warm = 0.0 if again else warmup
    if spec.watches:
        return warming(warm, at) * spec.curve(at.losses, **options)
    done = at.epoch % at.epochs if again else max(0.0, at.epoch - warm)
    return warming(warm, at) * spec.curve(done, max(at.epochs - warm, 1e-9), **options)


def warming(warmup: float, at: SchedulePoint) -> float:
    """Return what a warm-up of so many epochs leaves of the learning rate in one step."""
    return min(1.0, (at.epoch + at.step) / warmup) if at.epoch < warmup else 1.0
