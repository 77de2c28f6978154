"""Choices of which any number can be on: small chips that wrap into as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, RADIUS_FIELD
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text, width_of

HEIGHT, GAP = 26, 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class _Chip(PaintedButton):
    """One choice, violet when it is on."""

    ring_radius: float = RADIUS_FIELD

    def __init__(self, key: str, words: str, row: ChipSet) -> None:
        super().__init__(words, "", row)
        self.key = key
        self._set = row
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Return the word with room around it."""
        return QSize(round(width_of(self.text(), font(BODY, MEDIUM))) + 18, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the chips by arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._set.walk(self, step)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the chip."""
        tokens = current_theme().tokens
        on = self.isChecked()
        ground = tokens.accent_ground if on else tokens.hover if self.hovered() else tokens.raised
        border = tokens.accent_text if on else tokens.line2
        box(painter, QRectF(self.rect()), RADIUS_FIELD, ground, border)
        ink = tokens.accent_text if on else tokens.text2
        text(painter, QRectF(self.rect()), self.text(), ink, font(BODY, MEDIUM), CENTRE)


class ChipSet(QWidget):
    """Chips by key; `changed(tuple of keys that are on, in their order)` when a person switches one."""

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._chips = {key: _Chip(key, words, self) for key, words in options}
        for chip in self._chips.values():
            chip.clicked.connect(self._on_clicked)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def chip(self, key: str) -> PaintedButton:
        """Return one chip, for tests and focus."""
        return self._chips[key]

    def checked(self) -> tuple[str, ...]:
        """Return the keys that are on."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def set_checked(self, keys: Iterable[str]) -> None:
        """Show which are on without telling anyone."""
        wanted = set(keys)
        for key, chip in self._chips.items():
            chip.setChecked(key in wanted)

    def walk(self, start: PaintedButton, step: int) -> None:
        """Give the focus to a neighbour."""
        chips: list[PaintedButton] = list(self._chips.values())
        chips[(chips.index(start) + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_clicked(self) -> None:
        self.changed.emit(self.checked())

    def _places(self, width: int) -> list[QRect]:
        places, x, y = [], 0, 1
        for chip in self._chips.values():
            size = chip.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + HEIGHT + GAP
            places.append(QRect(x, y, size.width(), HEIGHT))
            x += size.width() + GAP
        return places

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        places = self._places(width)
        return places[-1].bottom() + 2 if places else 0

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        width = self.width() if self.width() > HEIGHT else 180
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Keep the widest chip."""
        widest = max((chip.sizeHint().width() for chip in self._chips.values()), default=0)
        return QSize(widest, HEIGHT + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the chips."""
        for chip, place in zip(self._chips.values(), self._places(self.width()), strict=True):
            chip.setGeometry(place)
        self.updateGeometry()
