"""Attention, plain and with choices, positions, and a token that stands for the whole sequence."""

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


PLACES = ("none", "rotary", "relative", "alibi")


class ShapedAttention(Attention):
    """Multi-head attention whose heads may share keys and values, see a window alone, and know places.

    `key_heads` (0: all) have keys of their own, Ainslie et al., arXiv:2305.13245; `head_width` (0: features /
    heads); `window` steps to either side (0: all). `places`: "rotary", Su et al., arXiv:2104.09864, pairs
    being halves of a head; "relative", a learned number for each distance up to `distance` and head, as
    Raffel et al., arXiv:1910.10683, section 2.1; "alibi", Press et al., arXiv:2108.12409.
    """

    slopes: torch.Tensor

    def __init__(self, features: int, heads: int, memory_features: int = 0, causal: bool = False,
                 dropout: float = 0.0, bias: bool = True, key_heads: int = 0, head_width: int = 0,
                 window: int = 0, places: str = "none", distance: int = 16) -> None:  # fmt: skip
        if not head_width and features % heads:
            raise ValueError(f"{features} features cannot be shared out among {heads} heads")
        width, keys = head_width or features // heads, key_heads or heads
        if heads % keys or places not in PLACES or (places == "rotary" and width % 2):
            raise ValueError("heads share keys evenly, and are turned where they are of even width")
        super().__init__(heads * width, heads, memory_features, causal, dropout)
        read = memory_features or features
        self.query = nn.Linear(features, heads * width, bias=bias)
        self.key = nn.Linear(read, keys * width, bias=bias)
        self.value = nn.Linear(read, keys * width, bias=bias)
        self.out = nn.Linear(heads * width, features, bias=bias)
        self.key_heads, self.window, self.places, self.distance = keys, window, places, distance
        if places == "relative":
            self.nearness = nn.Parameter(torch.empty(heads, 2 * distance + 1))
        elif places == "alibi":
            self.register_buffer("slopes", torch.tensor(steepness(heads)), persistent=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with all distances alike; the layers inside draw their weights themselves."""
        if self.places == "relative":
            nn.init.zeros_(self.nearness)

    def forward(self, values: torch.Tensor, memory: torch.Tensor | None = None,
                mask: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
        """Return what each step gathers: (n, time, features); `mask` (n, steps read) is True where real."""
        value = self._shared(self.value(values if memory is None else memory))
        share = nn.functional.dropout(self.weights(values, memory, mask), self.dropout, self.training)
        mixed = share.to(value.dtype) @ value
        gathered: torch.Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return gathered

    def weights(self, values: torch.Tensor, memory: torch.Tensor | None = None,
                mask: torch.Tensor | None = None) -> torch.Tensor:  # fmt: skip
        """Return how much each step takes from each: (n, heads, time, steps read), rows add up to 1."""
        query, key = self._asked(values, values if memory is None else memory)
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        added = self._added(query, key, mask)
        return torch.softmax(scores if added is None else scores + added, dim=-1)

    def _asked(self, values: torch.Tensor, read: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return questions and keys (n, heads, time, width), turned by their places where that is asked."""
        query, key = self._split(self.query(values)), self._shared(self.key(read))
        return (rotated(query), rotated(key)) if self.places == "rotary" else (query, key)

    def _shared(self, values: torch.Tensor) -> torch.Tensor:
        """Return one part a head: (n, time, key heads * width) -> (n, heads, time, width)."""
        parts = torch.unflatten(values, 2, (self.key_heads, -1)).transpose(1, 2)
        return parts.repeat_interleave(self.heads // self.key_heads, dim=1)

    def _added(
        self, query: torch.Tensor, key: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor | None:
        """Return what is added to the scores (n or 1, heads or 1, rows, columns): far below zero is unseen.

        Not minus infinity: a step of padding, whose window holds no real step, would give no number.
        """
        rows, columns = query.shape[2], key.shape[2]
        apart = (torch.arange(columns, device=query.device)
                 - torch.arange(rows, device=query.device).unsqueeze(1))  # fmt: skip
        seen = torch.ones_like(apart, dtype=torch.bool)[None, None]
        if self.causal:
            seen = seen & (apart <= 0)
        if self.window:
            seen = seen & (apart.abs() <= self.window)
        if mask is not None and mask.shape[1] == columns:
            seen = seen & mask[:, None, None, :]
        added = self._near(apart).to(query.dtype)
        return added.masked_fill(~seen, torch.finfo(query.dtype).min)

    def _near(self, apart: torch.Tensor) -> torch.Tensor:
        """Return what a distance alone adds (1, heads or 1, rows, columns)."""
        if self.places == "relative":
            return self.nearness[:, apart.clamp(-self.distance, self.distance) + self.distance][None]
        if self.places == "alibi":
            return (-self.slopes.view(-1, 1, 1) * apart.abs())[None]
        return torch.zeros_like(apart)[None, None]


def steepness(heads: int) -> list[float]:
    """Return how steeply each head forgets: 2 ** (-8 i / n) for a power of two, else every second between."""
    whole = 2 ** math.floor(math.log2(heads))
    found = [2.0 ** (-8 * (index + 1) / whole) for index in range(whole)]
    return found + [2.0 ** (-4 * (2 * index + 1) / whole) for index in range(heads - whole)]


def rotated(values: torch.Tensor) -> torch.Tensor:
    """Turn pairs of numbers by an angle that grows with the place: (n, heads, time, width), of that shape."""
    half = values.shape[-1] // 2
    speeds = 10_000.0 ** (-torch.arange(half, device=values.device, dtype=torch.float32) / half)
    places = torch.arange(values.shape[2], device=values.device, dtype=torch.float32)
    angle = places.unsqueeze(1) * speeds
    cosine, sine = angle.cos().to(values.dtype), angle.sin().to(values.dtype)
    first, second = values[..., :half], values[..., half:]
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)


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
