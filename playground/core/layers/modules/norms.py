"""Normalisation that PyTorch has, kept away from where its kernels die."""

from __future__ import annotations

import torch
from torch import nn


class GroupNorm(nn.GroupNorm):
    """Bring groups of channels to mean 0 and spread 1, whatever layout they arrive in.

    On channels-last inputs that need no gradient, PyTorch 2.13 dies in the backward pass (SIGSEGV on the CPU,
    seen in two and three dimensions): its kernel writes the gradient that nobody asked for. So one is asked
    for. The layout stays as it is, so that convolutions behind stay quick, and no bit of a result changes.
    A kin of it: https://github.com/pytorch/pytorch/issues/115940.
    """

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the normalised values (n, channels, ...), of the same shape."""
        if torch.is_grad_enabled() and not values.requires_grad:
            values = values.detach().requires_grad_()
        return super().forward(values)


class ChannelNorm(nn.LayerNorm):
    """Bring the channels of each place to mean 0 and spread 1: (n, channels, ...), shape unchanged.

    Layer norm as ConvNeXt has it: Liu et al., arXiv:2201.03545.
    """

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the normalised values."""
        return super().forward(values.movedim(1, -1)).movedim(-1, 1)
