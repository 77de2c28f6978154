"""Axes summed up, products of tables, and numbers that depend on no sample."""

from __future__ import annotations

import torch
from torch import nn


class Reduce(nn.Module):
    """Sum up some axes of each sample, the batch axis being 0; where none is left, one number is.

    `how` is sum, mean, max, min or norm (the Euclidean length); with `keep`, axes stay with a length of 1.
    """

    def __init__(self, how: str, axes: tuple[int, ...], keep: bool = False) -> None:
        super().__init__()
        if how not in ("sum", "mean", "max", "min", "norm"):
            raise ValueError("axes are summed up by their sum, mean, max, min or norm")
        self.how, self.axes, self.keep = how, tuple(axes), keep

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what the axes come to."""
        made = self._summed(values)
        return made.unsqueeze(1) if made.dim() == 1 else made

    def _summed(self, values: torch.Tensor) -> torch.Tensor:
        if self.how == "sum":
            return values.sum(dim=self.axes, keepdim=self.keep)
        if self.how == "mean":
            return values.mean(dim=self.axes, keepdim=self.keep)
        if self.how == "norm":
            length: torch.Tensor = torch.linalg.vector_norm(values, dim=self.axes, keepdim=self.keep)
            return length
        return (values.amax if self.how == "max" else values.amin)(dim=self.axes, keepdim=self.keep)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"how={self.how!r}, axes={self.axes}, keep={self.keep}"


class MatrixProduct(nn.Module):
    """Multiply two tables of each sample: (n, ..., a, b) x (n, ..., b, c) -> (n, ..., a, c).

    With `transposed`, the second is turned first: (n, ..., a, b) x (n, ..., c, b).
    """

    def __init__(self, transposed: bool = False) -> None:
        super().__init__()
        self.transposed = transposed

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Return the product; tensors of unlike rank would mix samples and are refused."""
        if first.dim() != second.dim():
            raise ValueError(f"tables of {first.dim()} and {second.dim()} axes have no product")
        return first @ (second.transpose(-2, -1) if self.transposed else second)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"transposed={self.transposed}"


class Constant(nn.Module):
    """Give one fixed number at every place, once for each sample that arrives: (n, ...) -> (n, *sizes)."""

    def __init__(self, sizes: tuple[int, ...], value: float) -> None:
        super().__init__()
        self.sizes, self.value = tuple(sizes), value

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the numbers; of the values only how many samples they are counts."""
        dtype = values.dtype if values.is_floating_point() else torch.get_default_dtype()
        made = torch.full(self.sizes, self.value, dtype=dtype, device=values.device)
        return made.expand(values.shape[0], *self.sizes)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"sizes={self.sizes}, value={self.value}"


class LearnedNumbers(nn.Module):
    """Give numbers that are learned, the same for each sample that arrives: (n, ...) -> (n, *sizes)."""

    def __init__(self, sizes: tuple[int, ...], start: str = "random") -> None:
        super().__init__()
        self.start = start
        self.table = nn.Parameter(torch.empty(sizes))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with zeros, with ones, or with small random numbers."""
        if self.start == "random":
            nn.init.normal_(self.table, std=0.02)
        else:
            nn.init.constant_(self.table, 1.0 if self.start == "ones" else 0.0)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the numbers; of the values only how many samples they are counts."""
        return self.table.expand(values.shape[0], *self.table.shape)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"sizes={tuple(self.table.shape)}, start={self.start!r}"
