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


@dataclass(frozen=True, eq=False)
class Variants:
    """One training sample as the data have it, and as it may be seen; all in the data's own numbers."""

    source: VariedSource
    sample: int  # counts from 0 in the training part
    given: np.ndarray  # (*sizes)
    made: np.ndarray  # (8, *sizes)


def variants(samples: Samples, source: VariedSource, strengths: Mapping[str, Any], sample: int,
             seed: int) -> Variants | None:  # fmt: skip
    """Return eight variants of a training sample, each drawn by a seed of its own; None where none trains.

    Only the sample itself, and one more for each that is mixed, are read.
    """
    count = samples.count("train")
    if not count:
        return None
    place = sample % count
    others = [(place + 1 + (seed + index) % max(1, count - 1)) % count for index in range(COUNT)]
    name = source.field.name
    raw = samples.take("train", [name], np.array([place, *others]))[name]
    values, low, span = _prepared(torch.from_numpy(raw), source)
    made = [_variant(values, source, strengths, index, seed) for index in range(COUNT)]
    back = torch.stack(made) * span + low if values.is_floating_point() else torch.stack(made)
    return Variants(source, place, raw[0], back.numpy())


def _variant(values: Tensor, source: VariedSource, strengths: Mapping[str, Any], index: int,
             seed: int) -> Tensor:  # fmt: skip
    """Return one variant of the first sample, with what is mixed into it varied as well."""
    generator = torch.Generator().manual_seed(seed + index)
    pair = varied(values[[0, index + 1]], source, strengths, generator)
    for spec in AUGMENTATIONS:
        if spec.mixes and spec.id in strengths and source.kind in spec.kinds:
            share, _ = augmenting.partners(pair, strengths[spec.id], generator)
            pair = augmenting.blended(pair, share, torch.tensor([1, 0]))
    return pair[0]


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
