"""What makes learning by heart harder: whole branches or squares of a picture left out while training."""

from __future__ import annotations

import torch
from torch import nn


class StochasticDepth(nn.Module):
    """Set whole samples to zero at random while training, and scale up the others: (n, ...), shape unchanged.

    Huang et al., "Deep Networks with Stochastic Depth", arXiv:1603.09382, as torchvision does by rows.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values, in training with some samples at zero."""
        if not self.training or not self.rate:
            return values
        stays = 1.0 - self.rate
        sizes = [values.shape[0], *[1] * (values.dim() - 1)]
        drawn = torch.empty(sizes, dtype=values.dtype, device=values.device).bernoulli_(stays)
        return values * drawn.div_(stays)

    def extra_repr(self) -> str:
        """Return the share for the printed module."""
        return f"rate={self.rate}"


class DropBlock(nn.Module):
    """Set random squares of each map to zero while training: (n, channels, height, width), shape unchanged.

    Ghiasi, Lin, Le, "DropBlock", arXiv:1810.12890: middles of squares are drawn so often that about the
    share `rate` is dropped, and what is left is scaled up by how much was, over the whole batch.
    """

    def __init__(self, rate: float, side: int) -> None:
        super().__init__()
        self.rate, self.side = rate, side

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values, in training with holes."""
        if not self.training or not self.rate:
            return values
        height, width = values.shape[2:]
        side = min(self.side, height, width)
        down, right = height - side + 1, width - side + 1
        chance = min(1.0, self.rate * height * width / (side**2 * down * right))
        begun = torch.empty(
            (*values.shape[:2], down, right), dtype=values.dtype, device=values.device
        ).bernoulli_(chance)
        rim = nn.functional.pad(begun, [side - 1] * 4)
        stays = 1.0 - nn.functional.max_pool2d(rim, side, stride=1)
        return values * (stays * (stays.numel() / (stays.sum() + 1e-6)))

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"rate={self.rate}, side={self.side}"
