"""The order of an epoch: one permutation, one gather, and slices of it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

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
    """One epoch's samples in their order, cut into batches; `order` is a permutation (samples,) int64."""

    def __init__(self, order: Tensor, feeds: Sequence[Tensor], targets: Sequence[Tensor],
                 sizes: tuple[int, ...], memory_format: str, number: int = 0,
                 losses: tuple[float, ...] = (), every: int = 1) -> None:  # fmt: skip
        self.order = order
        self.sizes = sizes
        self.number = number  # of epochs that came before it
        self.losses = losses  # that a schedule may watch, of the run's epochs before it
        self.every = every  # so many steps' gradients are averaged
        taken = order[: sum(sizes)].to(targets[0].device)
        self.targets = tuple(target.index_select(0, taken) for target in targets)
        gathered = [laid_out(feed.index_select(0, taken), memory_format) for feed in feeds]
        self.feed_batches: list[Feeds] = list(
            zip(*(torch.split(feed, list(sizes)) for feed in gathered), strict=True)
        )
        self.target_batches: list[Feeds] = list(
            zip(*(torch.split(target, list(sizes)) for target in self.targets), strict=True)
        )

    @property
    def steps(self) -> int:
        """Return the number of batches."""
        return len(self.sizes)


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


def draw_order(samples: int, generator: torch.Generator) -> Tensor:
    """Return the next epoch's permutation."""
    return torch.randperm(samples, generator=generator)
