"""How a figure of merit is called and written: one way, wherever it is shown."""

from __future__ import annotations

from playground.app.texts import tr
from playground.core.training.metrics import Metric
from playground.gui.theme import numbers


def titled(metric: Metric) -> str:
    """Return its name with its unit, for an axis: "PSNR, dB"."""
    return f"{tr(metric.name)}, {metric.unit}" if metric.unit else tr(metric.name)


def written(metric: Metric, value: float | None, decimals: int = 1) -> str:
    """Return a figure as it is written: 97.2 %, 0.378, 24.31 dB; a dash for none."""
    if metric.written == "share":
        return numbers.percent(value, decimals)
    words = numbers.figure(value)
    return f"{words}{numbers.THIN}{metric.unit}" if metric.unit and words != numbers.NOTHING else words


def doubt(metric: Metric, half: float | None) -> str:
    """Return half the width of a figure's interval as it is written behind it, "" for none."""
    if half is None:
        return ""
    return f"± {numbers.fixed(100 * half, 1) if metric.written == 'share' else numbers.figure(half, 2)}"


def widest(metric: Metric) -> str:
    """Return the widest that is to be expected."""
    if metric.written == "share":
        return numbers.percent(1.0)
    return f"{numbers.MINUS}00.00{numbers.THIN}{metric.unit}" if metric.unit else WIDEST_NUMBER


WIDEST_NUMBER = numbers.figure(-4.4e-10)
