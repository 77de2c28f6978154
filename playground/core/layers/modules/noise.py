"""Noise that is there while training alone."""

from __future__ import annotations

import torch
from torch import nn

NUMBERS = 16_411  # of noise that is not drawn anew; a prime, so that what begins again falls on other columns


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


class Noise(nn.Module):
    """Draw numbers (n, *sizes) anew each time in training, n being the samples that arrive.

    Normal ones of mean 0 and spread 1, or even ones from -1 to 1. Otherwise the same for each sample and each
    time, so that an answer hangs on its sample alone: the first of a row of numbers drawn beforehand, which
    begins again where more are asked for.
    """

    def __init__(self, sizes: tuple[int, ...], kind: str = "normal") -> None:
        super().__init__()
        if kind not in ("normal", "even"):
            raise ValueError("noise is normal or even")
        self.sizes, self.kind = tuple(sizes), kind
        seeded = torch.Generator().manual_seed(0)
        even = torch.rand(NUMBERS, generator=seeded, device="cpu") * 2 - 1
        normal = torch.randn(NUMBERS, generator=seeded, device="cpu")
        self.register_buffer("numbers", normal if kind == "normal" else even, persistent=False)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the noise; of the values only how many samples they are counts."""
        numbers = self.get_buffer("numbers")
        if self.training or values.is_meta:
            draw = torch.randn if self.kind == "normal" else torch.rand
            made = draw(values.shape[0], *self.sizes, dtype=numbers.dtype, device=values.device)
            return made if self.kind == "normal" else made * 2 - 1
        count = 1
        for size in self.sizes:
            count *= size
        made = numbers[torch.arange(count, device=values.device) % NUMBERS].reshape(self.sizes)
        return made.expand(values.shape[0], *self.sizes)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"sizes={self.sizes}, kind={self.kind!r}"


class SampleLatent(nn.Module):
    """Draw from normal distributions in training: mean + exp(log variance / 2) * noise; else give the means.

    Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114, section 2.4.
    """

    def forward(self, mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
        """Return what was drawn, of the means' shape."""
        if not self.training:
            return mean
        return mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
