"""Pictures told where their pixels lie, or looked at through a window that is moved, turned and stretched."""

from __future__ import annotations

import torch
from torch import nn


class SpatialTransformer(nn.Module):
    """Look at a picture (n, channels, h, w) through a window that six numbers (n, 6) place: the same size.

    They are the rows of a 2 x 3 matrix, from places of the answer to places of the picture, both from -1 to
    1; with `from_identity` they say how far it is from leaving all as it is. Bilinear, with zeros outside.
    Jaderberg et al., "Spatial Transformer Networks", arXiv:1506.02025, equation 1.
    """

    def __init__(self, from_identity: bool = True) -> None:
        super().__init__()
        self.from_identity = from_identity

    def forward(self, values: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        """Return what is seen through the window."""
        if numbers.dim() != 2 or numbers.shape[1] != 6:
            raise ValueError("a window is placed by six numbers")
        kind = torch.promote_types(values.dtype, torch.float32)
        matrix = numbers.to(kind).view(-1, 2, 3)
        if self.from_identity:
            matrix = matrix + torch.eye(2, 3, dtype=kind, device=values.device)
        height, width = values.shape[2:]
        across = (torch.arange(width, dtype=kind, device=values.device) * 2 + 1) / width - 1
        down = (torch.arange(height, dtype=kind, device=values.device) * 2 + 1) / height - 1
        maps = [across.expand(height, width), down.unsqueeze(1).expand(height, width)]
        places = torch.stack([*maps, torch.ones_like(maps[0])], dim=-1)
        grid = (places.view(1, -1, 3) @ matrix.transpose(1, 2)).view(-1, height, width, 2)
        seen = nn.functional.grid_sample(values.to(kind), grid, align_corners=False)
        return seen.to(values.dtype)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"from_identity={self.from_identity}"


class CoordinateChannels(nn.Module):
    """Add maps of where each pixel lies, rows and columns from -1 to 1: (n, c, h, w) -> (n, c + 2, h, w).

    With `radius`, also how far it lies from the middle. Liu et al., "CoordConv", arXiv:1807.03247.
    """

    def __init__(self, radius: bool = False) -> None:
        super().__init__()
        self.radius = radius

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the picture with more maps."""
        height, width = values.shape[2:]
        rows = torch.linspace(-1, 1, height, dtype=values.dtype, device=values.device)
        columns = torch.linspace(-1, 1, width, dtype=values.dtype, device=values.device)
        maps = [rows.unsqueeze(1).expand(height, width), columns.expand(height, width)]
        if self.radius:
            maps.append(torch.sqrt(maps[0] ** 2 + maps[1] ** 2))
        return torch.cat([values, torch.stack(maps).expand(values.shape[0], -1, -1, -1)], dim=1)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"radius={self.radius}"
