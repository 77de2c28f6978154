"""The dots that travel along the wires while the network trains: one item, one timer for all of them."""

from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.geometry import around
from playground.gui.canvas.look import Look

PERIOD_MS = 1200  # one wire length
INTERVAL_MS = 40
RADIUS = 2.5
SPACING = 190.0  # about, on long wires
DOTS_Z = 1.5


class DotsItem(QGraphicsItem):
    """Draw every dot of the scene; only the places where dots were and are get drawn again."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.points: list[QPointF] = []
        self._wires: list[EdgeItem] = []
        self._bounds = QRectF()
        self.setZValue(DOTS_Z)

    def boundingRect(self) -> QRectF:
        """Return the area of all wires."""
        return self._bounds

    def follow(self, wires: Iterable[EdgeItem]) -> None:
        """Travel along these wires."""
        self._wires = [wire for wire in wires if wire.moving]
        bounds = QRectF()
        for wire in self._wires:
            bounds = bounds.united(wire.path.boundingRect().adjusted(-4, -4, 4, 4))
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def move_to(self, phase: float) -> None:
        """Stand at a share of the way, 0 to 1; dots of one wire keep their distance."""
        before, self.points = self.points, [point for wire in self._wires for point in _dots(wire, phase)]
        for point in before + self.points:
            self.update(around(point, RADIUS + 1))

    def rest(self) -> None:
        """Vanish."""
        before, self.points = self.points, []
        for point in before:
            self.update(around(point, RADIUS + 1))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw all dots."""
        if not self.look.bodies:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.tokens.accent_text)
        for point in self.points:
            painter.drawEllipse(point, RADIUS, RADIUS)


def _dots(wire: EdgeItem, phase: float) -> list[QPointF]:
    length = wire.path.length()
    if length < 1:
        return []
    count = max(2, round(length / SPACING))
    shares = (((index / count) + phase) % 1.0 for index in range(count))
    words = wire.words_rect()
    points = (wire.path.pointAtPercent(wire.path.percentAtLength(share * length)) for share in shares)
    return [point for point in points if not words.contains(point)]


class Traffic:
    """Move the dots while the network trains, unless motion is to be reduced."""

    def __init__(self, dots: DotsItem) -> None:
        self._dots = dots
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def active(self) -> bool:
        """Tell whether dots are moving."""
        return self._timer.isActive()

    def run(self, on: bool) -> None:
        """Start or stop."""
        if on == self.active:
            return
        if on:
            self._clock.start()
            self._timer.start()
            self._tick()
        else:
            self._timer.stop()
            self._dots.rest()

    def _tick(self) -> None:
        self._dots.move_to((self._clock.elapsed() % PERIOD_MS) / PERIOD_MS)
