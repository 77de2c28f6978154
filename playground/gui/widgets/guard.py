"""The one way to draw: what goes wrong in a picture leaves a quiet mark and a line in the log, never a crash.

The binding goes on after an exception in a virtual that draws, with a painter that never ends: the next frame
ends the process. So every `paintEvent` is made by `painted`, `painted_in_view` or `painted_over`, every
other virtual that draws by `guarded`, a painter of an image of one's own stands in a `with`, and `kept` saves
a painter's state.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QGraphicsItem, QStyleOptionViewItem, QWidget

from playground.gui.widgets.mark import quiet_mark

log = logging.getLogger(__name__)

Place = tuple[str, str, int]
PaintEvent = Callable[[Any, QPaintEvent], None]
_told: set[Place] = set()  # one line in the log for each place that fails, not one a frame


def painted(paint: Callable[[Any, QPainter], None]) -> PaintEvent:
    """Make a `paintEvent` of a method that draws with a painter of the widget."""

    @wraps(paint)
    def safely(widget: QWidget, _event: QPaintEvent) -> None:
        with QPainter(widget) as painter:
            if not went_well(widget, painter, paint, widget, painter):
                quiet_mark(painter, QRectF(widget.rect()), filled=True)

    return safely


def painted_in_view(paint: Callable[[Any, QPainter, QRect], None]) -> PaintEvent:
    """Make a `paintEvent` of a method that draws that part of a scrolled view which is to be drawn."""

    @wraps(paint)
    def safely(view: QAbstractScrollArea, event: QPaintEvent) -> None:
        with QPainter(view.viewport()) as painter:
            if not went_well(view, painter, paint, view, painter, event.rect()):
                quiet_mark(painter, QRectF(view.viewport().rect()), filled=True)

    return safely


def painted_over(parent: type[QWidget]) -> Callable[[Callable[[Any, QPainter], None]], PaintEvent]:
    """Make a `paintEvent` that draws over what the parent class draws."""

    def make(paint: Callable[[Any, QPainter], None]) -> PaintEvent:
        own = painted(paint)

        @wraps(paint)
        def safely(widget: QWidget, event: QPaintEvent) -> None:
            parent.paintEvent(widget, event)
            own(widget, event)

        return safely

    return make


def guarded(paint: Callable[..., None]) -> Callable[..., None]:
    """Guard a virtual that draws with a painter which Qt hands in and ends."""

    @wraps(paint)
    def safely(drawn: Any, painter: QPainter, *rest: Any) -> None:
        if not went_well(drawn, painter, paint, drawn, painter, *rest):
            _mark_place(drawn, painter, rest)

    return safely


@contextmanager
def kept(painter: QPainter) -> Iterator[None]:
    """Give the painter its state back at the end, whatever happens in between."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def went_well(drawn: object, painter: QPainter, paint: Callable[..., None], *arguments: Any) -> bool:
    """Draw, and tell whether that went well; the painter is afterwards as it was before."""
    with kept(painter):
        try:
            paint(*arguments)
        except Exception as error:
            _tell(drawn, error)
            return False
    return True


def _tell(drawn: object, error: Exception) -> None:
    """Write down once what went wrong in a place: a kind of thing drawn, and the line that failed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else ("", 0)
    place = (type(drawn).__name__, *line)
    if place not in _told:
        _told.add(place)
        log.error("%s could not be painted.", place[0], exc_info=error)


def _mark_place(drawn: object, painter: QPainter, rest: tuple[Any, ...]) -> None:
    """Put the mark where an item, a row of a list or a canvas's ground would have been."""
    if isinstance(drawn, QGraphicsItem):
        quiet_mark(painter, drawn.boundingRect(), filled=False)
    elif rest and isinstance(rest[0], QStyleOptionViewItem):
        quiet_mark(painter, QRectF(rest[0].rect), filled=True)
    elif rest and isinstance(rest[0], QRectF):
        quiet_mark(painter, rest[0], filled=False)
