"""What is said of the gradient's way through many layers, in one sentence."""

from __future__ import annotations

import math

from playground.app.texts import tr
from playground.core.views.depth import Fate, Verdict
from playground.gui.theme.numbers import compact, integer, power_of_ten

TONES: dict[Fate, str] = {"reaches": "good", "broken": "bad"}  # others are advice: never red
ICONS = {"good": "circle-check", "warn": "lightbulb", "bad": "circle-alert"}
ALIKE = 1.5  # times as large, up to which two gradients count as equal


def tone_of(verdict: Verdict) -> str:
    """Return the colour that goes with a verdict: good, warn or bad."""
    return TONES.get(verdict.fate, "warn")


def sentence(verdict: Verdict) -> str:
    """Return the verdict in words."""
    words = {
        "vanishes": tr("The gradient shrinks {times} times over {layers} layers."),
        "explodes": tr("The gradient grows {times} times over {layers} layers."),
        "saturated": tr("Most of the {layers} layers are saturated: their outputs stand at 1 or −1."),
        "broken": tr("Not finite from layer {layer} on."),
        "none": tr("No gradient comes back through the {layers} layers."),
    }.get(verdict.fate)
    if words is None:
        return _reaches(verdict.factor)
    if verdict.fate == "vanishes" and not verdict.factor:
        return tr("No gradient reaches the first of {layers} layers.").format(layers=integer(verdict.layers))
    times = 1 / verdict.factor if verdict.fate == "vanishes" else verdict.factor
    layer = integer(verdict.factor) if verdict.fate == "broken" else ""
    return words.format(times=_times(times), layers=integer(verdict.layers), layer=layer)


def _reaches(factor: float) -> str:
    if 1 / ALIKE < factor < ALIKE:
        return tr("The gradient reaches the first layer, about as large as in the last.")
    if factor > 1:
        words = tr("The gradient reaches the first layer, {times} times as large as in the last.")
        return words.format(times=_times(factor))
    words = tr("The gradient reaches the first layer, {times} times smaller than in the last.")
    return words.format(times=_times(1 / factor))


def _times(factor: float) -> str:
    """Write how many times: 2.5, 7, 320, 10²³."""
    if not math.isfinite(factor):
        return integer(factor)
    if factor >= 1e4:
        return power_of_ten(round(math.log10(factor)))
    return integer(factor) if factor >= 10 else compact(factor, 2)
