"""The layers of a first network for each kind of field, in three sizes; the small one trains at once.

The linear one has nothing between the numbers of a field and the answer: others have to beat it.
"""

from __future__ import annotations

from math import ceil, log10
from typing import Literal

from playground.core.blocks.shapes import Field
from playground.core.catalogue.data_set import Task
from playground.core.catalogue.manifest import Manifest
from playground.core.network.values import Node

Layers = dict[str, Node]  # by id, in a row
StartSize = Literal["linear", "small", "larger"]
_MANY_ROWS = 5000
_MOST_HALVED, _LEAST_MAP = 4, 4  # times; px of a map that is not halved any more
_LONG_TEXT = 64  # words from which on a network that takes one after the other is slow
_NEAR_ONE = 10.0  # numbers up to this size are learned as they are


def table(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return what reads rows of a table: a layer, or two, the first twice as wide."""
    width = 64 if own.rows >= _MANY_ROWS else 32
    first = {"dense": Node("dense", {"units": width * _times(start), "activation": "relu"})}
    second = {"dense_1b": Node("dense", {"units": width, "activation": "relu"}, "Dense 2")}
    return {"linear": Layers(), "small": first, "larger": {**first, **second}}[start]


def series(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return what reads windows over time: recurrent layers, of which the last step goes on."""
    if start == "linear":
        return _flat()
    units = {"units": 32 * _times(start)}
    more = {"gru_2": Node("gru", units, "GRU 2")} if start == "larger" else Layers()
    return {"gru": Node("gru", units), **more, "over_time": Node("over_time", {"how": "last"})}


def picture(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return what reads pictures: filters, twice as many wherever the maps are halved, and their means."""
    if start == "linear":
        return _flat()
    layers, side, filters = Layers(), field.sizes[1], 16 * _times(start)
    for place in range(1, _MOST_HALVED + 1):
        end = "" if place == 1 else f"_{place}"
        conv = {"filters": filters, "kernel": 3, "activation": "relu"}
        layers[f"conv2d{end}"] = Node("conv2d", conv, f"Conv 2D {place}" if end else "")
        layers[f"batch_norm{end}"] = Node("batch_norm", {}, f"Batch norm {place}" if end else "")
        if side < 2 * _LEAST_MAP:
            break
        layers[f"max_pool2d{end}"] = Node("max_pool2d", {}, f"Max pool {place}" if end else "")
        side, filters = side // 2, min(64 * _times(start), 2 * filters)
    return {**layers, "global_pool": Node("global_pool", {})}


def tokens(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return what reads words one after the other; of long texts, short stretches wherever they stand.

    The linear one adds up what each word says by itself.
    """
    times = _times(start)
    found = {"embedding": Node("embedding", {"entries": field.values, "features": 32 * times})}
    if start == "linear":
        return {**found, "mean": Node("over_time", {"how": "mean"})}
    if field.sizes[0] <= _LONG_TEXT:
        found["lstm"] = Node("lstm", {"units": 64 * times})
        found["last"] = Node("over_time")
    else:
        found["conv"] = Node("conv1d", {"filters": 64 * times, "kernel": 5})
        found["most"] = Node("over_time", {"how": "max"})
    return {**found, "dropout": Node("dropout")}


def spectrogram(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return what looks for patterns of tones, and how strong each is at most, whenever it comes."""
    if start == "linear":
        return _flat()
    found: Layers = {}
    for place, filters in enumerate((16, 32, 32), 1):
        end = f"_{place}" if place > 1 else ""
        conv = {"filters": filters * _times(start), "kernel": 3, "activation": "relu"}
        found[f"conv2d{end}"] = Node("conv2d", conv)
        if min(field.sizes[1:]) >= 2 ** (place + 1):
            found[f"max_pool2d{end}"] = Node("max_pool2d")
    return {**found, "global_pool": Node("global_pool", {"how": "max"})}


def wave(field: Field, own: Manifest, start: StartSize = "small") -> Layers:
    """Return filters in long steps along a wave, and the largest answer of each."""
    if start == "linear":
        return _flat()
    first = {"filters": 16 * _times(start), "kernel": 64, "stride": 16}
    second = {"filters": 32 * _times(start), "kernel": 8, "stride": 4}
    return {
        "conv": Node("conv1d", first), "conv_2": Node("conv1d", second),
        "most": Node("over_time", {"how": "max"}),
    }  # fmt: skip


def _times(start: StartSize) -> int:
    """Return how many times as many units or filters a network has as the small one."""
    return 2 if start == "larger" else 1


def _flat() -> Layers:
    return {"flatten": Node("flatten")}


def last_layers(target: Field, task: Task, label: str = "Dense 2") -> Layers:
    """Return what gives one number a class, or one number in the target's range."""
    units = target.sizes[0] if target.sizes else len(target.classes) or 1
    layers = {"dense_2": Node("dense", {"units": units, "activation": "linear"}, label)}
    if task == "regress" and max(abs(target.low), abs(target.high)) > _NEAR_ONE:
        layers["formula"] = Node("formula", {"formula": _formula(target.low, target.high)}, "Scale")
    return layers


def said_of(layers: Layers) -> list[str]:
    """Return the layers that have units or filters in words: "Dense 32"."""
    sizes = ((node, node.params.get("units", node.params.get("filters"))) for node in layers.values())
    return [f"{_title(node.kind)} {size}" for node, size in sizes if size is not None]


def _title(kind: str) -> str:
    words = kind.replace("_", " ").replace("2d", " 2D")
    return words[:1].upper() + words[1:]


def _formula(low: float, high: float) -> str:
    """Return what brings -1 to 1 about to a range, in round numbers: a layer learns the rest."""
    middle, half = (low + high) / 2, (high - low) / 2
    digits = 1 - int(ceil(log10(half)))
    half, middle = float(f"{half:.1e}"), round(middle, digits)
    return f"a * {half:g}" + (f" {'-' if middle < 0 else '+'} {abs(middle):g}" if middle else "")
