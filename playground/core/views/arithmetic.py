"""One number of a layer's output, taken apart: what goes in, its weights, their products and the sum.

In the way that its kind names; everything in float64 from the float32 values the network has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.core.blocks.spec import WayApart
from playground.core.training.traced import Layer

Unit = tuple[int, ...]  # (unit,) of a flat output, (channel, row, column) of a picture
Patch = tuple[int, int, int, int]  # top, left, height, width in the layer's input; may reach beyond it


@dataclass(frozen=True)
class Work:
    """What one output number is made of; `w` and `bias` are None where there are none."""

    layer: str  # dense, convolution, max pool, average pool, normalisation, pointwise
    x: np.ndarray
    w: np.ndarray | None
    product: np.ndarray
    bias: float | None
    total: float  # what comes out, before the activation
    window: Patch | None = None

    @property
    def sum(self) -> float:
        """Return the sum of the products."""
        return float(self.product.sum())


def work_of(layer: Layer, way: WayApart, unit: Unit) -> Work:
    """Return how one number of the layer's output comes about; IndexError for a unit it does not have."""
    if not has_unit(layer, unit):
        raise IndexError(f"no unit {unit} in an output of {layer.made.shape}")
    return _RULES[way](layer, unit)


def is_told(layer: Layer, way: WayApart) -> bool:
    """Tell whether a number of a layer's output can be taken apart here: its parts add up to it."""
    if way in ("dense", "convolution") and "weight" not in layer.values:  # made of others, step by step
        return False
    if way == "convolution":
        return int(layer.settings["groups"]) == 1
    return way in _RULES and layer.given.ndim in _RANKS.get(way, (layer.given.ndim,))


def has_unit(layer: Layer, unit: Unit) -> bool:
    """Tell whether a layer's output has such a place."""
    shape = layer.made.shape
    return len(unit) == len(shape) and all(0 <= at < size for at, size in zip(unit, shape, strict=True))


def window_of(layer: Layer, unit: Unit) -> Patch | None:
    """Return the part of the input picture that one output pixel sees; None where there are no windows.

    With gaps between them, its numbers are those at every `gaps_of`-th row and column of it.
    """
    if "kernel_size" not in layer.settings:
        return None
    kernel, stride, padding = (_pair(layer.settings[name]) for name in ("kernel_size", "stride", "padding"))
    height, width = ((side - 1) * gap + 1 for side, gap in zip(kernel, gaps_of(layer), strict=True))
    return (unit[1] * stride[0] - padding[0], unit[2] * stride[1] - padding[1], height, width)


def gaps_of(layer: Layer) -> tuple[int, int]:
    """Return how far apart the rows and the columns lie that a window looks at."""
    return _pair(layer.settings.get("dilation", 1))


def _dense(layer: Layer, unit: Unit) -> Work:
    x = layer.given.astype(np.float64)
    w = layer.values["weight"][unit[0]].astype(np.float64)
    return _weighted("dense", layer, unit[0], x, w, None)


def _convolution(layer: Layer, unit: Unit) -> Work:
    w = layer.values["weight"][unit[0]].astype(np.float64)
    window, x = _seen(layer, unit, layer.given, 0.0)
    return _weighted("convolution", layer, unit[0], x, w, window)


def _seen(layer: Layer, unit: Unit, picture: np.ndarray, beyond: float) -> tuple[Patch, np.ndarray]:
    """Return the window of one output pixel, and its numbers of a picture."""
    window = window_of(layer, unit)
    assert window is not None  # convolutions and pools have kernels
    rows, columns = gaps_of(layer)
    return window, _cut(picture, window, beyond)[:, ::rows, ::columns]


def _weighted(name: str, layer: Layer, row: int, x: np.ndarray, w: np.ndarray, window: Patch | None) -> Work:
    product = x * w
    bias = float(layer.values["bias"][row]) if "bias" in layer.values else None
    return Work(name, x, w, product, bias, float(product.sum()) + (bias or 0.0), window)


def _max_pool(layer: Layer, unit: Unit) -> Work:
    window, x = _seen(layer, unit, layer.given[unit[0] : unit[0] + 1], -np.inf)
    product = np.zeros_like(x)
    winner = np.unravel_index(int(np.nanargmax(x)), x.shape)
    product[winner] = x[winner]
    return Work("max pool", x, None, product, None, float(x[winner]), window)


