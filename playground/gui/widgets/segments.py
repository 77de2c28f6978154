"""A row of choices in one frame: Linear | Log."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CONTROL_HEIGHT, MEDIUM, RADIUS_FIELD, SEMIBOLD
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text, width_of

_INSET = 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Segment(PaintedButton):
    """One choice."""

    ring_radius: float = RADIUS_FIELD - 1

    def __init__(self, key: str, words: str, parent: "Segments") -> None:
        super().__init__(words, "", parent)
        self.key = key
        self._row = parent
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Return the same width for both weights of the text."""
        return QSize(round(width_of(self.text(), font(BODY, SEMIBOLD))) + 20, CONTROL_HEIGHT - 2 * _INSET)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the row."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._row.walk(self, step)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the choice, raised when it is chosen."""
        tokens = current_theme().tokens
        painter.setOpacity(1.0 if self.live else 0.45)
        chosen = self.isChecked()
        if chosen or self.hovered():
            ground = (tokens.hover if tokens.dark else tokens.accent_ground) if chosen else tokens.raised
            box(painter, QRectF(self.rect()), RADIUS_FIELD - 1, ground)
        strong = tokens.text if tokens.dark else tokens.accent_text
        ink = strong if chosen else tokens.text2
        text(
            painter, QRectF(self.rect()), self.text(), ink, font(BODY, SEMIBOLD if chosen else MEDIUM), CENTRE
        )


class Segments(QWidget):
    """Choices in a row: `chosen(key)` when a person picks one; with `multiple`, `switched(key, on)`.

    `options` are pairs of key and text.
    """

    chosen = Signal(str)
    switched = Signal(str, bool)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        current: str | Iterable[str] = "",
        *,
        multiple: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multiple)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        row.setSpacing(1)
        self._buttons = {key: _Segment(key, words, self) for key, words in options}
        for button in self._buttons.values():
            row.addWidget(button)
            self._group.addButton(button)
            button.clicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_checked({current} if isinstance(current, str) else set(current))

    def button(self, key: str) -> PaintedButton:
        """Return one choice's button, to hold it back or press it in tests."""
        return self._buttons[key]

    def current(self) -> str:
        """Return the chosen key, or nothing."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def checked(self) -> frozenset[str]:
        """Return all keys that are on."""
        return frozenset(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        """Show a choice without telling anyone."""
        self.set_checked({key})

    def set_checked(self, keys: Iterable[str]) -> None:
        """Show which keys are on without telling anyone."""
        wanted = set(keys)
        for key, button in self._buttons.items():
            if key in wanted or not self._group.exclusive():
                button.setChecked(key in wanted)
        self._update_tab_stop()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _Segment):
            self._tell(button)

    def _tell(self, button: _Segment) -> None:
        self._update_tab_stop()
        if self._group.exclusive():
            self.chosen.emit(button.key)
        else:
            self.switched.emit(button.key, button.isChecked())

    def walk(self, start: PaintedButton, step: int) -> None:
        """Go to a neighbour; where only one can be chosen, choose it."""
        buttons = [button for button in self._buttons.values() if button.live]
        if start not in buttons or len(buttons) < 2:
            return
        goal = buttons[(buttons.index(start) + step) % len(buttons)]
        if self._group.exclusive():
            goal.setChecked(True)
            self._tell(goal)
        goal.setFocus(Qt.FocusReason.TabFocusReason)

    def _update_tab_stop(self) -> None:
        """Let Tab stop once at an exclusive row, at the chosen one."""
        if not self._group.exclusive():
            return
        chosen = self.current() or next(iter(self._buttons), "")
        for key, button in self._buttons.items():
            policy = Qt.FocusPolicy.TabFocus if key == chosen else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the frame."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS_FIELD + 1, tokens.field, tokens.line)
