"""The stepper of the engine "torch": PyTorch's steps, their state as arrays, and who began a fault."""

from __future__ import annotations

import numpy as np

from playground.core.project.values import Part
from playground.core.training import torch_fault, torch_state
from playground.core.training.cancel import Stop
from playground.core.training.stepper import Draw, Fault, Judged, State, Waypoints, WholeEpochs
from playground.core.training.torch_steps import TorchSteps


class TorchStepper(TorchSteps):
    """Implements `Stepper`."""

    def make_ready(self, stop: Stop) -> None:
        """Do nothing: PyTorch is there."""

    def epochs(self, count: int, sizes: tuple[int, ...], draw: Draw, waypoints: Waypoints,
               stop: Stop) -> WholeEpochs | None:  # fmt: skip
        """Take steps alone."""
        return None

    def take_over(self) -> None:
        """Do nothing: there is no other engine."""

    def judge(self, part: Part) -> Judged | None:
        """Leave it to PyTorch."""
        return None

    def fault(self) -> Fault:
        """Say what the next step would do wrong; everything stays as it is."""
        return torch_fault.diagnose(self)

    def state(self) -> dict[str, np.ndarray]:
        """Return copies of optimizer tensors, random states and what waits for the end of the epoch."""
        return torch_state.pack(self)

    def resume(self, state: State) -> None:
        """Take up optimizer and random states; raise PlaygroundError for a state that is damaged."""
        torch_state.unpack(state, self)

    def resume_epoch(self, state: State, done: int) -> None:
        """Stand behind so many steps of the epoch that was begun, with the figures they brought."""
        torch_state.unpack_epoch(state, self, done)
