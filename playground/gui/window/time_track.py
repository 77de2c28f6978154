"""The line of the time strip: the run with its marks, and the step that is looked at, to be dragged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.app.curve_marks import CurveMark
from playground.app.live import LiveState
from playground.app.texts import tr
from playground.app.time_travel import FAR
from playground.core.project.values import RECIPE_FIELDS
from playground.gui.panels.axes import reach
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, SEMIBOLD, TIME_HEIGHT, mix, with_alpha
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, box, text, width_of
from playground.gui.window.time_row import (
    LARGE,
    LATER,
    SIDE,
    Slot,
    paint_losses,
    paint_picture,
    slots,
)

_TICKS = 24  # about as many ticks as fit quietly
_CHIP = 17  # height of a mark's label
_MARGIN = 8  # px at both ends
_NEAR = 6  # px beside a mark that still mean it
_ALL = 10**9  # places: to the very end
_KEYS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -FAR, Qt.Key.Key_PageDown: FAR,
    Qt.Key.Key_Home: -_ALL, Qt.Key.Key_End: _ALL,
}  # fmt: skip


@dataclass(frozen=True)
class _Flag:
    """A label on the strip at one epoch."""

    epoch: float
    words: str
    icon: str
    color: str


class TimeTrack(Ringed, QWidget):
    """Draw the line, its ticks, the marks, where the run stands, and the handle: where somebody looks."""

    wanted = Signal(float)  # the step at a place that was pressed or dragged to
    moved = Signal(int)  # so many kept steps on, or back
    pointed = Signal(object)  # where the pointer is, in px along it; None: elsewhere, or it drags
    ring_radius: float = 6

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(TIME_HEIGHT)
        self.setMinimumWidth(120)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Time"))
        self._epoch, self._end = 0.0, 1.0
        self._live, self._back = LiveState(), False
        self._looked = 0.0  # the epoch that is looked at
        self._flags: tuple[_Flag, ...] = ()
        self._started = self._opened = False
        self._pictures: Mapping[int, QImage | None] = {}  # by step
        self._kept: tuple[int, ...] = ()

    def show_run(self, live: LiveState, goal: int, looked: int | None = None) -> None:
        """Take over where the run stands and which step is looked at; it ends at the last epoch asked for."""
        self._live, self._back = live, looked is not None
        self._epoch = live.epoch_at(live.step)
        self._looked = self._epoch if looked is None else live.epoch_at(looked)
        self.setAccessibleDescription(_step_words(live.step if looked is None else looked))
        self.setCursor(Qt.CursorShape.PointingHandCursor if live.started else Qt.CursorShape.ArrowCursor)
        self._end = max(float(goal), self._epoch, 1.0)
        self._flags = _flags(live)
        self._started = live.started
        self.update()

    def open(self, height: int) -> None:
        """Be as high as there is room for pictures, or fold."""
        self._opened = height > TIME_HEIGHT
        self.setFixedHeight(height)

    @property
    def opened(self) -> bool:
        """Say whether pictures are shown."""
        return self._opened

    def show_pictures(self, kept: tuple[int, ...], pictures: Mapping[int, QImage | None]) -> None:
        """Take over which steps are kept, and the small pictures there are of them."""
        self._kept, self._pictures = kept, pictures
        self.update()

    def slots(self) -> list[Slot]:
        """Return where pictures stand, and of which steps."""
        right = min(self._x(self._epoch), self.width() - LARGE / 2)
        return slots(_MARGIN, right + 1, self.step_at, self._kept)

    def _x(self, epoch: float) -> float:
        return _MARGIN + (self.width() - 2 * _MARGIN) * min(1.0, epoch / self._end)

    def x_of(self, step: float) -> float:
        """Return where a step lies, in px."""
        return self._x(self._live.epoch_at(step))

    def step_at(self, x: float) -> float:
        """Return the step at a place, between the run's start and its newest step."""
        share = (x - _MARGIN) / max(1.0, self.width() - 2 * _MARGIN)
        return self._live.step_at(min(max(share * self._end, 0.0), self._epoch))

    def ring_rect(self) -> QRectF:
        """Return the handle."""
        return QRectF(self._x(self._looked) - 8, self._middle - 8, 16, 16)

    @property
    def _middle(self) -> float:
        return self.height() - 14 if self._opened else self.height() / 2 + 6

    def told_at(self, x: float) -> tuple[str, ...]:
        """Return what the marks at a place say."""
        near = (flag for flag in self._flags if abs(self._x(flag.epoch) - x) <= _NEAR)
        return tuple(flag.words for flag in near if flag.words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look where it is pressed."""
        self.pointed.emit(None)
        if event.button() == Qt.MouseButton.LeftButton and self._started:
            self.wanted.emit(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look where it is dragged to; without a button, tell where the pointer is."""
        if not self._started:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(self.step_at(event.position().x()))
        elif not event.buttons():
            self.pointed.emit(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is elsewhere."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the run by arrows, ten steps with Shift; to its start and its end."""
        key, ten = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        places = _KEYS.get(key)
        if places is None:
            event.ignore()
        else:
            self.moved.emit(places * FAR if ten and abs(places) == 1 else places)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the strip."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_theme().tokens
        middle = self._middle
        self._line(painter, self._x(0), self._x(self._end), tokens.line2, middle)
        if not self._started:
            words = tr("No run yet. The first run draws its history here.")
            place = QRectF(0, 0, self.width(), middle - 6)
            text(painter, place, words, tokens.text3, font(BODY), CENTRE)
        else:
            self._run(painter, middle)

    def _line(self, painter: QPainter, left: float, right: float, colour: QColor, y: float) -> None:
        painter.setPen(QPen(colour, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _run(self, painter: QPainter, y: float) -> None:
        tokens = current_theme().tokens
        if self._opened:
            paint_losses(painter, self._live, self.x_of, LARGE + 8, y - 6)
            self._draw_pictures(painter)
        self._line(painter, self._x(0), self._x(self._epoch), tokens.accent, y)
        painter.setPen(QPen(with_alpha(tokens.text2, 0.7), 1))
        step = reach(self._end / _TICKS)
        for index in range(int(self._epoch / step) + 1):
            x = self._x(index * step)
            painter.drawLine(QPointF(x, y - 7), QPointF(x, y + 7))
        self._draw_flags(painter, y)
        if self._back:
            self._draw_past(painter, y)
        painter.setPen(QPen(tokens.accent, 3))
        painter.setBrush(tokens.knob)
        painter.drawEllipse(QPointF(self._x(self._looked), y), 6, 6)

    def _draw_pictures(self, painter: QPainter) -> None:
        """Draw the small pictures, what came later paler, and the one that is looked at large."""
        here, step = self._x(self._looked), round(self._live.step_at(self._looked))
        large = self._pictures.get(step) if self._back else None
        for slot in self.slots():
            if large is not None and abs(slot.x - here) < (LARGE + SIDE) / 2:
                continue  # it would lie under the large one
            painter.setOpacity(LATER if self._back and slot.x > here else 1.0)
            place = QRectF(slot.x - SIDE / 2, 2 + (LARGE - SIDE) / 2, SIDE, SIDE)
            paint_picture(painter, self._pictures.get(slot.step), place, False)
        painter.setOpacity(1.0)
        if large is not None:
            left = min(max(here - LARGE / 2, 1.0), self.width() - LARGE - 1.0)
            paint_picture(painter, large, QRectF(left, 2, LARGE, LARGE), True)

    def _draw_past(self, painter: QPainter, y: float) -> None:
        """Take the colour back from what came later, and say where the newest step is."""
        tokens, here, live = current_theme().tokens, self._x(self._looked), self._x(self._epoch)
        self._line(painter, here, live, mix(tokens.panel, tokens.accent, 0.32), y)
        painter.setPen(QPen(tokens.good, 3))
        painter.drawLine(QPointF(live, y - 8), QPointF(live, y + 8))
        words, style = _step_words(self._live.step_at(self._looked)), font(CAPTION, SEMIBOLD)
        width = width_of(words, style) + 16
        place = QRectF(min(here + 12, self.width() - width), y - _CHIP / 2, width, _CHIP)
        box(painter, place, _CHIP / 2, tokens.accent)
        text(painter, place, words, tokens.on_accent, style, CENTRE)

    def _draw_flags(self, painter: QPainter, y: float) -> None:
        """Draw the newest labels that do not lie on one another; every flag keeps its line."""
        tokens = current_theme().tokens
        free = float(self.width())
        for flag in sorted(self._flags, key=lambda one: -one.epoch):
            colour, x = tokens.colour(flag.color), self._x(flag.epoch)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(x, y - 8), QPointF(x, y + 8))
            width = width_of(flag.words, font(CAPTION, SEMIBOLD)) + 28
            left = min(max(0.0, x - width / 2), free - width)
            if left < 0 or not flag.words:
                continue
            top = LARGE + 6 if self._opened else 1
            self._chip(painter, QRectF(left, top, width, _CHIP), flag, colour)
            free = left - 6

    def _chip(self, painter: QPainter, place: QRectF, flag: _Flag, colour: QColor) -> None:
        tokens = current_theme().tokens
        box(painter, place, 5, tokens.panel, with_alpha(colour, 0.8))
        paint_icon(painter, flag.icon, QRectF(place.x() + 5, place.y() + 2.5, 12, 12), colour)
        inner = place.adjusted(21, 0, -4, 0)
        text(painter, inner, flag.words, tokens.text, font(CAPTION, SEMIBOLD), LEFT)


def _step_words(step: float) -> str:
    return tr("step {step}").format(step=numbers.integer(round(step)))


def _flags(live: LiveState) -> tuple[_Flag, ...]:
    flags = [_Flag(mark.epoch, mark.text, _ICONS[mark.kind], _colour(mark)) for mark in live.marks]
    if live.best is not None:
        words = tr("Best val. {loss}").format(loss=numbers.figure(live.best.val_loss))
        flags.append(_Flag(live.best.epoch, words, "star", "good"))
    return tuple(flags)


_ICONS = {
    "edit": "layers", "recipe": "sliders-horizontal", "weights": "pencil",
    **{name: field.icon for name, field in RECIPE_FIELDS.items() if field.icon},
}  # fmt: skip


def _colour(mark: CurveMark) -> str:
    return "accent_text" if mark.kind == "edit" else "warn"
