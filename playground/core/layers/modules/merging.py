"""Several tensors become one; inputs that are not wired arrive as None and are passed over."""

from __future__ import annotations

from functools import reduce

import torch
from torch import nn

OptionalTensor = torch.Tensor | None


def _wired(given: tuple[OptionalTensor, ...]) -> list[torch.Tensor]:
    return [each for each in given if each is not None]


class Add(nn.Module):
    """Sum tensors number by number, broadcasting sizes of 1."""

    def forward(self, *given: OptionalTensor) -> torch.Tensor:
        """Return the sum."""
        return reduce(torch.add, _wired(given))


class Multiply(nn.Module):
    """Multiply tensors number by number, broadcasting sizes of 1."""

    def forward(self, *given: OptionalTensor) -> torch.Tensor:
        """Return the product."""
        return reduce(torch.mul, _wired(given))


class Average(nn.Module):
    """Average tensors number by number, broadcasting sizes of 1."""

    def forward(self, *given: OptionalTensor) -> torch.Tensor:
        """Return the mean."""
        wired = _wired(given)
        return reduce(torch.add, wired) / len(wired)


class Subtract(nn.Module):
    """Take the second tensor from the first number by number, broadcasting sizes of 1."""

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Return the difference."""
        return first - second


class DotProduct(nn.Module):
    """Multiply two tensors of one shape and sum along the last axis: (..., n) x (..., n) -> (..., 1).

    With `normalise`, the cosine of the angle between them.
    """

    def __init__(self, normalise: bool = False) -> None:
        super().__init__()
        self.normalise = normalise

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Return the products' sum."""
        if self.normalise:
            first, second = nn.functional.normalize(first, dim=-1), nn.functional.normalize(second, dim=-1)
        return (first * second).sum(dim=-1, keepdim=True)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"normalise={self.normalise}"


class Concatenate(nn.Module):
    """Put tensors behind each other along one axis, the batch axis being 0."""

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, *given: OptionalTensor) -> torch.Tensor:
        """Return all of them in one."""
        return torch.cat(_wired(given), dim=self.axis)

    def extra_repr(self) -> str:
        """Return the axis for the printed module."""
        return f"axis={self.axis}"
