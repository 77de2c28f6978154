"""Dense layers whose weights are made of others: of directions and lengths, or with a bounded stretch."""

from __future__ import annotations

import math

import torch
from torch import nn


class WeightNormLinear(nn.Module):
    """A dense layer with the weights length * direction / |direction|: (..., features) -> (..., units).

    Salimans and Kingma, arXiv:1602.07868, as torch.nn.utils.parametrizations.weight_norm has it by units.
    """

    def __init__(self, features: int, units: int, bias: bool = True) -> None:
        super().__init__()
        self.direction = nn.Parameter(torch.empty(units, features))
        self.length = nn.Parameter(torch.empty(units))
        self.bias = nn.Parameter(torch.empty(units)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with the weights that a plain dense layer begins with."""
        nn.init.kaiming_uniform_(self.direction, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.direction.shape[1])
            nn.init.uniform_(self.bias, -bound, bound)
        self.settle()

    def settle(self) -> None:
        """Take the lengths from directions that were drawn anew, so that these are the weights."""
        with torch.no_grad():
            self.length.copy_(self.direction.norm(dim=1))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the weighted sums."""
        scale = self.length / self.direction.norm(dim=1).clamp(min=1e-12)
        return nn.functional.linear(values, self.direction * scale.unsqueeze(1), self.bias)

    def extra_repr(self) -> str:
        """Return the sizes for the printed module."""
        return f"features={self.direction.shape[1]}, units={len(self.length)}, bias={self.bias is not None}"


class SpectralNormLinear(nn.Module):
    """A dense layer that stretches nothing by more than 1: a direction / its largest singular value.

    Miyato et al., arXiv:1802.05957, as torch.nn.utils.parametrizations.spectral_norm has it: one round of the
    power iteration for each forward pass of training, on vectors that are kept with the weights.
    """

    left: torch.Tensor
    right: torch.Tensor

    def __init__(self, features: int, units: int, bias: bool = True) -> None:
        super().__init__()
        self.direction = nn.Parameter(torch.empty(units, features))
        self.bias = nn.Parameter(torch.empty(units)) if bias else None
        self.register_buffer("left", torch.empty(units))
        self.register_buffer("right", torch.empty(features))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with the direction of a plain dense layer's weights."""
        nn.init.kaiming_uniform_(self.direction, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.direction.shape[1])
            nn.init.uniform_(self.bias, -bound, bound)
        nn.init.normal_(self.left)
        nn.init.normal_(self.right)
        self.settle()

    def settle(self) -> None:
        """Find the largest singular value of directions that were drawn anew."""
        for _ in range(15):
            self._iterate()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the weighted sums."""
        if self.training:
            self._iterate()
        left, right = self.left.clone(), self.right.clone()  # the next step changes them before its backward
        largest = torch.dot(left, torch.mv(self.direction, right))
        return nn.functional.linear(values, self.direction / largest, self.bias)

    def _iterate(self) -> None:
        with torch.no_grad():
            weights, normalize = self.direction, nn.functional.normalize
            self.left.copy_(normalize(torch.mv(weights, self.right), dim=0, eps=1e-12))
            self.right.copy_(normalize(torch.mv(weights.T, self.left), dim=0, eps=1e-12))

    def extra_repr(self) -> str:
        """Return the sizes for the printed module."""
        return f"features={len(self.right)}, units={len(self.left)}, bias={self.bias is not None}"
