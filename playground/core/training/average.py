"""The running average of weights as PyTorch's AveragedModel keeps it; a test holds that to the bit.

It is made of weights that learn; running statistics stay as they are, as they do there.
"""

from __future__ import annotations

import torch

from playground.core.training.updates import TensorList


class RunningAverage:
    """Follow weights from update to update; the first is taken as it is."""

    def __init__(self, values: TensorList) -> None:
        self.tensors: TensorList = [torch.zeros_like(value) for value in values]  # nothing until then
        self.updates = torch.zeros((), dtype=torch.float32)  # read each update: beside the processor

    def follow(self, values: TensorList, decay: float) -> None:
        """Take up the weights after an update; `decay` is the share of the average that stays."""
        if self.updates:
            torch._foreach_lerp_(self.tensors, values, 1 - decay)
        else:
            torch._foreach_copy_(self.tensors, values)
        self.updates += 1

    def put(self, values: TensorList) -> None:
        """Give weights their average; they stay as they are where none was made yet."""
        if self.updates:
            torch._foreach_copy_(values, self.tensors)
