"""One block's weights as a matrix or as filters, and how they are spread now and at the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.network.block_path import BlockPath
from playground.core.network.topology import incoming, outgoing
from playground.core.network.values import Network
from playground.core.views import places
from playground.core.views.scales import finite, largest
from playground.core.views.spec import LiveModel, Snapshot

UNITS = 64  # rows and columns of a matrix, or filters, that are handed out
CHANNELS = 8  # of each filter
BINS = 40


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the weights of the block that the option `node` names; no arrays when it has none.

    Arrays: `weight` (out, in), (1, numbers) of a list, or (out, in, ...) of filters, and `bias` (out,)
    float32, the first of each; `edges` (BINS + 1,), `counts_before` (the run's start) and `counts_now`
    (BINS,) over all weights. Facts: `node`, `shape` (of all), `scale` (largest absolute value), `rows` and
    `columns` (their names, as many as shown).
    """
    node = str(options.get("node") or "")
    weights = model.weights()
    key = _main_key(weights, node)
    if key is None or node not in model.graph.network.nodes:
        return Snapshot("block_weights", model.step, {}, {"node": node})
    weight = weights[key]
    table = weight if weight.ndim >= 2 else weight.reshape(1, -1)
    shown = finite(table[:UNITS, : UNITS if table.ndim == 2 else CHANNELS])
    arrays = {"weight": shown, **_spread(model.initial_weights()[key], weight)}
    bias = weights.get(BlockPath.of(node).key("bias"))
    if bias is not None:
        arrays["bias"] = finite(bias[:UNITS])
    rows, columns = shown.shape[:2]
    listed = weight.ndim < 2  # one number for each output
    facts = {
        "node": node, "shape": weight.shape, "scale": largest(weight),
        "rows": ("",) if listed else _names_after(model, node, rows),
        "columns": _names_after(model, node, columns) if listed else _names_before(model, node, columns),
    }  # fmt: skip
    return Snapshot("block_weights", model.step, arrays, facts)


def _main_key(weights: Mapping[str, np.ndarray], node: str) -> str | None:
    """Return the key of a block's main weights: tables and filters come before lists of numbers."""
    start = BlockPath.of(node).key("")
    own = [key for key in weights if key.startswith(start)]
    return min(
        own, key=lambda key: (weights[key].ndim < 2, key != BlockPath.of(node).key("weight")), default=None
    )


def _spread(before: np.ndarray, now: np.ndarray) -> dict[str, np.ndarray]:
    """Return both histograms over one scale."""
    sound = [values[np.isfinite(values)].ravel() for values in (before, now)]
    reach = max((float(np.abs(values).max(initial=0.0)) for values in sound), default=0.0) or 1.0
    edges = np.linspace(-reach, reach, BINS + 1)
    counts_before, counts_now = (np.histogram(values, edges)[0] for values in sound)
    return {"edges": edges, "counts_before": counts_before, "counts_now": counts_now}


def _names_after(model: LiveModel, node: str, count: int) -> tuple[str, ...]:
    """Return what a block's outputs are: classes where a goal follows, else filters or units."""
    network = model.graph.network
    targets = places.goals(model.project, model.fields)
    for wire in outgoing(network, node):
        classes = targets[wire.target].classes if wire.target in targets else ()
        if len(classes) >= count:
            return tuple(classes[:count])
    return _numbered(_word(model.graph.specs[node]), count)


def _names_before(model: LiveModel, node: str, count: int) -> tuple[str, ...]:
    """Return what a block's inputs are: what a source brings, or outputs of the block before."""
    network = model.graph.network
    wires = incoming(network, node)
    if len(wires) != 1:
        return _numbered("input", count)
    names = _names_brought(model, network, wires[0].source)
    return (
        names[:count] if len(names) >= count else _numbered(_word(model.graph.specs[wires[0].source]), count)
    )


def _names_brought(model: LiveModel, network: Network, node: str) -> tuple[str, ...]:
    """Return what a source's numbers are called: the features of points, a table's columns; () otherwise."""
    spec = model.graph.specs[node]
    field = model.fields.fields.get(spec.field) if spec is not None and spec.role is Role.SOURCE else None
    if spec is None or field is None or field.dtype != "float":
        return ()
    params = spec.params_of(network.nodes[node].params)
    if field.levels and field.rank == 1:
        labels = spec.names(params, (), (field,)) or ()
        return tuple(_column_words(field, name) for _, name in labels)
    return tuple(params.get("features", field.parts))


def _column_words(field: Field, name: Any) -> str:
    """Return what one column made of a table is called: weight, colour: red, day: weekday sin."""
    if isinstance(name, str):
        return name
    column, *parts = name
    kinds = field.kinds[field.parts.index(column)] if field.kinds else ()
    said = [kinds[each] if isinstance(each, int) and kinds else str(each) for each in parts if each != ""]
    return f"{column}: {' '.join(said)}"


def _word(spec: BlockSpec | None) -> str:
    """Return what one output of a block is called."""
    names = [param.name for param in spec.params] if spec is not None else []
    return "filter" if "filters" in names else "unit" if "units" in names else "input"


def _numbered(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {index + 1}" for index in range(count))
