"""The colours that stand for classes where steps or pixels are painted with them.

After M. Okabe and K. Ito, "Color universal design" (2008), lighter on dark and darker on light ground.
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.gui.theme.tokens import Tokens

_DARK = ("#56B4E9", "#E69F00", "#2DC79A", "#F0E442", "#FF7043", "#E58FC4", "#8F9BFF", "#B9C2D0")
_LIGHT = ("#1B82C0", "#D97706", "#00805D", "#857A00", "#C23B14", "#B8468F", "#5B4FD0", "#5A6475")


def class_colours(tokens: Tokens, count: int) -> list[QColor]:
    """Return one colour a class, grey for the first, which is mostly ground; they repeat after nine."""
    others = _DARK if tokens.dark else _LIGHT
    names = [tokens.line2.name(), *others]
    return [QColor(names[0 if not index else 1 + (index - 1) % len(others)]) for index in range(count)]


def channel_colours(tokens: Tokens, count: int) -> list[QColor]:
    """Return one colour a channel of a series, the same wherever it is drawn; they repeat after eight."""
    rest = class_colours(tokens, 8)[3:]  # without those that look like the first two
    every = [tokens.positive, tokens.negative, tokens.text2, *rest]
    return [every[index % len(every)] for index in range(count)]
