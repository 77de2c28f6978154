"""Noise that is there while training alone."""

from __future__ import annotations

import torch
from torch import nn


class GaussianNoise(nn.Module):
    """Add normal noise of mean 0 in training; leave values as they are otherwise."""

    def __init__(self, spread: float) -> None:
        super().__init__()
        self.spread = spread

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values, in training with noise."""
        if not self.training or not self.spread:
            return values
        return values + self.spread * torch.randn_like(values)

    def extra_repr(self) -> str:
        """Return the spread for the printed module."""
        return f"spread={self.spread}"


class SampleLatent(nn.Module):
    """Draw from normal distributions in training: mean + exp(log variance / 2) * noise; else give the means.

    Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114, section 2.4.
    """

    def forward(self, mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
        """Return what was drawn, of the means' shape."""
        if not self.training:
            return mean
        return mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
