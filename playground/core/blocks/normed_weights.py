"""Weights that are made of others: the choice that dense layers and convolutions have, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.blocks.calls import Call
from playground.core.blocks.naming import INPUTS, UNITS, Axes
from playground.core.blocks.params import Choice, Param, choice

PLAIN, WEIGHT_NORM, SPECTRAL_NORM = "plain", "weight_norm", "spectral_norm"
NORMED_DENSE = {
    PLAIN: "nn.Linear", WEIGHT_NORM: "modules.WeightNormLinear", SPECTRAL_NORM: "modules.SpectralNormLinear",
}  # fmt: skip
NORMED_CONVOLUTIONS = {WEIGHT_NORM: "modules.WeightNormConv", SPECTRAL_NORM: "modules.SpectralNormConv"}
# What the arrays stand for that weights are made of: of filters, and of those that paint.
OF_FILTERS: Mapping[str, Axes] = {"direction": (UNITS, INPUTS), "length": (UNITS,), "left": (UNITS,)}
OF_PAINTERS: Mapping[str, Axes] = {"direction": (INPUTS, UNITS), "length": (INPUTS,), "left": (UNITS,)}


def weights_choice(whose: str) -> Param:
    """Describe whether weights are learned as they are, or by length and direction, or kept from growing."""
    ways = (Choice(PLAIN, "As they are"), Choice(WEIGHT_NORM, "Weight norm"),
            Choice(SPECTRAL_NORM, "Spectral norm"))  # fmt: skip
    return choice(
        "weights", PLAIN, ways,
        help=f"Weight norm learns the direction and the length of each {whose} apart "
             "(arXiv:1602.07868). Spectral norm lets no input be stretched by more than 1 "
             "(arXiv:1802.05957), which steadies what judges in adversarial training.",
    )  # fmt: skip


def lengths(way: str, count: int) -> int:
    """Return how many lengths are learned beside so many directions."""
    return count if way == WEIGHT_NORM else 0


def normed(layer: Call, way: str) -> Call:
    """Return a convolution's call, with weights that are made in the way that was chosen."""
    if way == PLAIN:
        return layer
    return Call(NORMED_CONVOLUTIONS[way], layer.target.removeprefix("nn."), *layer.args, **layer.kwargs)


def bare(layer: Call) -> Call | None:
    """Return the plain convolution's call behind one with weights that are made; None for another layer."""
    if layer.target in NORMED_CONVOLUTIONS.values():
        return Call(f"nn.{layer.args[0]}", *layer.args[1:], **layer.kwargs)
    return layer if layer.target.startswith("nn.Conv") else None
