"""One unit at work: the real numbers behind one number of a block's output."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from playground.core.blocks.activations import ACTIVATIONS
from playground.core.blocks.calls import LAYER, PAD
from playground.core.blocks.spec import WayApart
from playground.core.network.topology import outgoing
from playground.core.project.values import BF16
from playground.core.training.traced import Layer
from playground.core.views.arithmetic import Unit, Work, has_unit, is_told, window_of, work_of
from playground.core.views.looked import Looked, looked_at
from playground.core.views.spec import LiveModel, Snapshot

_ACTIVATIONS = {entry.call.target: entry for entry in ACTIVATIONS if entry.call is not None}


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return how one number of a block's output comes about, for one sample.

    Options: `node`, `unit` ((u,) of a flat output, (channel, row, column) of a picture) and those of
    `looked_at`. Arrays, float64 of one shape, (k,) or (channels, kh, kw): `x` what goes in, `w` its weights
    where there are some, `product`. Facts: `node`, `unit`, `shape` (of the output), `layer`, `sum`, `bias`
    (or None), `total`, `rounded` (what becomes of it in bf16, None in float32), `activation` (its title, ""
    without), `formula`, `output`, `window` (top, left, height, width in the input, gaps
    counted, or None), `part`, `number` and `point` (x1, x2) of the sample as `Looked` has them, and `next`:
    where it goes from here, (node, unit) or None.
    Nothing but `node`, `unit` and `shape` () where a block computes nothing, has no such unit, or is of a
    kind whose numbers cannot be taken apart in this way.
    """
    node, unit = str(options.get("node") or ""), tuple(int(at) for at in options.get("unit") or (0,))
    looked = looked_at(model, options)
    layers = model.layers(looked.inputs, node, looked.memo)
    way = _way(model, node)
    if not layers or not has_unit(layers[-1], unit) or not is_told(_main(layers), way):
        shape = layers[-1].made.shape if layers else ()
        return Snapshot("unit_at_work", model.step, {}, {"node": node, "unit": unit, "shape": shape})
    work, after = work_of(_main(layers), way, unit), _ACTIVATIONS.get(layers[-1].target)
    facts = {
        "node": node, "unit": unit, "shape": layers[-1].made.shape, "layer": work.layer, "sum": work.sum,
        "bias": work.bias, "total": work.total, "rounded": _rounded(model, layers, unit),
        "activation": after.title if after else "", "formula": after.formula if after else "",
        "output": float(layers[-1].made[unit]),
        "window": _window(layers, work), "part": looked.part, "number": looked.number, "point": looked.point,
        "next": _next(model, looked, node, unit),
    }  # fmt: skip
    arrays = {"x": work.x, "product": work.product, **({"w": work.w} if work.w is not None else {})}
    return Snapshot("unit_at_work", model.step, arrays, facts)


def _way(model: LiveModel, node: str) -> WayApart:
    """Return how the numbers of a block come about."""
    spec = model.graph.specs.get(node)
    return spec.taken_apart if spec is not None else ""


def _rounded(model: LiveModel, layers: tuple[Layer, ...], unit: Unit) -> float | None:
    """Return what the layer itself gave where it computes in fewer digits than the sum that is shown."""
    return float(_main(layers).made[unit]) if model.precision == BF16 else None


def _main(layers: tuple[Layer, ...]) -> Layer:
    """Return the layer that computes, before the activation if there is one."""
    return next((each for each in reversed(layers) if each.part == LAYER), layers[-1])


def _window(layers: tuple[Layer, ...], work: Work) -> tuple[int, ...] | None:
    """Return the window in the block's own input, before any padding layer."""
    if work.window is None or layers[0].part != PAD:
        return work.window
    left, _, top, _ = layers[0].settings["padding"]
    return (work.window[0] - top, work.window[1] - left, *work.window[2:])


def _next(model: LiveModel, looked: Looked, node: str, unit: Unit) -> tuple[str, Unit] | None:
    """Return the unit of the block after it that makes most of this one."""
    wires = outgoing(model.graph.network, node)
    if not wires:
        return None
    after = wires[0].target
    layers = model.layers(looked.inputs, after, looked.memo)
    user = _user_of(layers, _way(model, after), unit) if layers else None
    return None if user is None else (after, user)


def _user_of(layers: tuple[Layer, ...], way: WayApart, unit: Unit) -> Unit | None:
    """Return which unit of a block looks hardest at one unit of its input; None where there is no telling."""
    layer = next((each for each in layers if each.part != PAD), layers[-1])
    if layer.part == LAYER and is_told(layer, way):
        weight = layer.values.get("weight")
        if way == "dense" and weight is not None:
            return (int(np.abs(weight[:, unit[0]]).argmax()),)
        if way == "padding":
            left, _, top, _ = layer.settings["padding"]
            return unit[0], unit[1] + top, unit[2] + left
        if window_of(layer, (0, 0, 0)) is not None:
            sums = np.abs(weight[:, unit[0]]).sum(axis=(1, 2)) if weight is not None else None
            return (unit[0] if sums is None else int(sums.argmax()), *_pixel_of(layer, unit))
    return _same_place(layers[0].given.shape, layers[-1].made.shape, unit)


def _same_place(given: Unit, made: Unit, unit: Unit) -> Unit | None:
    """Return the same place, or the same place in line where the numbers are arranged in another shape."""
    if given == made:
        return unit
    if prod(given) != prod(made):
        return None
    return tuple(int(at) for at in np.unravel_index(int(np.ravel_multi_index(unit, given)), made))


def _pixel_of(layer: Layer, unit: Unit) -> tuple[int, int]:
    """Return the output pixel whose window has an input pixel in its middle, as near as there is."""
    found = []
    for axis in (1, 2):
        first, second = (window_of(layer, (0, at, at)) for at in (0, 1))
        assert first is not None and second is not None  # asked for layers with windows alone
        start, step, side = first[axis - 1], second[axis - 1] - first[axis - 1], first[axis + 1]
        place = round((unit[axis] - start - (side - 1) / 2) / step)
        found.append(min(max(place, 0), layer.made.shape[axis] - 1))
    return found[0], found[1]
