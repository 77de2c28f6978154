"""Memory that ran out in the middle of a step: noticed, given back, and told."""

from __future__ import annotations

from typing import Any, Self

import torch

from playground.core.errors import is_shortage
from playground.core.sentences import Text, thousands
from playground.core.training.cancel import never
from playground.core.training.stepper import Losses, Stepper


class Shortage:
    """Leave a block where memory runs out in it; true from then on. Nothing else that is raised is caught."""

    def __init__(self) -> None:
        self._happened = False

    def __bool__(self) -> bool:
        return self._happened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        self._happened = error is not None and is_shortage(error)
        return self._happened


def undo(stepper: Stepper, start: Any, taken: int) -> Losses:
    """Take so many steps after the snapshot `start` again and none more; return their losses.

    Where even that is too much by now, the stepper stands at `start`.
    """
    stepper.restore(start)
    _give_back()
    with Shortage():
        return stepper.steps(taken, never)
    stepper.restore(start)
    return stepper.steps(0, never)


def sentence(step: int, batch: int) -> Text:
    """Return that a step could not be taken, what is kept, and what to do."""
    words = (
        "Memory ran out at step {step}, with {batch} samples in a batch; the weights before it are kept. "
        "Smaller batches, accumulated, need less."
    )
    return Text(words, step=thousands(step), batch=thousands(batch))


def _give_back() -> None:
    """Let the allocator hand back what nobody holds.

    A backward pass that failed leaves the rest of its graph in the engine's queue, until another goes by.
    """
    torch.zeros((), requires_grad=True).backward()
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
