"""How a block's weights are spread, and how strongly the last step pulled at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.network.block_path import BlockPath, tensor_of
from playground.core.views.scales import largest, rounded_up
from playground.core.views.spec import LiveModel, Snapshot

BINS = 40


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the histogram of a block's weights: `counts` (40,) int64 and `edges` (41,) float64 around 0.

    Option `node`: the block; without it, or when it has no weights, arrays are empty. Biases are left out
    where there are weights, as they follow another law. Facts: `node`, `count`, `min`, `max`, `mean`, `std`
    of what is finite, `finite`, `parameters` (how many the block has, biases included), and over the whole
    network `gradient_norms` {weight key: Euclidean norm}, empty before the first step.
    """
    node = str(options.get("node") or "")
    weights = model.weights()
    begin = BlockPath.of(node).key("")
    own = {key: value for key, value in weights.items() if key.startswith(begin)} if node else {}
    norms = {key: norm(value) for key, value in model.gradients().items()}
    facts = {"node": node, "parameters": sum(value.size for value in own.values()), "gradient_norms": norms}
    arrays, figures = spread(_main(own))
    return Snapshot("weight_stats", model.step, arrays, {**facts, **figures})


def norm(value: np.ndarray) -> float:
    """Return the Euclidean norm of an array."""
    return float(np.sqrt(np.square(value, dtype=np.float64).sum()))


def block_norms(norms: Mapping[str, float]) -> dict[str, float]:
    """Return the gradient norm of each block from those of its weight keys, a group's from all in it."""
    squares: dict[str, float] = {}
    for key, value in norms.items():
        path = BlockPath.of_key(key)[0]
        for node in map(str, (*path.around, path)):
            squares[node] = squares.get(node, 0.0) + value**2
    return {node: float(np.sqrt(square)) for node, square in squares.items()}


def spread(values: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the histogram and the figures of some weights (n,)."""
    sound = values[np.isfinite(values)].astype(np.float64)
    if not sound.size:
        empty = {"counts": np.zeros(0, np.int64), "edges": np.zeros(0)}
        return empty, {"count": values.size, "finite": not values.size}
    limit = rounded_up(largest(sound))
    counts, edges = np.histogram(sound, BINS, (-limit, limit))
    figures = {
        "count": values.size, "min": float(sound.min()), "max": float(sound.max()),
        "mean": float(sound.mean()), "std": float(sound.std()), "finite": sound.size == values.size,
    }  # fmt: skip
    return {"counts": counts.astype(np.int64), "edges": edges}, figures


def _main(own: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return a block's weights in one row, without biases unless there is nothing else."""
    chosen = [value for key, value in own.items() if tensor_of(key) != "bias"] or list(own.values())
    return np.concatenate([value.ravel() for value in chosen]) if chosen else np.zeros(0, np.float32)
