"""What a training run says while it goes on: frozen events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from playground.core.training.rule import LOSS

Reason = Literal[
    "completed", "stopped", "interrupted", "not_finite", "out_of_memory", "early_stop", "time", "target"
]
FAULTS: tuple[Reason, ...] = ("not_finite", "out_of_memory")  # it stopped before it was done


@dataclass(frozen=True)
class Started:
    """The run begins or goes on; `plan` is what decides its bits."""

    plan: Mapping[str, Any]


@dataclass(frozen=True)
class StepsDone:
    """Some steps were taken: `losses[i]` is the objective of step `first + i`, before its update."""

    first: int  # counted from 1
    losses: np.ndarray  # (n,) float64
    others: Mapping[str, np.ndarray] = field(default_factory=dict)  # further losses by name


@dataclass(frozen=True)
class Advance:
    """What some steps brought: their losses, an epoch that ended, or the sentence of a fault."""

    first: int  # steps count from 1
    named: Mapping[str, np.ndarray]  # losses (n,) float64 by name
    epochs: tuple[Mapping[str, Any], ...] = ()  # the records of those that ended
    problem: str = ""
    reason: Reason = "not_finite"  # of the fault, where there is one

    @property
    def epoch(self) -> Mapping[str, Any] | None:
        """Return the record of the epoch that ended last, if one did."""
        return self.epochs[-1] if self.epochs else None

    @property
    def losses(self) -> np.ndarray:
        """Return the loss that all of training makes smaller, (n,) float64."""
        return self.named[LOSS]


@dataclass(frozen=True)
class EpochsDone:
    """One epoch or several in a row are complete: their records as `history` gives them, epochs from 1."""

    records: tuple[Mapping[str, Any], ...]
    seconds: tuple[float, ...]  # of training in this run up to the end of each


@dataclass(frozen=True)
class Finished:
    """The run stopped; `step` is the step it stands at, `problem` says why where it could not go on."""

    reason: Reason
    step: int
    problem: str = ""


Event = Started | StepsDone | EpochsDone | Finished
