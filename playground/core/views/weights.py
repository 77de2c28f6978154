"""Every single weight of the dense blocks, and filters that are pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.network.block_path import BlockPath, array_name
from playground.core.views import places
from playground.core.views.scales import finite, is_finite, largest
from playground.core.views.spec import LiveModel, Snapshot

CHANNELS = 3  # of a filter that is a picture
LIMIT = 1_000_000  # weights of one block; more are too many to look at and to copy 20 times a second


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return for each dense block on the canvas `ID.weight` (out, in) and maybe `ID.bias` (out,), float32.

    Also `ID.filters` (filters, kh, kw) of convolutions that look at CHANNELS channels at most, the mean over
    these. Facts: `nodes` {id: {"scale": largest absolute weight, "shape": (out, in), "finite"}} of dense
    blocks, `left_out`: those with more than a million weights. Option `gradients`: also the last step's, as
    `ID.weight.gradient`. Blocks in groups, ID "g.0.dense": see `places.is_shown`.
    """
    weights = model.weights()
    own = {BlockPath.of_key(key)[0].key(): key for key in weights if _is_shown(key, options)}
    dense = {node: key for node, key in own.items() if weights[key].ndim == 2}
    small = {node: key for node, key in dense.items() if weights[key].size <= LIMIT}
    arrays: dict[str, np.ndarray] = {}
    for node in small:
        arrays.update(
            {
                key: weights[key]
                for key in (array_name(node, "weight"), array_name(node, "bias"))
                if key in weights
            }
        )
    nodes = {node: _facts(arrays[own[node]]) for node in small}
    if options.get("gradients"):
        pulls = model.gradients()
        arrays.update({array_name(key, "gradient"): pulls[key] for key in list(arrays) if key in pulls})
    left_out = tuple(node for node in dense if node not in small)
    arrays.update({array_name(node, "filters"): weights[key].mean(axis=1) for node, key in own.items()
                   if weights[key].ndim == 4 and weights[key].shape[1] <= CHANNELS})  # fmt: skip
    copies = {key: finite(np.array(value)) for key, value in arrays.items()}
    return Snapshot("weights", model.step, copies, {"nodes": nodes, "left_out": left_out})


def _is_shown(key: str, options: Mapping[str, Any]) -> bool:
    """Tell whether a key is that of the layer of a block that is seen: "dense.weight"."""
    path, name = BlockPath.of_key(key)
    return name == "weight" and places.is_shown(str(path), options)


def _facts(weight: np.ndarray) -> dict[str, Any]:
    return {"scale": largest(weight), "shape": weight.shape, "finite": is_finite(weight)}
