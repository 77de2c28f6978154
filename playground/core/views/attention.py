"""How much each step of one sample takes from which: the weights of each head, with the words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.blocks.spec import Role
from playground.core.network.topology import upstream
from playground.core.training.traced import Gaze
from playground.core.views.looked import Looked, looked_at
from playground.core.views.spec import LiveModel, Snapshot

Names = tuple[str, ...]


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the weights of each block that attends: arrays by its id, (heads, asking, looked at) float32.

    Options: those of `looked_at`. Facts: `layers`, the ids in the order of the calls; by id `asking` and
    `looked` (the words of both axes, or the numbers of the steps, from 1) and `causal`; `sample`, `number`
    and `part`. Padding has no row and no column.
    """
    looked = looked_at(model, options)
    arrays: dict[str, np.ndarray] = {}
    asking: dict[str, Names] = {}
    seen: dict[str, Names] = {}
    gazes = model.gazes(looked.inputs)
    for gaze in gazes:
        rows, columns = gaze.weights.shape[1:]
        asking[gaze.node], real = _words(model, looked, _giver(model, gaze, reading=False), rows)
        seen[gaze.node], read = _words(model, looked, _giver(model, gaze, reading=True), columns)
        arrays[gaze.node] = gaze.weights[:, real][:, :, read]
    facts = {
        "layers": tuple(gaze.node for gaze in gazes), "asking": asking, "looked": seen,
        "causal": {gaze.node: gaze.causal for gaze in gazes}, "sample": looked.sample,
        "number": looked.number, "part": looked.part,
    }  # fmt: skip
    return Snapshot("attention", model.step, arrays, facts)


def _giver(model: LiveModel, gaze: Gaze, reading: bool) -> str:
    """Return the block that gives the steps that ask, or those that are read."""
    spec = model.graph.specs[gaze.node]
    assert spec is not None  # it is in the model
    asks, memory = (model.graph.held.get((gaze.node, port.name)) for port in spec.inputs[:2])
    edge = memory if reading and memory is not None else asks
    assert edge is not None  # it is in the model
    return edge.source


def _words(model: LiveModel, looked: Looked, giver: str, steps: int) -> tuple[Names, np.ndarray]:
    """Return the words that the steps of a block stand for, and which of the steps are real."""
    before = upstream(model.graph.network, giver) | {giver}
    for node, spec in model.graph.of_role(Role.SOURCE).items():
        field = model.fields.fields.get(spec.field)
        if node not in before or field is None or not field.values or field.sizes != (steps,):
            continue
        ids = looked.inputs[spec.field][0].astype(int)
        real = (ids > 0) & (ids < len(field.parts))
        if real.any():
            return tuple(field.parts[each] for each in ids[real]), real
    return tuple(str(step + 1) for step in range(steps)), np.ones(steps, bool)
