"""The dots that travel along the wires while the network trains: one item, one timer for all of them."""

from collections.abc import Collection

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.geometry import around, surrounding
from playground.gui.canvas.look import Look
from playground.gui.widgets.guard import guarded

PERIOD_MS = 1200  # one wire length
INTERVAL_MS = 40
RADIUS = 2.5
STATIONS = 120  # of the way, at which dots can stand
SPACING = 190.0  # about, on long wires
DOTS_Z = 1.5
Track = list[list[QPointF]]  # by station: where a wire's dots are


class DotsItem(QGraphicsItem):
    """Draw every dot of the scene; only the places where dots were and are get drawn again."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.points: list[QPointF] = []
        self._wires: list[EdgeItem] = []
        self._tracks: dict[EdgeItem, Track] = {}  # made when the dots move next
        self._bounds = QRectF()
        self._measured = True
        self.setZValue(DOTS_Z)

    def boundingRect(self) -> QRectF:
        """Return the area of all wires."""
        return self._bounds

    def follow(self, wires: Collection[EdgeItem], touched: Collection[EdgeItem]) -> None:
        """Travel along these wires, of which some are new or run elsewhere now."""
        if len(touched) < len(wires):
            for wire in touched:
                self._tracks.pop(wire, None)
        else:
            self._wires = [wire for wire in wires if wire.moving]
            self._tracks.clear()
        self._measured = False

    def _measure(self) -> None:
        """Take in where the wires run; while no dot is drawn nobody has to know."""
        self._measured = True
        bounds = surrounding(wire.room for wire in self._wires)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def move_to(self, phase: float) -> None:
        """Stand at a share of the way, 0 to 1; dots of one wire keep their distance."""
        if not self._measured:
            self._measure()
        for wire in self._wires:
            if wire not in self._tracks:
                self._tracks[wire] = _track(wire)
        tracks = (self._tracks[wire] for wire in self._wires)
        places = (track[int(phase * STATIONS) % STATIONS] for track in tracks if track)
        before, self.points = self.points, [point for dots in places for point in dots]
        for point in before + self.points:
            self.update(around(point, RADIUS + 1))

    def rest(self) -> None:
        """Vanish."""
        before, self.points = self.points, []
        for point in before:
            self.update(around(point, RADIUS + 1))

    @guarded
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


def _track(wire: EdgeItem) -> Track:
    """Return the places of a wire's dots at each station of the way, those under its words left out."""
    length = wire.length
    if length < 1:
        return []
    count = max(2, round(length / SPACING))
    steps = STATIONS // count
    words = wire.words_rect()
    shares = (index / (steps * count) for index in range(steps * count))
    line = [wire.path.pointAtPercent(wire.path.percentAtLength(share * length)) for share in shares]
    seen = [None if words.contains(point) else point for point in line]
    stations = [int(station * steps * count / STATIONS) for station in range(STATIONS)]
    dots = ([seen[(start + steps * index) % len(seen)] for index in range(count)] for start in stations)
    return [[point for point in places if point is not None] for places in dots]


class Traffic:
    """Move the dots while the network trains, unless motion is to be reduced."""

    def __init__(self, dots: DotsItem) -> None:
        self._dots = dots
        self._clock = QElapsedTimer()
        self._active = self._pushed = False
        self._timer = QTimer()
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._tick)

    def be_pushed(self, on: bool) -> None:
        """Move on `push` alone while drawing has to be thrifty; the dots stay as fast."""
        if on != self._pushed:
            self._pushed = on
            self._set_timer()

    def push(self) -> None:
        """Move in one paint with what else changes, where the dots wait for that."""
        if self._active and self._pushed:
            self._tick()

    @property
    def active(self) -> bool:
        """Tell whether dots are moving."""
        return self._active

    def run(self, on: bool) -> None:
        """Start or stop."""
        if on == self._active:
            return
        self._active = on
        self._set_timer()
        if on:
            self._clock.start()
            self._tick()
        else:
            self._dots.rest()

    def _set_timer(self) -> None:
        if self._active and not self._pushed:
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        self._dots.move_to((self._clock.elapsed() % PERIOD_MS) / PERIOD_MS)
