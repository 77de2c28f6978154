"""Attention and what goes with it: positions and a token that stands for the whole sequence."""

from __future__ import annotations

import math

import torch
from torch import nn


class Attention(nn.Module):
    """Let each step of a sequence gather from the steps that concern it (multi-head attention).

    softmax(Q K^T / sqrt(width of a head)) V for each head; Vaswani et al., "Attention is all you need",
    arXiv:1706.03762. Steps of `memory` are read where it is given, else those of the sequence itself.
    """

    def __init__(self, features: int, heads: int, memory_features: int = 0, causal: bool = False,
                 dropout: float = 0.0) -> None:  # fmt: skip
        super().__init__()
        if heads < 1 or features % heads:
            raise ValueError(f"{features} features cannot be shared out among {heads} heads")
        self.heads, self.causal, self.dropout = heads, causal, dropout
        read = memory_features or features
        self.query = nn.Linear(features, features)
        self.key = nn.Linear(read, features)
        self.value = nn.Linear(read, features)
        self.out = nn.Linear(features, features)

    def forward(self, values: torch.Tensor, memory: torch.Tensor | None = None,
                mask: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
        """Return what each step gathers: (n, time, features); `mask` (n, steps read) is True where real."""
        read = values if memory is None else memory
        allowed = self._allowed(values, read, mask)
        rate = self.dropout if self.training else 0.0
        mixed = nn.functional.scaled_dot_product_attention(
            self._split(self.query(values)), self._split(self.key(read)), self._split(self.value(read)),
            attn_mask=allowed, dropout_p=rate, is_causal=self.causal and allowed is None,
        )  # fmt: skip
        gathered: torch.Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return gathered

    def weights(self, values: torch.Tensor, memory: torch.Tensor | None = None,
                mask: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
        """Return how much each step takes from each: (n, heads, time, steps read), rows add up to 1."""
        read = values if memory is None else memory
        query, key = self._split(self.query(values)), self._split(self.key(read))
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        allowed = self._allowed(values, read, mask)
        if allowed is None and self.causal:
            allowed = _earlier(values.shape[1], read.shape[1], values.device)
        if allowed is not None:
            scores = scores.masked_fill(~allowed, float("-inf"))
        return torch.softmax(scores, dim=-1)

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        """Return the heads apart: (n, time, features) -> (n, heads, time, features / heads)."""
        return torch.unflatten(values, 2, (self.heads, -1)).transpose(1, 2)

    def _allowed(self, values: torch.Tensor, read: torch.Tensor,
                 mask: torch.Tensor | None) -> torch.Tensor | None:  # fmt: skip
        if mask is None or mask.shape[1] != read.shape[1]:
            return None
        allowed = mask[:, None, None, :]
        return allowed & _earlier(values.shape[1], read.shape[1], values.device) if self.causal else allowed


def _earlier(rows: int, columns: int, device: torch.device) -> torch.Tensor:
    """Return (rows, columns), True where a step may look: at itself and what came before."""
    return torch.ones(rows, columns, dtype=torch.bool, device=device).tril()


class Positions(nn.Module):
    """Tell each step its place by adding a pattern of its own: (n, time, features), shape unchanged.

    Learned, or sines and cosines of falling frequency (Vaswani et al., arXiv:1706.03762, section 3.5).
    """

    def __init__(self, time: int, features: int, learned: bool) -> None:
        super().__init__()
        if learned:
            self.table = nn.Parameter(torch.empty(time, features))
        else:
            self.register_buffer("table", waves(time, features), persistent=False)
        self.learned = learned
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with small random patterns where they are learned."""
        if self.learned:
            nn.init.normal_(self.table, std=0.02)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values with their places added."""
        return values + self.table[: values.shape[1]]

    def extra_repr(self) -> str:
        """Return the kind for the printed module."""
        return f"time={self.table.shape[0]}, features={self.table.shape[1]}, learned={self.learned}"


def waves(time: int, features: int) -> torch.Tensor:
    """Return sines in even columns and cosines in odd ones, (time, features)."""
    place = torch.arange(time, dtype=torch.float32).unsqueeze(1)
    columns = torch.arange(features, dtype=torch.float32)
    angle = place * torch.exp(-math.log(10_000.0) * (columns - columns % 2) / features)
    return torch.where(columns % 2 == 0, torch.sin(angle), torch.cos(angle))


class ClassToken(nn.Module):
    """Put one learned step before a sequence: (n, time, features) -> (n, time + 1, features)."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.empty(features))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with small random numbers."""
        nn.init.normal_(self.token, std=0.02)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the longer sequence."""
        return torch.cat([self.token.expand(values.shape[0], 1, -1), values], dim=1)

    def extra_repr(self) -> str:
        """Return the size for the printed module."""
        return f"features={len(self.token)}"
