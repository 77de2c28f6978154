"""Inputs that are prepared as they are asked for, so that large data lie in memory once."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Asked = slice | Tensor  # samples of a part: a stretch, or their places (n,) int64
Prepare = Callable[[Asked], dict[int, Tensor]]


class Pieces:
    """Prepare what several inputs are asked for in turn, once for all of them."""

    def __init__(self, prepare: Prepare, ask_for: Callable[[Tensor], None]) -> None:
        self._prepare = prepare
        self.ask_for = ask_for  # lets samples at some places (n,) be read from the disk meanwhile
        self._asked: Asked | None = None
        self._made: dict[int, Tensor] = {}  # what nobody has taken yet

    def take(self, slot: int, asked: Asked) -> Tensor:
        """Return one input of some samples, samples first."""
        if asked is not self._asked or slot not in self._made:
            with torch.no_grad():
                self._asked, self._made = asked, self._prepare(asked)
        return self._made.pop(slot)


class LazyInput:
    """One input of all samples of a part, read like a tensor (n, ...) that is nowhere as a whole."""

    def __init__(self, pieces: Pieces, slot: int) -> None:
        self._pieces, self._slot = pieces, slot

    def __getitem__(self, here: slice) -> Tensor:
        return self._pieces.take(self._slot, here)

    def index_select(self, _dim: int, places: Tensor) -> Tensor:
        """Return the samples at some places, in their order."""
        return self._pieces.take(self._slot, places)

    def ask_for(self, places: Tensor) -> None:
        """Let the samples at some places be read ahead."""
        self._pieces.ask_for(places)
