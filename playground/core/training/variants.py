"""Eight ways in which training may see one of its samples: drawn by what training itself draws by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.core.data.prepared import Samples
from playground.core.graph.varied import VariedSource
from playground.core.layers import augmenting
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.training.augmenter import varied

COUNT = 8
MOST_PIXELS, MOST_STEPS = 128, 20_000  # along a side, and of a wave
_SWAPPED = torch.tensor([1, 0])


@dataclass(frozen=True, eq=False)
class Variants:
    """One training sample as the data have it, and as it may be seen; all in the data's own numbers."""

    source: VariedSource
    sample: int  # counts from 0 in the training part
    given: np.ndarray  # (*sizes)
    made: np.ndarray  # (8, *sizes)


def variants(samples: Samples, source: VariedSource, strengths: Mapping[str, Any], sample: int,
             seed: int) -> Variants | None:  # fmt: skip
    """Return eight variants of a training sample, drawn by a seed; None where none trains.

    Only the sample itself, and one more for each that is mixed, are read; of what is larger than can be seen,
    every so-manieth pixel or step is enough.
    """
    count = samples.count("train")
    if not count:
        return None
    place = sample % count
    rows = np.array([place, *mixed_in(place, count, seed)])
    raw = samples.take("train", [source.field.name], rows)[source.field.name]
    return variants_of(raw, source, strengths, seed, place)


def mixed_in(place: int, count: int, seed: int) -> list[int]:
    """Return the rows of eight samples of so many that are mixed into one: others, where there are any."""
    return [(place + 1 + (COUNT * seed + index) % max(1, count - 1)) % count for index in range(COUNT)]


def variants_of(raw: np.ndarray, source: VariedSource, strengths: Mapping[str, Any], seed: int,
                place: int = 0) -> Variants:  # fmt: skip
    """Return eight variants of the first of nine samples (9, *sizes), the others for what is mixed in."""
    raw = raw[_skipped(source)]
    values, low, span = _prepared(torch.from_numpy(raw), source)
    made = _varied(values, source, strengths, torch.Generator().manual_seed(seed))
    return Variants(source, place, raw[0], (made * span + low if made.is_floating_point() else made).numpy())


def _skipped(source: VariedSource) -> tuple[slice, ...]:
    """Return which pixels or steps of an array of samples are drawn."""
    sizes = source.field.sizes
    if source.kind == "picture":
        step = slice(None, None, -(-max(sizes[1:]) // MOST_PIXELS))
        return (slice(None), slice(None), step, step)
    step = slice(None, None, -(-sizes[0] // MOST_STEPS))
    return (slice(None), step) if source.kind in ("wave", "series") else (slice(None),)


def _varied(values: Tensor, source: VariedSource, strengths: Mapping[str, Any],
            generator: torch.Generator) -> Tensor:  # fmt: skip
    """Return variants of the first sample, each with another mixed in, varied as well, where that is on."""
    batch = values[[0] * COUNT + list(range(1, COUNT + 1))]
    batch = varied(batch, source, strengths, generator)
    made, others = batch[:COUNT], batch[COUNT:]
    for spec in AUGMENTATIONS:
        if spec.mixes and spec.id in strengths and source.kind in spec.kinds:
            shares = [augmenting.partners(made, strengths[spec.id], generator)[0] for _ in range(COUNT)]
            pairs = zip(torch.stack((made, others), dim=1), shares, strict=True)
            made = torch.stack([augmenting.blended(pair, share, _SWAPPED)[0] for pair, share in pairs])
    return made


def _prepared(raw: Tensor, source: VariedSource) -> tuple[Tensor, Tensor, Tensor]:
    """Return samples as functions take them, with what leads back: times span, plus low.

    Series are measured by these few samples, where training measures all of them.
    """
    if not raw.is_floating_point() or source.raw:
        return raw, torch.zeros(()), torch.ones(())
    field = source.field
    if source.kind in ("picture", "spectrogram"):
        low, span = torch.tensor(field.low), torch.tensor((field.high - field.low) or 1.0)
    else:
        low, span = raw.mean(dim=(0, 1)), raw.std(dim=(0, 1), correction=0)
        span = torch.where(span > 0, span, torch.ones_like(span))
    return (raw - low) / span, low, span
