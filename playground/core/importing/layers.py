"""The layers of a first network for each kind of field, small enough to train at once."""

from __future__ import annotations

from math import ceil, log10

from playground.core.blocks.shapes import Field
from playground.core.catalogue.data_set import Task
from playground.core.catalogue.manifest import Manifest
from playground.core.network.values import Node

Layers = dict[str, Node]  # by id, in a row
_MANY_ROWS = 5000
_NEAR_ONE = 10.0  # numbers up to this size are learned as they are


def table(field: Field, own: Manifest) -> Layers:
    """Return what reads rows of a table."""
    width = 64 if own.rows >= _MANY_ROWS else 32
    return {"dense": Node("dense", {"units": width, "activation": "relu"})}


def last_layers(target: Field, task: Task) -> Layers:
    """Return what gives one number a class, or one number in the target's range."""
    units = target.sizes[0] if target.sizes else len(target.classes) or 1
    layers = {"dense_2": Node("dense", {"units": units, "activation": "linear"}, "Dense 2")}
    if task == "regress" and max(abs(target.low), abs(target.high)) > _NEAR_ONE:
        layers["formula"] = Node("formula", {"formula": _formula(target.low, target.high)}, "Scale")
    return layers


def said_of(layers: Layers) -> list[str]:
    """Return the layers that have units or filters in words: "Dense 32"."""
    sizes = ((node, node.params.get("units", node.params.get("filters"))) for node in layers.values())
    return [f"{node.kind.replace('_', ' ').capitalize()} {size}" for node, size in sizes if size is not None]


def _formula(low: float, high: float) -> str:
    """Return what brings -1 to 1 about to a range, in round numbers: a layer learns the rest."""
    middle, half = (low + high) / 2, (high - low) / 2
    digits = 1 - int(ceil(log10(half)))
    half, middle = float(f"{half:.1e}"), round(middle, digits)
    return f"a * {half:g}" + (f" {'-' if middle < 0 else '+'} {abs(middle):g}" if middle else "")
