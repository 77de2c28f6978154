"""Modules that blocks need and PyTorch lacks; exports carry their source, so each stands on torch alone."""

from __future__ import annotations

import torch
from torch import nn


class PointFeatures(nn.Module):
    """Derive features from the two coordinates of points: (n, 2) -> (n, number of names)."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        if not names or not set(names) <= set(self.known()):
            raise ValueError(f"features are some of {', '.join(self.known())}")
        self.names = tuple(names)

    @staticmethod
    def known() -> tuple[str, ...]:
        """Return the names that exist."""
        return ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        """Return one column a name, in the order of the names."""
        if self.names == ("x1", "x2"):
            return points
        return torch.stack([self.column(name, points[:, 0], points[:, 1]) for name in self.names], dim=1)

    @staticmethod
    def column(name: str, x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
        """Return one derived column from the two coordinates."""
        if name.startswith("sin"):
            return torch.sin(x1 if name == "sin_x1" else x2)
        if name.endswith("squared"):
            return x1 * x1 if name == "x1_squared" else x2 * x2
        return {"x1": x1, "x2": x2}[name] if name != "x1_x2" else x1 * x2

    def extra_repr(self) -> str:
        """Return the names for the printed module."""
        return ", ".join(self.names)


class Affine(nn.Module):
    """Shift and stretch raw values by fixed numbers: values * scale + offset, shape unchanged."""

    def __init__(self, scale: float = 1.0, offset: float = 0.0) -> None:
        super().__init__()
        self.scale = scale
        self.offset = offset

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the prepared values."""
        if self.scale != 1.0:
            values = values * self.scale
        return values + self.offset if self.offset else values

    def extra_repr(self) -> str:
        """Return the two numbers for the printed module."""
        return f"scale={self.scale}, offset={self.offset}"


class DerivedFeatures(nn.Module):
    """Add features made from the given ones by hand: (n, k) -> (n, k * (1 + number of names), and pairs)."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        if not set(names) <= {"squares", "products", "sines"}:
            raise ValueError("derived features are squares, products and sines")
        self.names = tuple(names)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values and what is made of them, in the order squares, products, sines."""
        columns = [values]
        if "squares" in self.names:
            columns.append(values * values)
        if "products" in self.names and values.shape[1] > 1:  # one feature has no pairs
            first, second = torch.triu_indices(values.shape[1], values.shape[1], 1).unbind()
            columns.append(values[:, first] * values[:, second])
        if "sines" in self.names:
            columns.append(torch.sin(values))
        return torch.cat(columns, dim=1)

    def extra_repr(self) -> str:
        """Return the names for the printed module."""
        return ", ".join(self.names)


class Table(nn.Module):
    """Prepare the columns of a table: numbers to mean 0 and spread 1, categories to one column each.

    `levels` holds 0 for a number and the count of categories for the others. Mean and spread are those of the
    training part: `fit` finds them once, before training, and they are kept with the weights.
    """

    mean: torch.Tensor
    spread: torch.Tensor

    def __init__(self, levels: tuple[int, ...], scaled: bool = True) -> None:
        super().__init__()
        self.levels, self.scaled = tuple(levels), scaled
        numbers = sum(not each for each in self.levels)
        self.register_buffer("mean", torch.zeros(numbers))
        self.register_buffer("spread", torch.ones(numbers))

    def fit(self, rows: torch.Tensor) -> None:
        """Take mean and spread from raw rows (n, columns); a constant column is left unscaled."""
        numbers = self._numbers(rows)
        if not self.scaled or not len(rows) or not numbers.shape[1]:
            return
        with torch.no_grad():
            self.mean.copy_(numbers.mean(dim=0))
            spread = numbers.std(dim=0, correction=0)
            self.spread.copy_(torch.where(spread > 0, spread, torch.ones_like(spread)))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the prepared columns: numbers first, then the categories."""
        columns = [(self._numbers(rows) - self.mean) / self.spread]
        for index, count in enumerate(self.levels):
            if count:
                kinds = torch.arange(count, device=rows.device, dtype=rows.dtype)
                columns.append((rows[:, index : index + 1] == kinds).to(rows.dtype))
        return torch.cat(columns, dim=1)

    def _numbers(self, rows: torch.Tensor) -> torch.Tensor:
        if not any(self.levels):
            return rows
        return rows[:, [index for index, count in enumerate(self.levels) if not count]]

    def extra_repr(self) -> str:
        """Return the columns for the printed module."""
        return f"levels={self.levels}, scaled={self.scaled}"


class Tokens(nn.Module):
    """Hand on the ids of a text (n, time) with a mask that is True where there is a word: 0 is padding."""

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ids and mask."""
        return ids, ids != 0


class Series(nn.Module):
    """Bring each channel of a recording (n, time, channels) to mean 0 and spread 1 over the training part."""

    mean: torch.Tensor
    spread: torch.Tensor

    def __init__(self, channels: int, scaled: bool = True) -> None:
        super().__init__()
        self.scaled = scaled
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("spread", torch.ones(channels))

    def fit(self, values: torch.Tensor) -> None:
        """Take mean and spread from raw recordings; a constant channel is left unscaled."""
        if not self.scaled or not len(values):
            return
        with torch.no_grad():
            steps = values.flatten(0, 1)
            self.mean.copy_(steps.mean(dim=0))
            spread = steps.std(dim=0, correction=0)
            self.spread.copy_(torch.where(spread > 0, spread, torch.ones_like(spread)))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the prepared recordings."""
        return (values - self.mean) / self.spread

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"channels={len(self.mean)}, scaled={self.scaled}"
