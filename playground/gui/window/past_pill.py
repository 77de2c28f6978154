"""The pill above the canvas while somebody looks back: which step it is, and the way to what is newest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.theme import numbers
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ChipLabel, Note
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import set_tip

TOP = 56  # px below the upper edge of the canvas: beneath its bars and the legend


class PastPill(QWidget):
    """Say "Step 420 of 1 280" over the canvas, with a button that shows the newest step again."""

    def __init__(self, workspace: Workspace, stage: QWidget) -> None:
        super().__init__(stage)
        self._workspace, self._stage = workspace, stage
        self.words = Note("", "history", "accent_text")
        self.live = ChipLabel(tr("Live"), tone="neutral", dot=True, clickable=True)
        self.live.set_hollow(True)
        self.live.clicked.connect(workspace.time.go_live)
        set_tip(self.live, tr("Back to the newest step (L or Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.live)
        stage.installEventFilter(self)
        workspace.time.changed.connect(self.refresh)
        workspace.live_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Say which step is wanted, while one is."""
        step, newest = self._workspace.time.step, self._workspace.live.step
        if step is None and self.isHidden():
            return
        if step is not None:
            words = tr("Step {step} of {newest}")
            self.words.set_text(words.format(step=numbers.integer(step), newest=numbers.integer(newest)))
            if self.words.width() != (width := self.words.sizeHint().width()) or self.isHidden():
                self.words.setFixedWidth(width)
                self._place()
        self.setVisible(step is not None)
        self.raise_()

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._stage.width() - self.width()) // 2, TOP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground."""
        tokens, place = current_theme().tokens, QRectF(self.rect())
        box(painter, place, place.height() / 2, tokens.accent_ground, tokens.accent_text)
