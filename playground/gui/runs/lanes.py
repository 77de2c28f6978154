"""One lane a run along the epochs: which left which, and where; a ring is what is shown, to be dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.commands import find, perform
from playground.app.run_rows import RunRow
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.panels import axes
from playground.gui.runs.colours import colour_of, pen_of
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.buttons import IconButton, QuietButton
from playground.gui.widgets.context_menu import offer_menu
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, text

HEIGHT = 104
MOST = 6  # lanes; the rest is told
_LEFT, _NAMES, _TOP, _PITCH = 136.0, 190.0, 30.0, 13.0
_NEAR = 8.0  # px beside a lane's ends that still mean them
_TICK = 4.0  # px at least from one kept step's tick to the next


class Lanes(QWidget):
    """Draw the descent of the runs; a click chooses one, along the open one's lane it looks at that step."""

    chosen = Signal(str)  # a run

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Which run left which"))
        self._rows: list[RunRow] = []
        self._more: list[RunRow] = []
        self._end = 1.0
        self._dragged = False
        self.branch = QuietButton(tr(find("time.branch").title), find("time.branch").icon, parent=self)
        self.live = IconButton(find("time.live").icon, tr("Back to the newest step (L)"), parent=self)
        self._build()
        offer_menu(workspace, "lane", self)

    def _build(self) -> None:
        """Put the ways on from a step of the past beneath the title; they show while one is looked at."""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 62, 0, 4)
        row.setSpacing(2)
        for name, button in (("time.branch", self.branch), ("time.live", self.live)):
            button.clicked.connect(lambda _checked=False, name=name: perform(name, self._workspace))
            button.hide()
            row.addWidget(button)
        row.addStretch(1)

    def show_rows(self, rows: tuple[RunRow, ...]) -> None:
        """Take over the runs: parents above what left them, the open one and the newest in sight."""
        first = sorted(rows, key=lambda row: (not row.current, -row.label.number))[:MOST]
        kept = {row.label.number for row in first}
        ordered = _by_descent(rows)
        self._rows = [row for row in ordered if row.label.number in kept]
        self._more = [row for row in ordered if row.label.number not in kept]
        self._end = axes.reach(max(map(self._until, rows), default=1) or 1)
        told = [tr("{run} from {parent} at epoch {epoch}").format(
            run=row.name, parent=_name_of(row.parent, rows), epoch=round(row.from_epoch))
            for row in self._rows if row.parent]  # fmt: skip
        self.setAccessibleDescription("; ".join(told))
        self.look()

    def look(self) -> None:
        """Take over which step of the open run is looked at."""
        self.branch.setVisible(self._workspace.time.is_back)
        self.live.setVisible(self._workspace.time.is_back)
        command = find("time.branch")
        can = command.enabled(self._workspace)
        self.branch.hold_back("" if can else command.why_not(self._workspace))
        self.update()

    def lane_at(self, y: float) -> RunRow | None:
        """Return the run whose lane is at a height."""
        at = round((y - _TOP) / _PITCH)
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def y_of(self, at: int) -> float:
        """Return the height of a lane."""
        return _TOP + _PITCH * at

    def x_of(self, step: float) -> float:
        """Return where a step of the open run lies, in px."""
        return self._x(self._workspace.live.epoch_at(step))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the run of a lane; look at the step beneath, where it is the open one's."""
        row = self.lane_at(event.position().y())
        if row is None:
            return
        self.chosen.emit(row.run)
        begins, ends = self._x(row.from_epoch) - _NEAR, self._x(self._until(row)) + _NEAR
        if row.current and begins <= event.position().x() <= ends:
            self._dragged = event.button() == Qt.MouseButton.LeftButton
            self._look_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look where it is dragged to."""
        if self._dragged:
            self._look_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look where it is let go, and drag no longer."""
        self.mouseMoveEvent(event)
        self._dragged = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the run of a lane."""
        row = self.lane_at(event.position().y())
        if row is not None and not row.current and event.button() == Qt.MouseButton.LeftButton:
            perform("runs.open", self._workspace)

    def _look_at(self, x: float) -> None:
        open_run = next(row for row in self._rows if row.current)
        share = (x - _LEFT) / max(1.0, self.width() - _LEFT - _NAMES)
        epoch = min(max(share * self._end, open_run.from_epoch), self._until(open_run))
        live = self._workspace.live
        at_end = x >= self.x_of(live.step)
        self._workspace.time.look_near(live.step if at_end else live.step_at(epoch))

    def _until(self, row: RunRow) -> float:
        """Return the epoch that a run has come to; the open one's may be under way."""
        live = self._workspace.live
        return max(row.epoch, live.epoch_at(live.step)) if row.current else row.epoch

    def _x(self, epoch: float) -> float:
        return _LEFT + (self.width() - _LEFT - _NAMES) * epoch / self._end

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the lanes."""
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.panel)
        painter.setPen(tokens.line)
        painter.drawLine(0, 0, self.width(), 0)
        paint_icon(painter, "git-branch", QRectF(16, 13, 14, 14), tokens.text2)
        text(painter, QRectF(38, 12, 90, 16), tr("Time"), tokens.text, font(BODY, SEMIBOLD))
        text(painter, QRectF(16, 36, 110, 14), tr("a lane a run"), tokens.text3, font(CAPTION))
        told = self._workspace.time.words or tr("ring: what is shown")
        ink = tokens.accent_text if self._workspace.time.is_back else tokens.text3
        text(painter, QRectF(16, 51, 116, 14), told, ink, font(CAPTION))
        self._draw_axis(painter)
        for at, row in enumerate(self._rows):
            self._draw_lane(painter, at, row)
        if self._more:
            numbers = ", ".join(str(row.label.number) for row in self._more)
            words = tr("{count} more: {numbers}").format(count=len(self._more), numbers=numbers)
            place = QRectF(self.width() - 150, HEIGHT - 22, 134, 16)
            text(painter, place, words, tokens.accent_text, font(CAPTION, SEMIBOLD),
                 Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)  # fmt: skip

    def _draw_axis(self, painter: QPainter) -> None:
        tokens = current_theme().tokens
        for value, words in axes.linear_ticks(self._end, 4):
            if value > self._end + 1e-9:
                break
            x = self._x(value)
            painter.setPen(tokens.line)
            painter.drawLine(QPointF(x, 20), QPointF(x, HEIGHT - 6))
            shown = tr("epoch 0") if value == 0 else words
            text(painter, QRectF(x - 40, 4, 80, 14), shown, tokens.text3, font(CAPTION, MEDIUM, True), CENTRE)

    def _draw_lane(self, painter: QPainter, at: int, row: RunRow) -> None:
        tokens, y = current_theme().tokens, self.y_of(at)
        colour, begin, end = colour_of(row, tokens), self._x(row.from_epoch), self._x(self._until(row))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen_of(row, tokens, 2.5))
        above = next((place for place, each in enumerate(self._rows) if each.run == row.parent), None)
        if above is not None:
            path = QPainterPath(QPointF(begin, self.y_of(above)))
            path.cubicTo(QPointF(begin + 8, self.y_of(above)), QPointF(begin + 2, y), QPointF(begin + 12, y))
            path.lineTo(max(end, begin + 12), y)
            painter.drawPath(path)
        else:
            painter.drawLine(QPointF(begin, y), QPointF(max(end, begin), y))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(tokens.panel)
        painter.drawEllipse(QPointF(begin, self.y_of(at if above is None else above)), 3.5, 3.5)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(max(end, begin + (12 if above is not None else 0)), y), 2.5, 2.5)
        if row.current:
            self._draw_looked(painter, row, y)
        name = QRectF(end + 12, y - 7, max(60.0, self.width() - end - 20), 14)
        text(painter, name, row.numbered, colour, font(CAPTION, SEMIBOLD), LEFT)

    def _draw_looked(self, painter: QPainter, row: RunRow, y: float) -> None:
        """Draw the steps of the open run that can be looked at, and a ring around the one that is."""
        tokens, time, before = current_theme().tokens, self._workspace.time, -_TICK
        painter.setPen(QPen(colour_of(row, tokens), 1))
        for x in (self.x_of(step) for step in time.steps if step >= row.from_step):
            if x - before >= _TICK:
                painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
                before = x
        looked = self.x_of(self._workspace.live.step if time.step is None else time.step)
        painter.setPen(QPen(tokens.accent, 2.5))
        painter.setBrush(tokens.knob)
        painter.drawEllipse(QPointF(looked, y), 5.5, 5.5)


def _name_of(run: str, rows: tuple[RunRow, ...]) -> str:
    return next((row.name for row in rows if row.run == run), tr("a run that is gone"))


def _by_descent(rows: tuple[RunRow, ...]) -> list[RunRow]:
    """Return runs with each after its parent, the oldest line first."""
    known = {row.run: row for row in rows}
    found: list[RunRow] = []

    def add(row: RunRow) -> None:
        found.append(row)
        for child in sorted(rows, key=lambda each: (each.from_epoch, each.label.number)):
            if child.parent == row.run and child not in found:
                add(child)

    for row in sorted(rows, key=lambda each: each.label.number):
        if row.parent not in known and row not in found:
            add(row)
    return found + [row for row in rows if row not in found]  # what stands in a circle of a damaged file
