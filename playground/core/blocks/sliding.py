"""Parameters of windows that slide along one, two or three axes: their sizes, steps, gaps and rims."""

from __future__ import annotations

from typing import Any

from playground.core.blocks.params import Choice, Param, integer, per_axis

PADDINGS = (Choice("same", "Same size"), Choice("valid", "None"))
_APART = {
    2: "Two numbers such as 1 × 7 are rows × columns.",
    3: "Three numbers such as 1 × 2 × 2 are frames × rows × columns.",
}


def sizes(name: str, default: int, axes: int, help: str, **more: Any) -> Param:
    """Describe a size: one number, or one for each axis where there are several."""
    if axes == 1:
        return integer(name, default, help=help, **more)
    return per_axis(name, default, axes, help=help, **more)


def kernel(default: int, axes: int, title: str, help: str, unit: str = "px") -> Param:
    """Describe the size of a window."""
    words = f"{help} {_APART[axes]}" if axes in _APART else help
    return sizes("kernel", default, axes, words, minimum=1, slider=(1, 7), unit=unit, title=title)


def stride(default: int, axes: int, help: str, unit: str = "px") -> Param:
    """Describe how far a window moves."""
    return sizes("stride", default, axes, help, minimum=1, slider=(1, 4), unit=unit)


def apart(axes: int) -> Param:
    """Describe how far apart the numbers lie that a window looks at."""
    return sizes(
        "dilation", 1, axes, minimum=1, slider=(1, 4),
        help="How far apart the numbers lie that a filter looks at: 2 leaves every other one out, and sees "
             "twice as far with as many weights.",
    )  # fmt: skip


def zeros(axes: int) -> Param:
    """Describe the rim of zeros around what a filter slides over: a word for the usual ones, or its width."""
    return per_axis(
        "padding", "same", axes, choices=PADDINGS, minimum=0, slider=(0, 7),
        help="Same size surrounds the picture with zeros, so that the maps stay as large as the picture at "
             "stride 1. None uses only places where the whole filter lies inside. A number says how many "
             "zeros stand at either end.",
    )  # fmt: skip
