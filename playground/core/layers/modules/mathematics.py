"""Functions of single numbers that PyTorch has no layers for; shapes stay as they are."""

from __future__ import annotations

import torch
from torch import nn


class Exponential(nn.Module):
    """Raise e to the power of each number."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return exp(x)."""
        return torch.exp(values)


class Logarithm(nn.Module):
    """Take the natural logarithm of each number; one below zero has none (NaN)."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return ln(x)."""
        return torch.log(values)


class SquareRoot(nn.Module):
    """Take the square root of each number; one below zero has none (NaN), and at 0 the slope is infinite."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return sqrt(x)."""
        return torch.sqrt(values)


class AbsoluteValue(nn.Module):
    """Drop the sign of each number."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return |x|."""
        return torch.abs(values)


class Power(nn.Module):
    """Raise each number to a fixed power; one below zero has broken powers of no kind (NaN)."""

    def __init__(self, exponent: float) -> None:
        super().__init__()
        self.exponent = exponent

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return x to the power."""
        return torch.pow(values, self.exponent)

    def extra_repr(self) -> str:
        """Return the exponent for the printed module."""
        return f"exponent={self.exponent}"


class Clamp(nn.Module):
    """Cut off what lies beyond two bounds."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        if low >= high:
            raise ValueError(f"from {low} to {high} is no stretch of numbers")
        self.low, self.high = low, high

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return each number, or the bound it lies beyond."""
        return torch.clamp(values, self.low, self.high)

    def extra_repr(self) -> str:
        """Return the bounds for the printed module."""
        return f"low={self.low}, high={self.high}"
