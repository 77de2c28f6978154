"""The exporters as cards, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.export.spec import ExporterSpec
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon_exists, paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    BODY,
    CAPTION,
    MEDIUM,
    RADIUS_BLOCK,
    RADIUS_CHIP,
    SEMIBOLD,
    SPACE_M,
    TITLE,
    Tokens,
    mix,
)
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text, width_of

HEIGHT = 92
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ICONS = {"onnx": "share-2", "safetensors": "package", "python": "code"}


class ExporterCard(PaintedButton):
    """One exporter: what it is called, how its file ends, what it is for."""

    ring_radius: float = RADIUS_BLOCK

    def __init__(self, spec: ExporterSpec, row: ExporterCards) -> None:
        super().__init__(tr(spec.title), _ICONS.get(spec.id, "file-output"), row)
        self.spec, self._row = spec, row
        self.setCheckable(True)
        self.setAccessibleDescription(tr(spec.summary))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a card."""
        return QSize(200, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrows; Enter is the dialog's."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._row.walk(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the card."""
        tokens = current_theme().tokens
        if not self.live:
            painter.setOpacity(0.55)
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        border = tokens.accent_text if chosen else tokens.text3 if self.hovered() else tokens.line2
        box(painter, rect, RADIUS_BLOCK, self._ground(tokens), border, 2 if chosen else 1)
        tile = QRectF(14, 14, 28, 28)
        box(painter, tile, RADIUS_CHIP, tokens.accent_ground if not chosen else tokens.accent)
        name = self.icon_name if icon_exists(self.icon_name) else "file-output"
        ink = tokens.on_accent if chosen else tokens.accent_text
        paint_icon(painter, name, tile.adjusted(6, 6, -6, -6), ink)
        self._words(painter, rect, tokens)

    def _ground(self, tokens: Tokens) -> QColor:
        if self.isChecked():
            return mix(tokens.block, tokens.accent_ground, 0.55)
        return tokens.block

    def _words(self, painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
        used = font(TITLE, SEMIBOLD)
        title = QRectF(54, 12, rect.width() - 66, 18)
        text(painter, title, self.text(), tokens.text, used)
        ending = self.spec.suffix or tr("folder")
        wide = width_of(ending, font(CAPTION, MEDIUM)) + 12
        chip = QRectF(54 + width_of(self.text(), used) + 8, 13, wide, 17)
        if chip.right() < rect.right() - 8:
            box(painter, chip, 5, tokens.raised, tokens.line2)
            text(painter, chip, ending, tokens.text2, font(CAPTION, MEDIUM), CENTRE)
        painter.setFont(font(BODY))
        painter.setPen(tokens.text2)
        painter.drawText(QRectF(54, 35, rect.width() - 68, rect.height() - 40), _WRAP, tr(self.spec.summary))


class ExporterCards(QWidget):
    """One card for each exporter in the registry; `chosen(id)` when a person picks one."""

    chosen = Signal(str)

    def __init__(self, specs: Sequence[ExporterSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Kind of file"))
        self._group = QButtonGroup(self)
        self.cards = tuple(ExporterCard(spec, self) for spec in specs)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        for card in self.cards:
            row.addWidget(card, 1)
            self._group.addButton(card)
            card.clicked.connect(self._on_clicked)
        self.cards[0].setChecked(True)
        self._update_tab_stop()

    def current(self) -> ExporterSpec:
        """Return the chosen exporter."""
        return next(card.spec for card in self.cards if card.isChecked())

    def hold_back(self, reason: str) -> None:
        """Keep the choice as it is, and say why; an empty reason frees it."""
        for card in self.cards:
            card.hold_back(reason)

    def walk(self, step: int) -> None:
        """Choose a neighbour."""
        place = next(index for index, card in enumerate(self.cards) if card.isChecked())
        goal = self.cards[(place + step) % len(self.cards)]
        if goal.live:
            goal.setChecked(True)
            self._on_clicked()
            goal.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_clicked(self) -> None:
        self._update_tab_stop()
        self.chosen.emit(self.current().id)

    def _update_tab_stop(self) -> None:
        """Let Tab stop once, at the chosen card."""
        for card in self.cards:
            stop = Qt.FocusPolicy.StrongFocus if card.isChecked() else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(stop)
