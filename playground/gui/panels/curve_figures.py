"""What the two plots of the curves draw: the loss, one figure of the goal, and the simplest model's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.core.views.spec import Snapshot
from playground.gui.panels.curve_plot import CurvePlot, Level, Scale
from playground.gui.theme import metric_words


@dataclass(frozen=True)
class CurveFigure:
    """One of the two plots: its title, the columns drawn and how they count."""

    title: str
    train: str
    validation: str
    scale: Scale = "log"
    lowest: float = -math.inf

    def plot(self) -> CurvePlot:
        """Return an empty plot of it."""
        return CurvePlot(self.scale, self.lowest)


LOSS = CurveFigure("Loss", "loss", "val_loss")
NO_FIGURE = CurveFigure("", "", "")  # without a goal


def figure_of(figures: Sequence[str], chosen: str) -> CurveFigure:
    """Return the figure of the goal that is chosen, else its main one.

    Errors, which fall as losses do, have a logarithmic axis.
    """
    if not figures:
        return NO_FIGURE
    metric = METRICS[chosen if chosen in figures else figures[0]]
    scale: Scale = "share" if metric.written == "share" else "free" if metric.higher_is_better else "log"
    return CurveFigure(metric_words.titled(metric), metric.id, f"val_{metric.id}", scale, metric.lowest)


def level_of(shown: Snapshot | None, name: str) -> Level | None:
    """Return what the simplest model reaches on the same held-out samples, as far as a view has it.

    Of a number it is a linear model; of classes, always to say the commonest.
    """
    if shown is None:
        return None
    simple = shown.facts.get("linear", {}).get(name)
    if simple is not None:
        words = metric_words.written(METRICS[name], simple)
        return Level(float(simple), tr("linear model {value}").format(value=words), words)
    support = shown.arrays.get("support")
    if name != "accuracy" or support is None or not support.sum():
        return None
    share, most = float(support.max() / support.sum()), str(shown.facts["classes"][int(support.argmax())])
    words = metric_words.written(METRICS[name], share)
    return Level(share, tr("always {name} {value}").format(name=most, value=words), words)
