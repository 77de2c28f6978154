"""What every panel that shows a view repeats: when it asks, how often it draws, theme, age, empty state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot
from playground.gui.panels.age_pill import AgePill
from playground.gui.panels.pace import Pace
from playground.gui.theme.style import current_theme
from playground.gui.widgets.labels import SectionHeader


class ViewPanel(QWidget):
    """Ask one view as long as the panel is seen, and draw its answers at a pace; a hidden one asks nothing.

    It knows of which step the answer is, and says so where that is not the newest: a panel has `age` in its
    header. A panel says what it asks with (`options`), asks again when that changes, and draws (`refresh`).
    """

    def __init__(self, workspace: Workspace, view: str, interval_ms: int, lag_ms: int = 0) -> None:
        super().__init__()
        self._workspace = workspace
        self._subscription = workspace.views.subscribe(view)
        self._pace = Pace(self, interval_ms, self.refresh, lag_ms)
        self._either: QStackedLayout | None = None
        self.age = AgePill(workspace, (self._subscription,), self)
        self._subscription.answered.connect(self.take_answer)
        current_theme().changed.connect(self.repaint_theme)

    @property
    def shown(self) -> Snapshot | None:
        """Return what is to be drawn, None as long as the view has said nothing."""
        return self._subscription.answer

    @property
    def step(self) -> int | None:
        """Return the step that what is drawn belongs to."""
        return self.shown.step if self.shown is not None else None

    @property
    def steps_behind(self) -> int:
        """Return how many steps were taken since."""
        return max(0, self._workspace.live.step - self.step) if self.step is not None else 0

    def options(self) -> Mapping[str, Any] | None:
        """Return what to ask with now; None: there is nothing to ask."""
        return {}

    def take_answer(self) -> None:
        """Draw the newest answer when it is time; at once that there is none any more."""
        if self.shown is None:
            self.refresh()
        elif self._workspace.time.hurried:
            self._pace.at_once()
        else:
            self._pace.ask()

    def refresh(self) -> None:
        """Draw what is shown."""
        raise NotImplementedError

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self.refresh()

    def ask_again(self) -> None:
        """Ask with the options of now, if anybody sees it."""
        wanted = self.options() if self.isVisible() else None
        if wanted is None:
            self._subscription.stop()
        else:
            self._subscription.ask(wanted)

    def headed(self, title: str, *actions: QWidget) -> SectionHeader:
        """Return the panel's header: under the title stands the age of what is shown."""
        made = SectionHeader(title, *actions)
        self.age.stand_under_title()
        made.add_below(self.age)
        return made

    def either(self, content: QWidget, empty: QWidget) -> QStackedLayout:
        """Return a place that holds the content, or what stands there where there is none."""
        self._either = QStackedLayout()
        for each in (content, empty):
            each.setParent(self)  # or the first is a window of its own for a moment, which takes the keys
            self._either.addWidget(each)
        return self._either

    def show_empty(self, empty: bool) -> None:
        """Show that there is nothing to show, or the content."""
        assert self._either is not None  # the panel has an empty state
        self._either.setCurrentIndex(int(empty))

    def showEvent(self, event: QShowEvent) -> None:
        """Ask while it is seen."""
        super().showEvent(event)
        self.ask_again()
        if self.shown is None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks for nothing."""
        super().hideEvent(event)
        self._subscription.stop()
        self.age.tell()
