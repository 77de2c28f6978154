"""The same numbers in another arrangement, or fewer of them."""

from __future__ import annotations

from math import prod

import torch
from torch import nn


class Reshape(nn.Module):
    """Arrange each sample's numbers anew, row by row: (n, ...) -> (n, *sizes)."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        super().__init__()
        self.sizes = tuple(sizes)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the numbers in the new shape; as many must go in as come out, for each sample."""
        if values[0].numel() != prod(self.sizes):
            raise ValueError(f"{tuple(values.shape[1:])} does not hold as many numbers as {self.sizes}")
        return values.reshape(values.shape[0], *self.sizes)

    def extra_repr(self) -> str:
        """Return the sizes for the printed module."""
        return f"sizes={self.sizes}"


class Permute(nn.Module):
    """Put the axes of each sample in another order; axis 1 is the first after the batch axis."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = tuple(axes)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the numbers with their axes exchanged."""
        return values.permute(0, *self.axes).contiguous()

    def extra_repr(self) -> str:
        """Return the order for the printed module."""
        return f"axes={self.axes}"


class ChannelsFirst(nn.Module):
    """Lay a sequence out as PyTorch's convolutions want it: (n, time, features) -> (n, features, time)."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the sequence with time last."""
        return values.transpose(1, 2)


class ChannelsLast(nn.Module):
    """Undo `ChannelsFirst`: (n, features, time) -> (n, time, features)."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the sequence with features last."""
        return values.transpose(1, 2)


class PatchesLast(nn.Module):
    """Read maps as a sequence of patches: (n, channels, height, width) -> (n, height * width, channels)."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return one step for each place, row by row."""
        return values.flatten(2).transpose(1, 2)


class Slice(nn.Module):
    """Keep a stretch of one axis, the batch axis being 0."""

    def __init__(self, axis: int, start: int, length: int) -> None:
        super().__init__()
        self.axis, self.start, self.length = axis, start, length

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the stretch; it must lie inside."""
        return values.narrow(self.axis, self.start, self.length)

    def extra_repr(self) -> str:
        """Return the stretch for the printed module."""
        return f"axis={self.axis}, start={self.start}, length={self.length}"


class Split(nn.Module):
    """Cut one axis in two, the batch axis being 0."""

    def __init__(self, axis: int, first: int) -> None:
        super().__init__()
        self.axis, self.first = axis, first

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return both parts: `first` entries, and the rest."""
        rest = values.shape[self.axis] - self.first
        head, tail = torch.split(values, [self.first, rest], dim=self.axis)
        return head, tail

    def extra_repr(self) -> str:
        """Return the cut for the printed module."""
        return f"axis={self.axis}, first={self.first}"


class GlobalPool(nn.Module):
    """Sum up everything but the channels in one number each: (n, channels, ...) -> (n, channels)."""

    def __init__(self, largest: bool) -> None:
        super().__init__()
        self.largest = largest

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the largest number of each channel, or the mean."""
        flat = values.flatten(2)
        return flat.amax(dim=2) if self.largest else flat.mean(dim=2)

    def extra_repr(self) -> str:
        """Return the kind for the printed module."""
        return f"largest={self.largest}"


class AdaptivePool(nn.Module):
    """Pool a picture to a size, whatever size it has: (n, channels, h, w) -> (n, channels, rows, columns).

    `side` is both, or the two of them. The windows are PyTorch's, from floor(i h / rows) up to
    ceil((i + 1) h / rows); taken along one axis after the other, since ONNX knows no windows that differ.
    The mean of a whole picture is a sum of sums, as PyTorch's is: a window adds one number after the other,
    which loses a digit and more over thousands of them.
    """

    def __init__(self, side: int | tuple[int, int], largest: bool) -> None:
        super().__init__()
        rows, columns = (side, side) if isinstance(side, int) else side
        if min(rows, columns) < 1:  # PyTorch's meta device lets 0 through
            raise ValueError(f"a picture of {rows} x {columns} holds nothing")
        self.rows, self.columns, self.largest = rows, columns, largest

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the pooled picture."""
        if self.rows == self.columns == 1 and not self.largest:
            return values.mean(dim=(2, 3), keepdim=True)
        height, width = values.shape[2:]
        if height % self.rows == 0 and width % self.columns == 0:
            window = (height // self.rows, width // self.columns)
            pool = nn.functional.max_pool2d if self.largest else nn.functional.avg_pool2d
            return pool(values, window)
        return self._along(self._along(values, 2, self.rows), 3, self.columns)

    def _along(self, values: torch.Tensor, axis: int, side: int) -> torch.Tensor:
        size = values.shape[axis]
        cuts = [(index * size // side, -(-(index + 1) * size // side)) for index in range(side)]
        parts = [values.narrow(axis, start, end - start) for start, end in cuts]
        made = [part.amax(dim=axis) if self.largest else part.mean(dim=axis) for part in parts]
        return torch.stack(made, dim=axis)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"side=({self.rows}, {self.columns}), largest={self.largest}"
