"""The pill that says of which epoch a picture is, where that is not the newest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from playground.app.age import age
from playground.app.subscription import Subscription
from playground.app.worker.looking import RENEWED_S
from playground.app.workspace import Workspace
from playground.gui.widgets.labels import ChipLabel


class AgePill(ChipLabel):
    """Tell the age of the oldest of some answers, as long as the widget that shows them is seen."""

    def __init__(self, workspace: Workspace, answers: Sequence[Subscription], shown_in: QWidget) -> None:
        super().__init__("", "history", "warn", parent=shown_in)
        self._workspace, self._answers, self._shown_in = workspace, answers, shown_in
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.tell)
        self._signals = (workspace.live_changed, workspace.run_changed, *(each.answered for each in answers))
        for signal in self._signals:
            signal.connect(self.tell)
        self.hide()

    def stop(self) -> None:
        """Let go of the workspace."""
        self._later.stop()
        for signal in self._signals:
            signal.disconnect(self.tell)

    def tell(self) -> None:
        """Say how old the answers are, and look again when they may have grown old."""
        behind = self._behind()
        words = next((words for each in behind if (words := self._age(each))), "")
        if words != self.text():
            self.set_text(words)
            self.adjustSize()
        self.setVisible(bool(words))
        young = [RENEWED_S - each.seconds for each in behind if each.seconds < RENEWED_S]
        if young and not self._later.isActive():
            self._later.start(round(1000 * min(young)) + 1)

    def _behind(self) -> list[Subscription]:
        """Return those of steps before the newest that are seen, the oldest first."""
        if not self._shown_in.isVisible():
            self._later.stop()
            return []
        now = self._workspace.live.step
        steps = {each: each.answer.step for each in self._answers if each.answer is not None}
        return sorted((each for each, step in steps.items() if step < now), key=lambda each: steps[each])

    def _age(self, subscription: Subscription) -> str:
        step = subscription.answer.step if subscription.answer is not None else 0
        return age(self._workspace.live, step, subscription.seconds)
