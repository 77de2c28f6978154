"""The slider: violet groove, white handle; a click anywhere takes the handle there."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CONTROL_HEIGHT, Tokens, mix
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

_GROOVE = 4
_RADIUS = 7.0


class Slider(Ringed, QSlider):
    """A horizontal QSlider with whole positions, painted by us; `ParamSlider` adds values and a field."""

    ring_radius: float = _RADIUS

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(120, CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be dragged."""
        return QSize(48, CONTROL_HEIGHT)

    def ring_rect(self) -> QRectF:
        """Return the handle."""
        centre = self.handle_centre()
        return QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)

    def handle_centre(self) -> QPointF:
        """Return the middle of the handle, in the widget's coordinates."""
        span = max(1, self.maximum() - self.minimum())
        share = (self.sliderPosition() - self.minimum()) / span
        return QPointF(_RADIUS + 1 + share * self._travel(), self.height() / 2)

    def _travel(self) -> float:
        return max(1.0, self.width() - 2 * (_RADIUS + 1))

    def _position_at(self, x: float) -> int:
        share = min(max((x - _RADIUS - 1) / self._travel(), 0.0), 1.0)
        return self.minimum() + round(share * (self.maximum() - self.minimum()))

    def sliderChange(self, change: QSlider.SliderChange) -> None:
        """Let the ring follow the handle."""
        super().sliderChange(change)
        if self._ring is not None:
            self.drop_ring()
            self.show_ring()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer and begin to drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.drop_ring()
        self.setSliderDown(True)
        self.setSliderPosition(self._position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setSliderPosition(self._position_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring once keys are used."""
        self.show_ring()
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn with the wheel only when focused, so that scrolling a panel changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw groove, filled part and handle."""
        tokens = current_theme().tokens
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        centre = self.handle_centre()
        top = centre.y() - _GROOVE / 2
        groove = QRectF(1, top, self.width() - 2, _GROOVE)
        box(painter, groove, _GROOVE / 2, tokens.line2)
        box(painter, QRectF(1, top, centre.x() - 1, _GROOVE), _GROOVE / 2, tokens.accent)
        self._paint_handle(painter, centre, tokens)

    def _paint_handle(self, painter: QPainter, centre: QPointF, tokens: Tokens) -> None:
        active = self.isSliderDown() or self.underMouse()
        if active and self.isEnabled():
            halo = QRectF(centre.x() - 10, centre.y() - 10, 20, 20)
            ground = mix(tokens.panel, tokens.accent, 0.35)
            box(painter, halo, 10, ground)
        painter.setBrush(tokens.knob)
        painter.setPen(QPen(tokens.accent, 2))
        painter.drawEllipse(centre, _RADIUS - 1, _RADIUS - 1)
