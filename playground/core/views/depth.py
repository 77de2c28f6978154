"""How gradient and activation fare through the layers of a long network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from playground.core.network.block_path import groups_around
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.views.spec import LiveModel, Snapshot

VANISHES, EXPLODES = 1e-3, 1e3  # the first layer's gradient over the last one's
Fate = Literal["reaches", "vanishes", "explodes", "saturated", "broken", "none"]


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the root mean squares of each layer with weights, in order of the calls, repeats one by one.

    Arrays, (n,) float64 each: `gradient` (of the loss by the weights, of one batch), `activation`, `weight`,
    and `saturated`, the share of outputs at 1 or -1. Facts: `layers`, their ids in the flat network, and
    `frozen`, the numbers of those that stand still.
    """
    found = model.signals()
    arrays = {
        name: np.array([getattr(each, name) for each in found], np.float64)
        for name in ("gradient", "activation", "weight", "saturated")
    }
    facts = {
        "layers": tuple(each.node for each in found),
        "frozen": tuple(index for index, each in enumerate(found) if each.frozen),
    }
    return Snapshot("depth", model.step, arrays, facts)


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a row of layers, and the number in the sentence."""

    fate: Fate
    layers: int = 0
    factor: float = 1.0  # the first gradient over the last; of "broken": the number of the layer, from 1


def verdict(shown: Snapshot, part: slice = slice(None)) -> Verdict:
    """Say how the gradient gets through some of the layers: one thing, the worst."""
    gradient, activation = (shown.arrays[name][part] for name in ("gradient", "activation"))
    count = len(gradient)
    broken = np.flatnonzero(~(np.isfinite(gradient) & np.isfinite(activation)))
    if len(broken):
        return Verdict("broken", count, float((part.start or 0) + broken[0] + 1))
    frozen = np.isin(np.arange(count) + (part.start or 0), shown.facts["frozen"])
    learning = gradient[~frozen]
    if not len(learning) or not learning[-1]:
        return Verdict("none", count)
    factor = float(learning[0] / learning[-1])
    if factor < VANISHES or factor > EXPLODES:
        return Verdict("vanishes" if factor < VANISHES else "explodes", count, factor)
    saturated = int((shown.arrays["saturated"][part] > 0.5).sum())
    return Verdict("saturated" if 2 * saturated > count else "reaches", count, factor)


def group_part(layers: tuple[str, ...], group: str) -> slice:
    """Return where the layers of a group stand, by its id in the flat network; they are in one row."""
    inside = [index for index, layer in enumerate(layers) if group in groups_around(layer)]
    return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)


def longest_group(layers: tuple[str, ...]) -> str:
    """Return the outermost group that holds most layers; "" where none does."""
    counts: dict[str, int] = {}
    for layer in layers:
        for group in list(groups_around(layer))[:1]:
            counts[group] = counts.get(group, 0) + 1
    return max(counts, key=lambda group: counts[group], default="")


def still_below(recipe: Recipe, shown: Snapshot) -> float:
    """Return the gradient below which the optimizer hardly moves a usual weight here; 0: unknown.

    The recipe's learning rate is to be that of the step which is shown.
    """
    weights = shown.arrays["weight"][np.isfinite(shown.arrays["weight"])]
    spec = OPTIMIZERS.get(recipe.optimizer)
    usual = float(np.median(weights)) if len(weights) else 0.0
    return spec.still(spec.options(recipe.options), recipe.learning_rate, usual)
