"""A small sheet at a control, over the window: a press elsewhere or Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_POPOVER
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box
from playground.gui.widgets.popups import popups_of

_EDGE, _GAP = 8, 6  # px to the window's edge and to the control


class PopoverFrame(QFrame):
    """Stand beneath a control, or above it where there is no room; `closing` while it still has the focus."""

    closing = Signal()

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor

    def open_with(self, focus: QWidget) -> None:
        """Open with the focus on one of its controls."""
        self.adjustSize()
        self.move(self._place())
        popups_of(self).open(self, self.shut, (self._anchor,))
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> QPoint:
        window, anchor = self.window(), self._anchor
        at = anchor.mapTo(window, QPoint(0, 0)) if anchor.isVisible() else QPoint(0, 0)
        below, above = at.y() + anchor.height() + _GAP, at.y() - self.height() - _GAP
        fits = below + self.height() + _EDGE <= window.height()
        right, bottom = (most - own - _EDGE for most, own in
                         ((window.width(), self.width()), (window.height(), self.height())))  # fmt: skip
        x = min(at.x() + (anchor.width() - self.width()) // 2, right)
        return QPoint(max(_EDGE, x), max(_EDGE, min(below if fits else above, bottom)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay in the window: how much it needs is known only once it is shown."""
        super().resizeEvent(event)
        self.move(self._place())

    def shut(self) -> None:
        """Close; who listens to `closing` gives the keys to somebody else."""
        popups_of(self).forget(self)
        self.closing.emit()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS_POPOVER, tokens.panel, tokens.line2)