def _average_pool(layer: Layer, unit: Unit) -> Work:
    window, x = _seen(layer, unit, layer.given[unit[0] : unit[0] + 1], 0.0)
    w = _counted(layer, window).astype(np.float64)
    w /= w.sum()
    return Work("average pool", x, w, x * w, None, float((x * w).sum()), window)


def _counted(layer: Layer, window: Patch) -> np.ndarray:
    """Return which numbers of a window count in its mean: what reaches over the rim never does, (1, h, w).

    Zeros of the rim itself do, unless they are left out.
    """
    counts = layer.settings["count_include_pad"]
    rims = _pair(layer.settings["padding"]) if counts else (0, 0)
    sides = []
    for first, span, size, rim in zip(window[:2], window[2:], layer.given.shape[1:], rims, strict=True):
        places = np.arange(first, first + span)
        sides.append((places >= -rim) & (places < size + rim))
    rows, columns = sides
    counted: np.ndarray = rows[None, :, None] & columns[None, None]
    return counted


def _normalisation(layer: Layer, unit: Unit) -> Work:
    """Take (x - mean) / sqrt(variance + eps) * weight + bias as one weight and one bias.

    S. Ioffe, C. Szegedy: Batch Normalization (2015), algorithm 2: how it answers when it does not train.
    """
    values, channel = layer.values, unit[0]
    scale = 1 / np.sqrt(float(values["running_var"][channel]) + float(layer.settings["eps"]))
    gain = float(values["weight"][channel]) if "weight" in values else 1.0
    shift = float(values["bias"][channel]) if "bias" in values else 0.0
    x, w = np.array([float(layer.given[unit])]), np.array([scale * gain])
    bias = shift - float(values["running_mean"][channel]) * float(w[0])
    return Work("normalisation", x, w, x * w, bias, float(x[0] * w[0]) + bias)


def _pointwise(layer: Layer, unit: Unit) -> Work:
    """Take the number that goes in at the same place, or at the same place in line where shapes differ."""
    place = int(np.ravel_multi_index(unit, layer.made.shape))
    x = layer.given.reshape(-1)[place : place + 1].astype(np.float64)
    return Work("pointwise", x, None, x, None, float(layer.made[unit]))


def _padding(layer: Layer, unit: Unit) -> Work:
    """Take the number of the picture that lies there, or that its rim repeats; zero where it repeats none."""
    left, _, top, _ = layer.settings["padding"]
    row, column = source_of(layer, (unit[1] - top, unit[2] - left))
    x = _cut(layer.given[unit[0] : unit[0] + 1], (row, column, 1, 1), 0.0).reshape(-1)
    return Work("pointwise", x, None, x, None, float(layer.made[unit]))


def source_of(layer: Layer, place: tuple[int, int]) -> tuple[int, int]:
    """Return which pixel of a picture stands at a place in it or in the rim that padding lays around it."""
    repeat = next((rule for name, rule in _RIMS.items() if name in layer.target), None)
    if repeat is None:
        return place
    row, column = (repeat(at, size) for at, size in zip(place, layer.given.shape[1:], strict=True))
    return row, column


# What lies beyond the rim of so many places: the mirror image, the last place again, the other end.
_RIMS: Mapping[str, Callable[[int, int], int]] = {
    "Reflection": lambda at, size: size - 1 - abs(size - 1 - abs(at)),
    "Replication": lambda at, size: min(max(at, 0), size - 1),
    "Circular": lambda at, size: at % size,
}


def _cut(picture: np.ndarray, window: Patch, beyond: float) -> np.ndarray:
    """Return a window of a picture (channels, h, w); beyond its border lies one number."""
    top, left, height, width = window
    cut = np.full((len(picture), height, width), beyond)
    rows = range(max(0, top), min(picture.shape[1], top + height))
    columns = range(max(0, left), min(picture.shape[2], left + width))
    if rows and columns:
        inside = picture[:, rows.start : rows.stop, columns.start : columns.stop]
        cut[:, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = inside
    return cut


def _pair(value: Any) -> tuple[int, int]:
    return (int(value[0]), int(value[1])) if isinstance(value, tuple) else (int(value), int(value))


_RULES: Mapping[WayApart, Callable[[Layer, Unit], Work]] = {
    "dense": _dense,
    "convolution": _convolution,
    "max pool": _max_pool,
    "average pool": _average_pool,
    "normalisation": _normalisation,
    "padding": _padding,
    "pointwise": _pointwise,
}
# How many axes a sample may have where a rule does not know all: of a sequence, one unit is many numbers.
_RANKS: Mapping[WayApart, tuple[int, ...]] = {"dense": (1,), "normalisation": (1, 3)}
