"""The focus ring: 2 px, 2 px away from the control, shown when the keyboard brought the focus."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_BUTTON

WIDTH = 2
OFFSET = 2
_MARGIN = WIDTH + OFFSET
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class FocusRing(QWidget):
    """A ring around a control, drawn on the control's parent since it lies outside the control."""

    def __init__(self, target: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        target.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the control."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def _follow(self) -> None:
        margin = _MARGIN
        area = ring_rect(self._target).translated(self._target.pos())
        self.setGeometry(area.toAlignedRect().adjusted(-margin, -margin, margin, margin))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        inset = WIDTH / 2
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        draw_focus_ring(painter, rect, ring_radius(self._target) + OFFSET)
        painter.end()


def draw_focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """Stroke the ring along a rectangle; for canvas items and other own painting."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current_theme().tokens.accent_text, WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def ring_rect(widget: QWidget) -> QRectF:
    """Return the part of a widget that its ring surrounds, in the widget's coordinates."""
    own = getattr(widget, "ring_rect", None)
    return own() if own is not None else QRectF(widget.rect())


def ring_radius(widget: QWidget) -> float:
    """Return the corner radius of what the ring surrounds."""
    return float(getattr(widget, "ring_radius", RADIUS_BUTTON))


class Ringed:
    """Mixin before a QWidget class: shows the focus ring; `ring_rect` and `ring_radius` adjust it."""

    _ring: FocusRing | None = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the keyboard brought the focus."""
        super().focusInEvent(event)  # type: ignore[misc]
        if event.reason() in _BY_KEYBOARD:
            self.show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)  # type: ignore[misc]
        self.drop_ring()

    def show_ring(self) -> None:
        """Show the ring now, for example after an arrow key."""
        parent = self.parentWidget()  # type: ignore[attr-defined]
        if parent is None or self._ring is not None:
            return
        self._ring = FocusRing(self, parent)  # type: ignore[arg-type]
        self._ring.show()

    def drop_ring(self) -> None:
        """Take the ring away, if there is one."""
        ring, self._ring = self._ring, None
        if ring is not None and isValid(ring):
            ring.hide()
            ring.deleteLater()
