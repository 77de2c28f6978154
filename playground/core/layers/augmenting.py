"""What training may do to samples before it sees them: each draws anew for each sample of a batch.

Plain functions of (batch, strength, generator), so that a script can carry them as they stand. Their random
numbers come from the generator alone, on the batch's own device; shapes and types stay as they are. `span` is
how far apart the lowest and the highest value lie.
"""

from __future__ import annotations

import math

import torch
from torch.nn import functional


def displaced(pictures: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Move pictures (n, c, h, w) by whole pixels, at most that share of a side; their edges fill up."""
    height, width = pictures.shape[2:]
    moved = _moved(pictures, most, generator, 2).clamp(0, height - 1)
    rows = _taken(pictures, moved, 2)
    return _taken(rows, _moved(pictures, most, generator, 3).clamp(0, width - 1), 3)


def tilted(pictures: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Turn pictures (n, c, h, w) about their middle by so many degrees at most, either way."""
    angles = _either_way(pictures, generator) * math.radians(most)
    height, width = pictures.shape[2:]
    cos, sin, none = torch.cos(angles), torch.sin(angles), torch.zeros_like(angles)
    rows = (cos, -sin * (height / width), none, sin * (width / height), cos, none)
    return _warped(pictures, torch.stack(rows, dim=1))


def zoomed(pictures: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Make what pictures (n, c, h, w) show larger or smaller by that share at most."""
    shown = 1 / (1 + _either_way(pictures, generator) * most)
    none = torch.zeros_like(shown)
    return _warped(pictures, torch.stack((shown, none, none, none, shown, none), dim=1))


def cropped(pictures: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Enlarge a part of pictures (n, c, h, w) that lacks that share of both sides at most."""
    part = 1 - _share(pictures, generator) * most
    right, down = ((1 - part) * _either_way(pictures, generator) for _ in range(2))
    none = torch.zeros_like(part)
    return _warped(pictures, torch.stack((part, none, right, none, part, down), dim=1))


def flipped(pictures: torch.Tensor, _on: bool, generator: torch.Generator) -> torch.Tensor:
    """Turn every second picture (n, c, h, w), by chance, the other way round."""
    return torch.where(_by_chance(pictures, generator), pictures.flip(3), pictures)


def flipped_down(pictures: torch.Tensor, _on: bool, generator: torch.Generator) -> torch.Tensor:
    """Turn every second picture (n, c, h, w), by chance, upside down."""
    return torch.where(_by_chance(pictures, generator), pictures.flip(2), pictures)


def brightened(pictures: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Make pictures (n, c, h, w) brighter or darker by that share at most."""
    return pictures * (1 + _spread_out(_either_way(pictures, generator), pictures) * most)


def noisy(values: torch.Tensor, share: float, generator: torch.Generator, span: float = 1.0) -> torch.Tensor:
    """Add normal noise to values (n, ...), whose standard deviation is that share of the span."""
    return values + _normal(values, generator) * (share * span)


def erased(pictures: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """Paint a rectangle of that share of the area over every second picture (n, c, h, w), in its mean.

    After Zhong et al., "Random erasing data augmentation", arXiv:1708.04896.
    """
    side = math.sqrt(share)
    inside = _stretch(pictures, side, generator, 2) & _stretch(pictures, side, generator, 3)
    grey = pictures.mean(dim=(2, 3), keepdim=True)
    return torch.where(inside & _by_chance(pictures, generator), grey, pictures)


def delayed(sounds: torch.Tensor, most: float, generator: torch.Generator, axis: int) -> torch.Tensor:
    """Move sounds (n, ...) along time by that share of it at most; what leaves comes in at the other end."""
    return _taken(sounds, _moved(sounds, most, generator, axis) % sounds.shape[axis], axis)


def louder(sounds: torch.Tensor, most: float, generator: torch.Generator, unit: float) -> torch.Tensor:
    """Make spectrograms (n, ...) louder or quieter by so many dB at most; `unit` is what 1 dB is there."""
    return sounds + _spread_out(_either_way(sounds, generator), sounds) * (most * unit)


def amplified(sounds: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Make waves (n, time, channels) louder or quieter by so many dB at most."""
    return sounds * 10 ** (_spread_out(_either_way(sounds, generator), sounds) * (most / 20))


def hissing(sounds: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """Add normal noise to waves (n, time, channels), that share as loud as each of them."""
    loud = sounds.flatten(1).std(dim=1, correction=0)
    return sounds + _normal(sounds, generator) * (_spread_out(loud, sounds) * share)


def masked(sounds: torch.Tensor, most: float, generator: torch.Generator, axis: int) -> torch.Tensor:
    """Put the mean of each sound (n, ...) over a stretch of an axis, that share of it at most.

    After Park et al., "SpecAugment", arXiv:1904.08779.
    """
    middle = _spread_out(sounds.flatten(1).mean(dim=1), sounds)
    inside = _stretch(sounds, _share(sounds, generator) * most, generator, axis)
    return torch.where(inside, middle, sounds)


def dropped(words: torch.Tensor, share: float, generator: torch.Generator, unknown: int = 0) -> torch.Tensor:
    """Put an unknown word over that share of the words of texts (n, time), ids of which 0 is no word.

    After Iyyer et al., "Deep unordered composition rivals syntactic methods for text classification" (2015).
    """
    chance = torch.rand(words.shape, generator=generator, device=words.device)
    return words.masked_fill((chance < share) & (words != 0), unknown)


def stretched(series: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    """Make each channel of series (n, time, channels) larger or smaller by that share at most."""
    size = (len(series), 1, series.shape[2])
    drawn = torch.rand(size, generator=generator, device=series.device, dtype=series.dtype)
    return series * (1 + (2 * drawn - 1) * most)


def partners(values: torch.Tensor, most: float, generator: torch.Generator) -> tuple[float, torch.Tensor]:
    """Draw with which other sample of a batch each is blended, and the larger of the two shares.

    After Zhang et al., "mixup", arXiv:1710.09412, with one share a batch; it is drawn evenly.
    """
    drawn = torch.rand((), generator=generator, device=values.device)
    share = 1 - most * drawn.item()
    return share, torch.randperm(len(values), generator=generator, device=values.device)


def blended(values: torch.Tensor, share: float, partner: torch.Tensor) -> torch.Tensor:
    """Mix each sample of a batch with another; its own share is the larger."""
    return share * values + (1 - share) * values.index_select(0, partner)


def _share(values: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Return a number from 0 to 1 for each sample (n,)."""
    return torch.rand(len(values), generator=generator, device=values.device, dtype=values.dtype)


def _either_way(values: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Return a number from -1 to 1 for each sample (n,)."""
    return 2 * _share(values, generator) - 1


def _normal(values: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return torch.randn(values.shape, generator=generator, device=values.device, dtype=values.dtype)


def _spread_out(each: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return a number a sample (n,) with as many axes as the values have."""
    return each.view(-1, *[1] * (values.dim() - 1))


def _by_chance(values: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Say of each sample whether it is one of every second."""
    return _spread_out(_share(values, generator) < 0.5, values)


def _moved(values: torch.Tensor, most: float, generator: torch.Generator, axis: int) -> torch.Tensor:
    """Return from where along an axis each place takes its value, (n, length), beyond the ends too."""
    length = values.shape[axis]
    by = torch.round(_either_way(values, generator) * (most * length)).long()
    return torch.arange(length, device=values.device) - by[:, None]


def _taken(values: torch.Tensor, places: torch.Tensor, axis: int) -> torch.Tensor:
    """Return each sample with the values of other places (n, length) along an axis."""
    size = [len(values), *[1] * (values.dim() - 1)]
    size[axis] = values.shape[axis]
    return values.gather(axis, places.view(size).expand(values.shape))


def _stretch(
    values: torch.Tensor, share: float | torch.Tensor, generator: torch.Generator, axis: int
) -> torch.Tensor:
    """Say along an axis which places lie in a stretch of each sample, one place at least."""
    length = values.shape[axis]
    long = torch.round(torch.ones_like(_share(values, generator)) * share * length).clamp(1, length)
    first = torch.floor(_share(values, generator) * (length - long + 1))
    place = torch.arange(length, device=values.device)
    inside = (place >= first[:, None]) & (place < (first + long)[:, None])
    size = [len(values), *[1] * (values.dim() - 1)]
    size[axis] = length
    return inside.view(size)


def _warped(pictures: torch.Tensor, looked_up: torch.Tensor) -> torch.Tensor:
    """Return pictures with each place looked up elsewhere (n, 6), between pixels; their edges fill up.

    The places are kept inside here, since not every device knows how to fill up by edges.
    """
    grid = functional.affine_grid(looked_up.view(-1, 2, 3), list(pictures.shape), align_corners=False)
    height, width = pictures.shape[2:]
    right, down = 1 - 1 / width, 1 - 1 / height  # the middles of the last pixels
    inside = torch.stack((grid[..., 0].clamp(-right, right), grid[..., 1].clamp(-down, down)), dim=-1)
    return functional.grid_sample(pictures, inside, mode="bilinear", align_corners=False)
