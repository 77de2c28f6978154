"""Attention within the windows that a picture is cut into."""

from __future__ import annotations

import math

import torch
from torch import nn


class WindowAttention(nn.Module):
    """Let each pixel gather from the pixels of its own window: (n, channels, h, w), shape unchanged.

    Windows of `window` x `window` lie side by side; at the right and below, zeros fill up the last ones.
    `shifted`: they lie half a window further, and what is cut off at a rim keeps to itself; along an axis
    that one window covers they do not. softmax(Q K^T / sqrt(width of a head) + B) V, where B is a learned
    number for each head and each way from one pixel to another: Liu et al., "Swin Transformer",
    arXiv:2103.14030, equation 4.
    """

    between: torch.Tensor

    def __init__(self, channels: int, heads: int, window: int = 7, shifted: bool = False) -> None:
        super().__init__()
        if heads < 1 or channels % heads:
            raise ValueError(f"{channels} channels cannot be shared out among {heads} heads")
        self.heads, self.window, self.shifted = heads, window, shifted
        self.query, self.key, self.value, self.out = (nn.Linear(channels, channels) for _ in range(4))
        self.nearness = nn.Parameter(torch.empty((2 * window - 1) ** 2, heads))
        place = torch.arange(window)
        rows, columns = place.repeat_interleave(window), place.repeat(window)
        down, across = (each.unsqueeze(1) - each + window - 1 for each in (rows, columns))
        self.register_buffer("between", down * (2 * window - 1) + across, persistent=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Begin with all ways nearly alike; the layers inside draw their weights themselves."""
        nn.init.trunc_normal_(self.nearness, std=0.02)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what each pixel gathers."""
        height, width = values.shape[2:]
        down, across = -height % self.window, -width % self.window
        pixels = nn.functional.pad(values.movedim(1, -1), (0, 0, 0, across, 0, down))
        sides = (height + down, width + across)
        moved = [self.window // 2 if self.shifted and side > self.window else 0 for side in sides]
        pixels = torch.roll(pixels, [-each for each in moved], (1, 2))
        rows = self._cut(self._cut(pixels, 1), 3).transpose(2, 3).flatten(3, 4)  # (n, down, across, w², c)
        found = self._gathered(rows, self._apart(sides, moved, values.device))
        found = found.unflatten(3, (self.window, self.window)).transpose(2, 3).flatten(3, 4).flatten(1, 2)
        found = torch.roll(found, moved, (1, 2))[:, :height, :width]
        answer: torch.Tensor = found.movedim(-1, 1)
        return answer

    def _cut(self, pixels: torch.Tensor, axis: int) -> torch.Tensor:
        """Return an axis as two: which window, and where in it."""
        return torch.unflatten(pixels, axis, (pixels.shape[axis] // self.window, self.window))

    def _gathered(self, pixels: torch.Tensor, apart: torch.Tensor | None) -> torch.Tensor:
        """Return (n, down, across, pixels of a window, channels)."""
        query, key, value = (layer(pixels).unflatten(-1, (self.heads, -1)).transpose(3, 4)
                             for layer in (self.query, self.key, self.value))  # fmt: skip
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
        scores = scores + self.nearness[self.between].movedim(-1, 0)
        if apart is not None:
            scores = scores.masked_fill(apart, float("-inf"))
        found: torch.Tensor = self.out((torch.softmax(scores, dim=-1) @ value).transpose(3, 4).flatten(4))
        return found

    def _apart(self, sides: tuple[int, int], moved: list[int], device: torch.device) -> torch.Tensor | None:
        """Return (down, across, 1, w², w²), True where two pixels of a window came from different rims."""
        if not any(moved):
            return None
        rims = [
            torch.arange(side, device=device) >= side - shift
            for side, shift in zip(sides, moved, strict=True)
        ]
        region = (2 * rims[0].long().unsqueeze(1) + rims[1].long()).unsqueeze(0)
        region = self._cut(self._cut(region, 1), 3).transpose(2, 3).flatten(3, 4).squeeze(0).unsqueeze(2)
        return region.unsqueeze(-1) != region.unsqueeze(-2)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"heads={self.heads}, window={self.window}, shifted={self.shifted}"
