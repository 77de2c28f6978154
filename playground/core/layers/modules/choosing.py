"""Few out of many: scores of which the highest count."""

from __future__ import annotations

import torch
from torch import nn


class TopK(nn.Module):
    """Turn the k highest scores along one axis into shares that add up to 1, and all others into 0.

    Softmax over the k alone; of equal scores PyTorch's own choice counts.
    """

    def __init__(self, k: int, axis: int) -> None:
        super().__init__()
        self.k, self.axis = k, axis

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """Return shares of the scores' shape."""
        found, places = scores.topk(self.k, dim=self.axis)
        return torch.zeros_like(scores).scatter(self.axis, places, found.softmax(self.axis))

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"k={self.k}, axis={self.axis}"
