"""The pill that says of which epoch a picture is, where that is not the newest."""

from __future__ import annotations

from collections.abc import Sequence

from psygnal import SignalInstance
from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.app.age import told
from playground.app.subscription import Subscription
from playground.app.worker.looking import RENEWED_S
from playground.app.workspace import Workspace
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, mix
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import CENTRE, box, text

_HEIGHT, _ENDS = 20, 16  # px, of the pill and of both its round ends
_LINE = 12  # px, of the words alone


class AgePill(Caption):
    """Tell the age of the oldest of some answers, as long as the widget that shows them is seen."""

    def __init__(self, workspace: Workspace, answers: Sequence[Subscription], shown_in: QWidget) -> None:
        super().__init__("", "warn", parent=shown_in)
        self._workspace, self._answers, self._shown_in = workspace, list(answers), shown_in
        self._bare = False
        self._tone = "warn"  # token of its colour
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.tell)
        for signal in self._signals():
            signal.connect(self.tell)
        self.hide()

    def _signals(self) -> list[SignalInstance]:
        answered = [each.answered for each in self._answers]
        workspace = self._workspace
        return [workspace.live_changed, workspace.run_changed, workspace.time.changed, *answered]

    def stand_under_title(self) -> None:
        """Be a low line of words alone: a narrow header has no room beside its title."""
        self._bare = True

    def tell_of(self, shown_in: QWidget) -> None:
        """Tell only while this part is seen."""
        self._shown_in = shown_in

    def follow(self, answers: Subscription) -> None:
        """Tell the age of another answer, too."""
        self._answers.append(answers)
        answers.answered.connect(self.tell)

    def stop(self) -> None:
        """Let go of the workspace."""
        self._later.stop()
        for signal in self._signals():
            signal.disconnect(self.tell)

    def tell(self) -> None:
        """Say how old the answers are, and look again when they may have grown old."""
        behind = self._behind()
        time = self._workspace.time
        words = told(self._workspace.live, time, behind)
        self._tone = "accent_text" if time.is_back else "warn"
        if words != self.text():
            self.set_text(words)
            self.adjustSize()
        self.setVisible(bool(words))
        young = [RENEWED_S - each.seconds for each in behind if each.seconds < RENEWED_S]
        if young and not self._later.isActive():
            self._later.start(round(1000 * min(young)) + 1)

    def sizeHint(self) -> QSize:
        """Return the words and round ends."""
        if self._bare:
            return QSize(super().sizeHint().width(), _LINE)
        return QSize(super().sizeHint().width() + _ENDS, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never be cut: what stands beside it gives way."""
        return self.sizeHint()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the pill."""
        tokens, place = current_theme().tokens, QRectF(self.rect())
        ink = tokens.colour(self._tone)
        if self._bare:
            text(painter, place, self.text(), ink, font(CAPTION, MEDIUM))
            return
        ground, edge = (mix(tokens.panel, ink, share) for share in (0.12, 0.55))
        box(painter, place, place.height() / 2, ground, edge)
        text(painter, place, self.text(), ink, font(CAPTION, MEDIUM), CENTRE)

    def _behind(self) -> list[Subscription]:
        """Return those of steps before the newest that are seen."""
        if not self._shown_in.isVisible():
            self._later.stop()
            return []
        now, time = self._workspace.live.step, self._workspace.time
        return [
            each for each in self._answers
            if each.answer is not None
            and (time.is_back or each.moment is not None or each.answer.step < now)
        ]  # fmt: skip
