"""The strip below the docks: how far the run has come and what happened on the way."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.age import oldest
from playground.app.live import CurveMark, LiveState
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import RECIPE_FIELDS
from playground.gui.panels.axes import reach
from playground.gui.panels.pace import NUMBERS_LAG_MS, NUMBERS_MS, Pace
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, SEMIBOLD, TIME_HEIGHT, with_alpha
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ChipLabel, ElidedLabel, Note
from playground.gui.widgets.painting import CENTRE, LEFT, box, text, width_of
from playground.gui.widgets.plain import set_tip
from playground.gui.window import run_words

_TICKS = 24  # about as many ticks as fit quietly
_CHIP = 17  # height of a mark's label


@dataclass(frozen=True)
class _Flag:
    """A label on the strip at one epoch."""

    epoch: float
    words: str
    icon: str
    color: str


class TimeTrack(QWidget):
    """Draw the line, its ticks, the marks and the handle where the run stands."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(TIME_HEIGHT)
        self.setMinimumWidth(120)
        self.setAccessibleName(tr("Time"))
        self._epoch, self._end = 0.0, 1.0
        self._flags: tuple[_Flag, ...] = ()
        self._started = False

    def show_run(self, live: LiveState, goal: int) -> None:
        """Take over where the run stands; the strip ends at the last epoch asked for."""
        inside = (live.step % live.steps_per_epoch) / live.steps_per_epoch if live.steps_per_epoch else 0.0
        self._epoch = live.epoch + inside
        self._end = max(float(goal), self._epoch, 1.0)
        self._flags = _flags(live)
        self._started = live.started
        set_tip(self, "\n".join(flag.words for flag in self._flags))
        self.update()

    def _x(self, epoch: float) -> float:
        return 8 + (self.width() - 16) * min(1.0, epoch / self._end)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the strip."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_theme().tokens
        middle = self.height() / 2 + 6
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
        self._line(painter, self._x(0), self._x(self._epoch), tokens.accent, y)
        painter.setPen(QPen(with_alpha(tokens.text2, 0.7), 1))
        step = reach(self._end / _TICKS)
        for index in range(int(self._epoch / step) + 1):
            x = self._x(index * step)
            painter.drawLine(QPointF(x, y - 7), QPointF(x, y + 7))
        self._draw_flags(painter, y)
        painter.setPen(QPen(tokens.accent, 3))
        painter.setBrush(tokens.knob)
        painter.drawEllipse(QPointF(self._x(self._epoch), y), 6, 6)

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
            self._chip(painter, QRectF(left, 1, width, _CHIP), flag, colour)
            free = left - 6

    def _chip(self, painter: QPainter, place: QRectF, flag: _Flag, colour: QColor) -> None:
        tokens = current_theme().tokens
        box(painter, place, 5, tokens.panel, with_alpha(colour, 0.8))
        paint_icon(painter, flag.icon, QRectF(place.x() + 5, place.y() + 2.5, 12, 12), colour)
        inner = place.adjusted(21, 0, -4, 0)
        text(painter, inner, flag.words, tokens.text, font(CAPTION, SEMIBOLD), LEFT)


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


class TimeStrip(QWidget):
    """The title, the track, whether it is live, and the run in words."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setFixedHeight(TIME_HEIGHT)
        self._workspace = workspace
        self._track = TimeTrack()
        self._pill = ChipLabel(tr("Live"), tone="good", dot=True)
        self._words = ElidedLabel("", color="text2", align=Qt.AlignmentFlag.AlignRight, tabular=True)
        self._words.setMinimumWidth(190)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        title = Note(tr("Time"), "history", "text")
        for widget, stretch in ((title, 0), (self._track, 1), (self._pill, 0), (self._words, 0)):
            layout.addWidget(widget, stretch)
        policy = self._pill.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._pill.setSizePolicy(policy)
        self._pace = Pace(self, NUMBERS_MS, self.refresh, NUMBERS_LAG_MS)
        workspace.live_changed.connect(self._pace.ask)
        workspace.run_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take over where the run stands."""
        live = self._workspace.live
        self._track.show_run(live, run_words.epochs_goal(self._workspace))
        self._pill.setVisible(live.running)
        lags = oldest(live, self._workspace.views.subscriptions) if live.running else ""
        self._pill.set_tone("neutral" if lags else "good")
        set_tip(self._pill, tr("Something is shown {age}").format(age=lags) if lags else "")
        self._words.set_text(self._sentence(live))

    def _sentence(self, live: LiveState) -> str:
        if not live.started:
            return ""
        return tr("Epoch {epoch} of {goal} · step {step}").format(
            epoch=numbers.integer(live.epoch),
            goal=numbers.integer(run_words.epochs_goal(self._workspace)),
            step=numbers.integer(live.step),
        )
