"""The focus ring: 2 px, 2 px away from the control, shown when the keyboard brought the focus."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QSplitter, QStackedWidget, QWidget
from shiboken6 import isValid

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_BUTTON
from playground.gui.widgets.guard import painted

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
    """A ring around a control, drawn on the nearest ancestor that has room for it."""

    def __init__(self, target: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._target = target  # never the parent: its last reference would end it in the midst of ours
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in _line_of(target, parent):
            widget.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the control, also when what holds it moves."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif event.type() == QEvent.Type.Hide and watched is self._target:
            self.hide()
        return False

    def _follow(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(_ring_area(self._target, parent))
            self.raise_()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ring."""
        inset = WIDTH / 2
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        draw_focus_ring(painter, rect, ring_radius(self._target) + OFFSET)


def _ring_area(target: QWidget, parent: QWidget) -> QRect:
    """Return where the ring lies, in an ancestor's coordinates."""
    area = ring_rect(target).toAlignedRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    return area.translated(target.mapTo(parent, QPoint(0, 0)))


def _line_of(target: QWidget, ancestor: QWidget) -> Iterator[QWidget]:
    """Yield the control and what holds it, up to but without the ancestor."""
    widget: QWidget | None = target
    while widget is not None and widget is not ancestor:
        yield widget
        widget = widget.parentWidget()


def _holder(target: QWidget) -> QWidget | None:
    """Return the nearest ancestor with room for the ring, without leaving a scrolled area."""
    holder = target.parentWidget()
    while holder is not None and not holder.isWindow() and not _fits(target, holder):
        above = holder.parentWidget()
        if above is None or isinstance(above, QAbstractScrollArea):
            break
        holder = above
    return holder


def _fits(target: QWidget, holder: QWidget) -> bool:
    managed = isinstance(holder, QSplitter | QStackedWidget)  # these would take the ring for a page
    return not managed and holder.rect().contains(_ring_area(target, holder))


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
        holder = _holder(self)  # type: ignore[arg-type]
        if holder is None or self._ring is not None:
            return
        self._ring = FocusRing(self, holder)  # type: ignore[arg-type]
        self._ring.show()

    def drop_ring(self) -> None:
        """Take the ring away, if there is one."""
        ring, self._ring = self._ring, None
        if ring is not None and isValid(ring):
            ring.hide()
            ring.deleteLater()


def reach_before(panel: QWidget, later: QWidget) -> None:
    """Let Tab reach a panel before another that was built earlier: Qt puts last what comes last."""
    own: list[QWidget] = []
    each: QWidget | None = panel
    while each is not None and (each is panel or panel.isAncestorOf(each)):
        own.append(each)
        each = each.nextInFocusChain()
    last = later.previousInFocusChain()
    while last is not None and last is not later and last.focusPolicy() == Qt.FocusPolicy.NoFocus:
        last = last.previousInFocusChain()
    for widget in own:
        if last is not None and widget is not last and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            QWidget.setTabOrder(last, widget)
            last = widget
