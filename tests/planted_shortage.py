"""Memory that runs out on purpose: at the n-th step, in forward, in backward, in the optimizer's update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from playground.core.training.torch_steps import TorchSteps

Place = Literal["forward", "backward", "optimizer"]
PLACES: tuple[Place, ...] = ("forward", "backward", "optimizer")
WORDS = "DefaultCPUAllocator: can't allocate memory: you tried to allocate 17179869184 bytes."
ERRORS: tuple[Callable[[], Exception], ...] = (
    lambda: RuntimeError(f"[enforce fail at alloc_cpu.cpp:121] {WORDS}"),
    lambda: RuntimeError("[enforce fail] not enough memory: you tried to allocate 17179869184 bytes."),
    lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 16.00 GiB."),
    MemoryError,
)


class _Full(TorchDispatchMode):
    """Refuse memory at the last operation of a step's forward or backward pass, or behind its update."""

    def __init__(self, place: Place, error: Callable[[], Exception]) -> None:
        super().__init__()
        self._place, self._error = place, error

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        name = str(func)
        # Lines of dense layers are taken back by these very operations, without a graph.
        back = torch._C._current_graph_task_id() != -1 or "_backward" in name
        here: Place = "optimizer" if "_fused_" in name else "backward" if back else "forward"
        if here == self._place and (here != "forward" or "loss" in name):
            raise self._error()
        return made


def plant(
    patch: pytest.MonkeyPatch, place: Place, fails: Callable[[TorchSteps], bool],
    error: Callable[[], Exception] = ERRORS[0],
) -> list[int]:  # fmt: skip
    """Let memory run out in each step that `fails` says; return how many samples those had, as they come."""
    step, failed = TorchSteps._step, list[int]()

    def taken(self: TorchSteps, run: Any) -> Any:
        if not fails(self):
            return step(self, run)
        failed.append(len(self.batch()[0][0]))
        with _Full(place, error):
            return step(self, run)

    patch.setattr(TorchSteps, "_step", taken)
    return failed


def at_step(wanted: int) -> Callable[[TorchSteps], bool]:
    """Return what fails one step, counted from 1 over all that are taken, each time it is tried."""
    return lambda steps: (
        steps.epoch is not None and (steps.epoch.number * steps.epoch.steps + steps.index + 1 == wanted)
    )
