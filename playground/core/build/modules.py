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
