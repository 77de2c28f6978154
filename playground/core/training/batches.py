"""The order of an epoch: one permutation, a few gathers, and slices of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import gcd, lcm

import torch
from torch import Tensor

from playground.core.shapes.memory import DATA_AT_ONCE
from playground.core.training.lazy_input import LazyInput

_GROUPS_AHEAD = 3  # of batches that are gathered together, read from the disk while steps are taken
LINE = 64  # bytes: what a tensor of its own begins at a multiple of
Feeds = tuple[Tensor, ...]


def batch_sizes(samples: int, batch_size: int, pairs: bool) -> tuple[int, ...]:
    """Return the sizes of an epoch's batches; the last may be smaller.

    A batch larger than the data is clamped; a last batch of one is left out where layers need pairs.
    """
    size = min(batch_size, samples)
    sizes = [size] * (samples // size)
    rest = samples % size
    if rest and not (pairs and rest == 1):
        sizes.append(rest)
    return tuple(sizes)


def batch_notes(samples: int, batch_size: int, pairs: bool) -> tuple[str, ...]:
    """Return in sentences where an epoch departs from the recipe's batches."""
    notes = []
    if batch_size > samples:
        notes.append(f"The batch size is {samples}, all the data there is, instead of {batch_size}.")
    if sum(batch_sizes(samples, batch_size, pairs)) < samples:
        notes.append("Each epoch leaves out its last batch of one sample, which batch norm cannot take.")
    return tuple(notes)


class Epoch:
    """One epoch's samples in their order, cut into batches; `order` is a permutation (samples,) int64.

    They are gathered as steps come to them, many batches in one go, so that data are not held twice.
    """

    def __init__(self, order: Tensor, feeds: Sequence[Tensor | LazyInput], targets: Sequence[Tensor],
                 sizes: tuple[int, ...], memory_format: str, number: int = 0,
                 losses: Callable[[], tuple[float, ...]] = tuple, every: int = 1,
                 seed: int = 0) -> None:  # fmt: skip
        self.order = order
        self.sizes = sizes
        self.number = number  # of epochs that came before it
        self.every = every  # so many steps' gradients are averaged
        self.seed = seed  # of what its first step draws to augment samples; each step has the next
        self._watched = losses
        self._feeds, self._targets, self._layout = tuple(feeds), tuple(targets), memory_format
        self._places = order.to(targets[0].device)
        self._at_once = _batches_at_once((*feeds, *targets), sizes[0])
        self._asked = 0  # batches that are being read from the disk, or were
        self._first, self._batches = 0, self._gathered(0)

    @cached_property
    def losses(self) -> tuple[float, ...]:
        """Return what a schedule may watch, of the run's epochs before this: a copy, of thousands maybe."""
        return self._watched()

    def batch(self, index: int) -> tuple[Feeds, Feeds]:
        """Return inputs and targets of a batch."""
        first = index - index % self._at_once
        if first != self._first:
            self._batches = []  # their memory is free before others take theirs
            self._first, self._batches = first, self._gathered(first)
        return self._batches[index - first]

    def _gathered(self, first: int) -> list[tuple[Feeds, Feeds]]:
        self._ask_for(first, first + (1 + _GROUPS_AHEAD) * self._at_once)
        sizes = list(self.sizes[first : first + self._at_once])
        start = sum(self.sizes[:first])
        taken = self._places[start : start + sum(sizes)]
        feeds = [laid_out(feed.index_select(0, taken), self._layout) for feed in self._feeds]
        targets = [target.index_select(0, taken) for target in self._targets]
        return list(zip(_cut(feeds, sizes), _cut(targets, sizes), strict=True))

    def _ask_for(self, first: int, last: int) -> None:
        """Let the batches up to a last one be read from the disk, those that nobody asked for before.

        The first one, too: a system may read megabytes around what was not asked for.
        """
        lazy = next((feed for feed in self._feeds if isinstance(feed, LazyInput)), None)
        first = max(first, self._asked)
        if lazy is not None and first < min(last, self.steps):  # one asks for all
            start = sum(self.sizes[:first])
            lazy.ask_for(self._places[start : start + sum(self.sizes[first:last])])
            self._asked = last

    @property
    def steps(self) -> int:
        """Return the number of batches."""
        return len(self.sizes)


def _cut(tensors: Sequence[Tensor], sizes: list[int]) -> list[Feeds]:
    return list(zip(*(torch.split(tensor, sizes) for tensor in tensors), strict=True))


def _batches_at_once(tensors: Sequence[Tensor | LazyInput], size: int) -> int:
    """Return how many batches are gathered in one go.

    So many that each lies beside the processor's lines as if all had been: where numbers lie can change what
    is computed with them.
    """
    each = [size * tensor[:1].nbytes for tensor in tensors]
    even = lcm(*(LINE // gcd(LINE, count) for count in each))
    return max(1, DATA_AT_ONCE // max(1, sum(each)) // even) * even


def laid_out(values: Tensor, memory_format: str) -> Tensor:
    """Return pictures (n, channels, height, width) in the plan's memory format, anything else as it is.

    With one channel both formats hold the same numbers in the same places; only the strides tell PyTorch
    which of its convolutions to use, so they are set outright.
    """
    if memory_format != "channels_last" or values.dim() != 4:
        return values
    _, channels, height, width = values.shape
    strides = (channels * height * width, 1, width * channels, channels)
    return values.contiguous(memory_format=torch.channels_last).as_strided(values.shape, strides)


def draw_order(samples: int, generator: torch.Generator, row: Tensor | None = None) -> Tensor:
    """Return the next epoch's permutation, in a row where one is given; ValueError where that is no fit."""
    if row is not None and len(row) != samples:
        raise ValueError("the row of an order is as long as there are samples")  # PyTorch writes beyond it
    return torch.randperm(samples, generator=generator, out=row)
