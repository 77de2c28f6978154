"""An item that cannot be painted must not end the program: the binding crashes on an exception in `paint`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

log = logging.getLogger(__name__)

Paint = Callable[[Any, QPainter, QStyleOptionGraphicsItem, QWidget | None], None]
_told: set[str] = set()  # one line in the log for each kind of item, not one a frame


def guarded(paint: Paint) -> Callable[..., None]:
    """Write down what goes wrong in a `paint`, once, and leave the item as far as it was drawn."""

    @wraps(paint)
    def safely(
        item: Any, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.save()
        try:
            paint(item, painter, option, widget)
        except Exception:
            name = type(item).__name__
            if name not in _told:
                _told.add(name)
                log.exception("%s could not be painted.", name)
        painter.restore()

    return safely
