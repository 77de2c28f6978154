"""A scale and a shift of its own for each feature, learned."""

from __future__ import annotations

import torch
from torch import nn


class ScaleShift(nn.Module):
    """Multiply each feature (or channel) by a weight and add another: values * scale + shift."""

    def __init__(self, features: int, axis: int) -> None:
        super().__init__()
        self.axis = axis  # of the features, the batch axis being 0
        self.scale = nn.Parameter(torch.empty(features))
        self.shift = nn.Parameter(torch.empty(features))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with values as they are."""
        nn.init.ones_(self.scale)
        nn.init.zeros_(self.shift)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return scaled and shifted values, of the same shape."""
        sizes = [1] * values.dim()
        sizes[self.axis] = -1
        return values * self.scale.view(sizes) + self.shift.view(sizes)

    def extra_repr(self) -> str:
        """Return the size for the printed module."""
        return f"features={len(self.scale)}, axis={self.axis}"


class FeaturePReLU(nn.Module):
    """Learn for each feature of a sequence how much of the negative side to let through: (n, time, features).

    PyTorch's PReLU counts slopes along axis 1, which in a sequence is time.
    """

    def __init__(self, features: int, init: float = 0.25) -> None:
        super().__init__()
        self.init = init
        self.slopes = nn.Parameter(torch.empty(features))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with the same slope everywhere."""
        nn.init.constant_(self.slopes, self.init)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return positive numbers as they are, others times their feature's slope."""
        return nn.functional.prelu(values.transpose(1, 2), self.slopes).transpose(1, 2)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"features={len(self.slopes)}, init={self.init}"
