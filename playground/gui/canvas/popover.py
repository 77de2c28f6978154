"""The sentence about a problem at its place, with the way out as a button. It never takes the focus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.core.errors import Fix, Problem
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_POPOVER, SEMIBOLD, TITLE
from playground.gui.widgets.buttons import PrimaryButton, QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, KeyCap
from playground.gui.widgets.plain import add_action, label

ARROW = 11  # height
WIDTH = 408
GAP = 96  # between badge and popover, where the leader runs
GAP_LEAST = 34  # above a place: clear of the block's header
ICON_ROOM = 44


class ProblemPopover(QWidget):
    """Show one problem near its badge, flipped to stay inside the canvas."""

    def __init__(self, parent: QWidget, fix: Callable[[Fix], None]) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._fix = fix
        self.problem: Problem | None = None
        self._tip = QPointF()  # of the arrow, in our own coordinates
        self._above = False
        self.covered = 0  # px at the lower edge of the canvas, where a banner lies
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._sentence = label(parent=self)
        self._sentence.setWordWrap(True)
        self._sentence.setFont(font(TITLE, SEMIBOLD))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._hint = QHBoxLayout()
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(ICON_ROOM, ARROW + 14, 16, ARROW + 12)
        column.setSpacing(10)
        column.addWidget(self._sentence)
        column.addLayout(self._buttons)
        column.addLayout(self._hint)
        self._cap = KeyCap("Ctrl+.", parent=self)
        self._caption = Caption(tr("applies the fix · Ctrl+Z takes it back"), parent=self)
        self._hint.addWidget(self._cap)
        self._hint.addWidget(self._caption)
        self._hint.addStretch()

    def show_problem(self, problem: Problem) -> None:
        """Take a problem: its sentence and its fixes."""
        if problem is not self.problem:
            self.problem = problem
            self._sentence.setText(tr(problem.message))
            self._fill(problem)
        self.setAccessibleName(tr(problem.message))
        self.setFixedWidth(min(WIDTH, self._canvas.width() - 32))
        for part in (self._buttons, self._hint, self._column):
            part.invalidate()  # what came or was shown just now is not measured yet
        self.setFixedHeight(self._column.heightForWidth(self.width()))
        self.update()

    def _fill(self, problem: Problem) -> None:
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for widget in (self._cap, self._caption):
            widget.setVisible(bool(problem.fixes))
        if not problem.fixes:
            return
        first, *others = problem.fixes
        main = PrimaryButton(tr(first.title), height=34, parent=self)
        main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        main.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        main.clicked.connect(lambda: self._fix(first))
        made = [main, *([self._more(others)] if others else [])]
        for stretch, button in zip((1, 0), made, strict=False):
            self._buttons.addWidget(button, stretch)
            button.show()  # while the popover is seen, the layout leaves out what is shown a moment later

    def _more(self, others: list[Fix]) -> QuietButton:
        button = QuietButton(tr("{count} more …").format(count=len(others)), height=34, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        menu = QMenu(button)
        for fix in others:
            add_action(menu, tr(fix.title), partial(self._fix, fix))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4))))
        return button

    def point_at(self, place: QPointF, clear: float) -> None:
        """Stand below a point of the canvas, or above it where there is no room; `clear`: how far away."""
        parent, room = self._canvas, self._canvas.height() - self.covered
        below = place.y() + max(GAP, clear)
        self._above = below + self.height() > room - 8 and place.y() > room / 2
        top = place.y() - GAP_LEAST - self.height() if self._above else below
        top = max(8.0, min(top, room - self.height() - 8.0))
        left = min(max(8.0, place.x() - 84), parent.width() - self.width() - 8.0)
        self.move(round(left), round(top))
        x = min(max(24.0, place.x() - left), self.width() - 24.0)
        self._tip = QPointF(x, self.height() - 0.5 if self._above else 0.5)
        self.update()

    @property
    def tip(self) -> QPointF:
        """Return where the arrow points, in the canvas's pixels."""
        return QPointF(self.pos()) + self._tip

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground with its arrow and the icon."""
        tokens = current_theme().tokens
        error = self.problem is None or self.problem.severity == "error"
        colour = tokens.bad if error else tokens.warn
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(tokens.panel)
        painter.drawPath(self._outline())
        paint_icon(painter, "circle-alert" if error else "lightbulb", QRectF(16, ARROW + 15, 18, 18), colour)

    def _outline(self) -> QPainterPath:
        body = QRectF(self.rect()).adjusted(1, ARROW, -1, -ARROW)
        path = QPainterPath()
        path.addRoundedRect(body, RADIUS_POPOVER, RADIUS_POPOVER)
        arrow = QPainterPath()
        base = body.bottom() - 2 if self._above else body.top() + 2
        arrow.moveTo(self._tip.x() - 10, base)
        arrow.lineTo(self._tip)
        arrow.lineTo(self._tip.x() + 10, base)
        arrow.closeSubpath()
        return path.united(arrow)

    def refresh(self) -> None:
        """Follow the theme."""
        palette = self._sentence.palette()
        palette.setColor(self._sentence.foregroundRole(), current_theme().tokens.text)
        self._sentence.setPalette(palette)
        self.update()
