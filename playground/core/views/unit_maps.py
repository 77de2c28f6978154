"""What each unit says at each point of the plane: sources, layers and the scores that reach the goals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.views import places, plane
from playground.core.views.scales import finite, is_finite, largest
from playground.core.views.spec import LiveModel, Snapshot

TILES = 64  # drawn for one block at most
LARGE = ".large"  # never the id of a block


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return for each block with a flat output its maps (shown units, 50, 50) float32, row 0 at the top.

    A pixel is the mean of 2 x 2 cells of the decision map's grid; values are the raw outputs after the
    block's activation. Facts: `nodes` {id: {"scale": largest absolute value, "shown", "of", "finite"}} and
    `extent`. Option `large` = (node id, unit) adds that unit's whole map as `.large` (100, 100) and the fact
    `large` {"node", "unit", "scale"}. Blocks in groups: see `places.is_shown`.
    """
    outputs = {node: out for node, out in plane.outputs(model).items()
               if out.ndim == 2 and places.is_shown(node, options)}  # fmt: skip
    arrays = {node: tiles(out[:, :TILES]) for node, out in outputs.items()}
    nodes = {node: _facts(maps, outputs[node].shape[1]) for node, maps in arrays.items()}
    facts: dict[str, Any] = {"nodes": nodes, "extent": plane.extent(model)}
    arrays = {node: finite(maps) for node, maps in arrays.items()}
    large = options.get("large")
    if large and _is_there(outputs, *large):
        node, unit = large
        arrays[LARGE] = finite(np.array(plane.as_picture(outputs[node][:, unit])))
        facts["large"] = {"node": node, "unit": unit, "scale": nodes[node]["scale"]}
    return Snapshot("unit_maps", model.step, arrays, facts)


def tiles(out: np.ndarray) -> np.ndarray:
    """Return outputs on the grid (side * side, units) as maps of half its side (units, 50, 50)."""
    cells = plane.as_picture(out)
    total = cells[0::2, 0::2] + cells[0::2, 1::2] + cells[1::2, 0::2] + cells[1::2, 1::2]
    return np.ascontiguousarray((total * np.float32(0.25)).transpose(2, 0, 1), dtype=np.float32)


def _facts(maps: np.ndarray, units: int) -> dict[str, Any]:
    return {
        "scale": largest(maps),
        "shown": len(maps),
        "of": units,
        "finite": is_finite(maps),
    }


def _is_there(outputs: Mapping[str, np.ndarray], node: str, unit: int) -> bool:
    return node in outputs and 0 <= unit < outputs[node].shape[1]
