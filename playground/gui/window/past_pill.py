"""The pill above the canvas while somebody looks back: which step it is, and the way to what is newest."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.canvas.surface import Surface
from playground.gui.theme import numbers
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ChipLabel, Note
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import set_tip

TOP = 56  # px below the upper edge of the canvas: beneath its bars, where they leave no room


class PastPill(QWidget):
    """Say "Step 420 of 1 280" between the canvas's bars, with a button that shows the newest step again."""

    def __init__(self, workspace: Workspace, canvas: Surface, stage: QWidget) -> None:
        super().__init__(stage)
        self._workspace, self._canvas = workspace, canvas
        self._told: tuple[str | None, str] = (None, "")  # the step, and the newest
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
        canvas.between.moved.connect(self._place)
        workspace.time.changed.connect(self.refresh)
        workspace.live_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Say which step is wanted, while one is."""
        step, newest = self._workspace.time.step, self._workspace.live.step
        if step is None and self.isHidden():
            return
        told = (None if step is None else numbers.integer(step), numbers.integer(newest))
        if told != self._told:
            self._told = told
            self.setVisible(step is not None)
            self._place()
        self.raise_()

    def _place(self) -> None:
        """Stand between the bars, in few words where they are near one another; else beneath them."""
        step, newest = self._told
        if step is None:
            self._canvas.between.lend(0)
            return
        for words in (tr("Step {step} of {newest}"), tr("Step {step}")):
            self._write(words.format(step=step, newest=newest))
            room = self._canvas.between.lend(self.width())
            if room is not None:
                self.move(room.x(), room.y() + (room.height() - self.height()) // 2)
                return
        self.move((self._canvas.width() - self.width()) // 2, TOP)

    def _write(self, words: str) -> None:
        if words != self.words.text():
            self.words.set_text(words)
            self.words.setFixedWidth(self.words.sizeHint().width())
        self.adjustSize()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the ground."""
        tokens, place = current_theme().tokens, QRectF(self.rect())
        box(painter, place, place.height() / 2, tokens.accent_ground, tokens.accent_text)
