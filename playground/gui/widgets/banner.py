"""What stands where there is nothing yet, and the slim bar that says what happened."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    BODY,
    CONTROL_HEIGHT,
    MEDIUM,
    RADIUS_BLOCK,
    SEMIBOLD,
    SPACE_M,
    SPACE_S,
    TITLE,
)
from playground.gui.widgets.buttons import IconButton, LinkButton, PaintedButton, PrimaryButton, QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import WrappedLabel
from playground.gui.widgets.painting import CENTRE, box, text

_TONE_ICONS = {
    "neutral": "info",
    "accent": "layers",
    "good": "circle-check",
    "warn": "lightbulb",
    "bad": "circle-alert",
}
_ICON_ROOM = 44  # px
_MOST_BESIDE = 3  # lines of a sentence with actions beside it


class EmptyState(QWidget):
    """An icon, a short title and a sentence, in a dashed frame where `framed`."""

    def __init__(
        self, icon: str, title: str, words: str = "", *, framed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._framed = framed
        self._title = title
        self._words = words
        self._name()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_texts(self, title: str, words: str = "", icon: str = "") -> None:
        """Say something else."""
        self._title, self._words = title, words
        self._icon = icon or self._icon
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._title}. {self._words}" if self._words else self._title)

    def sizeHint(self) -> QSize:
        """Return a modest size."""
        return QSize(240, 140)

    def minimumSizeHint(self) -> QSize:
        """Return the least that shows the title."""
        return QSize(80, 40)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw frame, icon and words, without the icon where it is low."""
        tokens = current_theme().tokens
        rect = QRectF(self.rect())
        if self._framed:
            self._paint_frame(painter, rect)
        has_icon = rect.height() >= 110
        inner = rect.adjusted(16, 0, -16, 0)
        total = (44 if has_icon else 0) + 20 + (40 if self._words else 0)
        y = rect.center().y() - total / 2
        if has_icon:
            paint_icon(painter, self._icon, QRectF(rect.center().x() - 15, y, 30, 30), tokens.text3)
            y += 44
        text(
            painter,
            QRectF(inner.x(), y, inner.width(), 18),
            self._title,
            tokens.text,
            font(TITLE, SEMIBOLD),
            CENTRE,
        )
        painter.setFont(font(BODY, MEDIUM))
        painter.setPen(tokens.text2)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(inner.x(), y + 21, inner.width(), 60), flags, self._words)

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        tokens = current_theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(tokens.line2, 1)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(tokens.field if tokens.dark else tokens.window)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_BLOCK, RADIUS_BLOCK)


class Banner(QWidget):
    """A slim bar with an icon, a sentence, actions and a close button.

    `acted(key)` when an action is clicked, `closed()` when the bar is closed (it hides itself).
    """

    acted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._color = "info", "text2"
        self._label = WrappedLabel(BODY, MEDIUM, parent=self)
        self._actions: list[PaintedButton] = []
        self._has_them_beneath = False
        self._close = IconButton("x", tr("Close"), parent=self)
        self._close.clicked.connect(self.dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(_ICON_ROOM, 4, SPACE_S, 4)
        column.setSpacing(SPACE_S)
        self._row, self._beneath = QHBoxLayout(), QHBoxLayout()
        self._row.setSpacing(SPACE_S)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self._close)
        self._beneath.setContentsMargins(0, 0, 0, SPACE_S)
        self._beneath.setSpacing(SPACE_S)
        self._beneath.addStretch(1)
        column.addLayout(self._row, 1)
        column.addLayout(self._beneath)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hide()

    def text(self) -> str:
        """Return the sentence shown."""
        return self._label.text()

    def say(
        self,
        words: str,
        tone: str = "good",
        *,
        link: tuple[str, str] | None = None,
        buttons: tuple[tuple[str, str], ...] = (),
        icon: str = "",
        hint: str = "",
    ) -> None:
        """Show a sentence with a link or buttons, each (key, text); the first button is the primary one."""
        self._icon = icon or _TONE_ICONS[tone]
        self._color = {"neutral": "text2", "accent": "accent_text"}.get(tone, tone)
        self._label.set_text(words)
        self.setAccessibleName(words)
        self._drop_actions()
        if link is not None:
            self._add(link[0], LinkButton(link[1], parent=self))
        for place, (key, label) in enumerate(buttons):
            self._add(key, PrimaryButton(label, hint=hint, height=32, parent=self) if place == 0
                      else QuietButton(label, height=32, parent=self))  # fmt: skip
        self.show()
        self.update()

    def dismiss(self) -> None:
        """Hide and tell."""
        self.hide()
        self.closed.emit()

    def focus_first(self) -> None:
        """Put the keyboard on the first action, or on the button that closes."""
        first = next(iter(self._actions), self._close)
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def press_focused(self) -> None:
        """Click the button that has the focus."""
        for button in (*self._actions, self._close):
            if button.hasFocus():
                button.click()
                return

    def action(self, key: str) -> PaintedButton | None:
        """Return an action's button."""
        return next((widget for widget in self._actions if widget.property("key") == key), None)

    def _drop_actions(self) -> None:
        for widget in self._actions:
            widget.hide()
            widget.deleteLater()
        self._actions.clear()

    def _add(self, key: str, button: PrimaryButton | QuietButton | LinkButton) -> None:
        button.setProperty("key", key)
        button.clicked.connect(self._on_action)
        self._actions.append(button)
        self._place_actions()
        button.show()

    def _on_action(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(str(sender.property("key")))

    def sizeHint(self) -> QSize:
        """Return the width of sentence and actions, and a height of 36, or 48 with buttons."""
        tall = any(widget.sizeHint().height() > CONTROL_HEIGHT for widget in self._actions)
        return QSize(self._label.sizeHint().width() + self._beside(), 48 if tall else 36)

    def height_in(self, width: int) -> int:
        """Return the height that it needs in so many pixels, on several lines if the sentence is long."""
        if not self._is_long_in(width):
            return max(self.sizeHint().height(), self._label.height_in(width - self._beside()) + 2 * SPACE_S)
        actions = max(widget.sizeHint().height() for widget in self._actions)
        return self._label.height_in(width - self._frame()) + actions + 4 * SPACE_S

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the actions beneath a sentence that would be too long beside them."""
        super().resizeEvent(event)
        if self._is_long_in(self.width()) != self._has_them_beneath:
            self._place_actions()

    def _place_actions(self) -> None:
        self._has_them_beneath = beneath = self._is_long_in(self.width())
        for place, button in enumerate(self._actions):
            row, first = (self._beneath, 0) if beneath else (self._row, 1)
            row.insertWidget(first + place, button)

    def _is_long_in(self, width: int) -> bool:
        """Say whether the sentence takes more lines than look well beside actions."""
        return bool(self._actions) and self._label.lines_in(width - self._beside()) > _MOST_BESIDE

    def _beside(self) -> int:
        """Return the width of all but the sentence, with the actions in one row with it."""
        return self._frame() + sum(widget.sizeHint().width() + SPACE_S for widget in self._actions)

    def _frame(self) -> int:
        """Return the width of icon, edges and what closes it."""
        return _ICON_ROOM + 2 * SPACE_S + (0 if self._close.isHidden() else CONTROL_HEIGHT)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the bar and its icon."""
        tokens = current_theme().tokens
        rect = QRectF(self.rect())
        box(painter, rect, RADIUS_BLOCK, tokens.panel, tokens.line2)
        place = QRectF(SPACE_M + 2, round(rect.center().y() - 8), 16, 16)
        paint_icon(painter, self._icon, place, tokens.colour(self._color))
