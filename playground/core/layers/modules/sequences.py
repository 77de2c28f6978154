"""Recurrent layers and what sums up a sequence; a mask (n, time) is True where a step is real.

Padding stands at the end of a sequence and never counts.
"""

from __future__ import annotations

import torch
from torch import nn

CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Recurrent(nn.Module):
    """Read a sequence step by step: (n, time, features) -> (n, time, units), or twice the units both ways.

    Each layer and direction is a PyTorch layer of its own, so that the way back can begin at the last real
    step of each sample.
    """

    def __init__(self, cell: str, features: int, units: int, layers: int = 1, both: bool = False,
                 dropout: float = 0.0) -> None:  # fmt: skip
        super().__init__()
        sizes = [features, *[units * (2 if both else 1)] * (layers - 1)]
        kind = CELLS[cell]
        self.forth = nn.ModuleList([kind(size, units, batch_first=True) for size in sizes])
        self.back = nn.ModuleList([kind(size, units, batch_first=True) for size in sizes if both])
        self.dropout = nn.Dropout(dropout)

    def forward(self, values: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return what every step gives."""
        order = None if not self.back or mask is None else _backwards(mask)
        for index, layer in enumerate(self.forth):
            if index:
                values = self.dropout(values)
            made, _ = layer(values)
            if self.back:
                reverse, _ = self.back[index](_turned(values, order))
                made = torch.cat([made, _turned(reverse, order)], dim=2)
            values = made
        return values


def _backwards(mask: torch.Tensor) -> torch.Tensor:
    """Return for each place (n, time) which step stands there once the real ones are turned round."""
    steps = torch.arange(mask.shape[1], device=mask.device)
    turned = mask.sum(dim=1, keepdim=True) - 1 - steps
    return torch.where(turned >= 0, turned, steps)


def _turned(values: torch.Tensor, order: torch.Tensor | None) -> torch.Tensor:
    if order is None:
        return values.flip(1)
    return values.gather(1, order.unsqueeze(2).expand(-1, -1, values.shape[2]))


class OverTime(nn.Module):
    """Sum up a sequence in one step: (n, time, features) -> (n, features), by real steps alone."""

    def __init__(self, how: str) -> None:
        super().__init__()
        if how not in ("last", "first", "mean", "max"):
            raise ValueError("a sequence is summed up by its last, first, mean or max")
        self.how = how

    def forward(self, values: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return one step a sample."""
        if self.how == "first":
            return values[:, 0]
        if mask is None:
            return values[:, -1] if self.how == "last" else _plain(values, self.how)
        real = mask.unsqueeze(2)
        if self.how == "last":
            last = (mask.sum(dim=1) - 1).clamp(min=0).view(-1, 1, 1)
            return values.gather(1, last.expand(-1, 1, values.shape[2])).squeeze(1)
        if self.how == "max":
            return values.masked_fill(~real, torch.finfo(values.dtype).min).amax(dim=1)
        count = mask.sum(dim=1, keepdim=True).clamp(min=1)
        return values.masked_fill(~real, 0.0).sum(dim=1) / count.to(values.dtype)

    def extra_repr(self) -> str:
        """Return the way for the printed module."""
        return f"how={self.how!r}"


def _plain(values: torch.Tensor, how: str) -> torch.Tensor:
    return values.amax(dim=1) if how == "max" else values.mean(dim=1)


class CausalPad(nn.Module):
    """Put zeros before a sequence (n, features, time), so that a convolution sees no later step."""

    def __init__(self, before: int) -> None:
        super().__init__()
        self.before = before

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the longer sequence."""
        return nn.functional.pad(values, (self.before, 0))

    def extra_repr(self) -> str:
        """Return the length for the printed module."""
        return f"before={self.before}"
