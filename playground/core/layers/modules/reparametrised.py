"""Layers whose weights are made of others: of directions and lengths, or with a bounded stretch."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

FilterSizes = int | tuple[int, ...]


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


class NormedConv(nn.Module):
    """What both convolutions share whose weights are made of others: `kind` is PyTorch's name, "Conv2d"."""

    def __init__(
        self, kind: str, channels: int, filters: int, kernel: FilterSizes, stride: FilterSizes = 1,
        padding: FilterSizes = 0, output_padding: FilterSizes = 0, dilation: FilterSizes = 1, groups: int = 1,
        bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        axes = int(kind[-2])
        if channels % groups or filters % groups:
            raise ValueError("channels and filters must be multiples of the groups")
        self.kind, self.paints = kind, "Transpose" in kind
        cells = kernel if isinstance(kernel, tuple | list) else (kernel,) * axes
        first, second = (channels, filters) if self.paints else (filters, channels)
        self.direction = nn.Parameter(torch.empty(first, second // groups, *cells))
        self.bias = nn.Parameter(torch.empty(filters)) if bias else None
        ends = {"output_padding": output_padding} if self.paints else {}
        self.how = {"stride": stride, "padding": padding, **ends, "dilation": dilation, "groups": groups}

    def begin(self) -> None:
        """Draw direction and biases as PyTorch draws a plain convolution's."""
        nn.init.kaiming_uniform_(self.direction, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.direction[0].numel())
            nn.init.uniform_(self.bias, -bound, bound)

    def slide(self, values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        """Return what the filters find, or paint: (n, channels, ...) -> (n, filters, ...)."""
        names = {"Conv": "conv", "ConvTranspose": "conv_transpose"}
        function = getattr(nn.functional, names[self.kind[:-2]] + self.kind[-2:])
        found: torch.Tensor = function(values, weight, self.bias, **self.how)
        return found

    def extra_repr(self) -> str:
        """Return kind, sizes and settings for the printed module."""
        return f"{self.kind}, {tuple(self.direction.shape)}, {self.how}, bias={self.bias is not None}"


class WeightNormConv(NormedConv):
    """A convolution with the weights length * direction / |direction|, one length for each filter.

    As torch.nn.utils.parametrizations.weight_norm has it along the weights' first axis: a transposed one has
    a length for each map that arrives.
    """

    def __init__(self, kind: str, *sizes: Any, **settings: Any) -> None:
        super().__init__(kind, *sizes, **settings)
        self.length = nn.Parameter(torch.empty(len(self.direction)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with the weights that a plain convolution begins with."""
        self.begin()
        self.settle()

    def settle(self) -> None:
        """Take the lengths from directions that were drawn anew, so that these are the weights."""
        with torch.no_grad():
            self.length.copy_(self.direction.flatten(1).norm(dim=1))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what filters of these lengths find."""
        scale = self.length / self.direction.flatten(1).norm(dim=1).clamp(min=1e-12)
        return self.slide(values, self.direction * scale.view(-1, *[1] * (self.direction.dim() - 1)))


class SpectralNormConv(NormedConv):
    """A convolution whose weights, laid out as a table of filters, stretch nothing by more than 1.

    As torch.nn.utils.parametrizations.spectral_norm has it: see SpectralNormLinear. The rows of the table
    are the filters, of a transposed convolution too.
    """

    left: torch.Tensor
    right: torch.Tensor

    def __init__(self, kind: str, *sizes: Any, **settings: Any) -> None:
        super().__init__(kind, *sizes, **settings)
        rows, columns = self._table().shape
        self.register_buffer("left", torch.empty(rows))
        self.register_buffer("right", torch.empty(columns))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with the direction of a plain convolution's weights."""
        self.begin()
        nn.init.normal_(self.left)
        nn.init.normal_(self.right)
        self.settle()

    def settle(self) -> None:
        """Find the largest singular value of directions that were drawn anew."""
        for _ in range(15):
            self._iterate()

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what filters that stretch by 1 at most find."""
        if self.training:
            self._iterate()
        left, right = self.left.clone(), self.right.clone()  # the next step changes them before its backward
        largest = torch.dot(left, torch.mv(self._table(), right))
        return self.slide(values, self.direction / largest)

    def _iterate(self) -> None:
        with torch.no_grad():
            table, normalize = self._table(), nn.functional.normalize
            self.left.copy_(normalize(torch.mv(table, self.right), dim=0, eps=1e-12))
            self.right.copy_(normalize(torch.mv(table.T, self.left), dim=0, eps=1e-12))

    def _table(self) -> torch.Tensor:
        return (self.direction.transpose(0, 1) if self.paints else self.direction).flatten(1)
