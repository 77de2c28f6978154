"""The page of runs: the list, how sure a difference is, curves, difference and lanes beneath it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from playground.app.commands import find, perform
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.panels.pace import FIGURES_MS, NUMBERS_LAG_MS, Pace
from playground.gui.runs.curves import RunCurves
from playground.gui.runs.difference import DifferencePanel
from playground.gui.runs.lanes import Lanes
from playground.gui.runs.table import ROW, RunTable
from playground.gui.theme.style import current_theme
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import IconButton, QuietButton
from playground.gui.widgets.cover_page import CoverPage
from playground.gui.widgets.fields import SearchField
from playground.gui.widgets.labels import Caption, Note, SectionHeader
from playground.gui.widgets.segments import Segments

_BUTTONS = ("runs.open", "runs.rename", "runs.note", "runs.delete")
LOW_BELOW, NARROW_BELOW = 720, 1400  # px of the page: fewer rows, fewer buttons and one thing beneath
_MOST_ROWS, _FEW_ROWS = 8, 5  # that are seen without scrolling, in a high window and in a low one


class RunsPage(CoverPage):
    """List the runs of the open project and hold two of them against one another."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("runs")
        self._workspace = workspace
        self.table = RunTable(workspace)
        self.curves, self.difference = RunCurves(workspace), DifferencePanel(workspace)
        self.lanes = Lanes(workspace)
        self.search = SearchField(tr("Name, note or difference"))
        self.which = Segments([("all", tr("All")), ("kept", tr("Kept"))], "all", name=tr("Which runs"))
        self.verdict = Note("", "info", "text2")
        self.below = Segments([("curves", tr("Curves")), ("difference", tr("Difference"))], "curves",
                              name=tr("What is shown beneath the list"))  # fmt: skip
        self._count = Caption("")
        self._buttons = {each: QuietButton(tr(find(each).title), find(each).icon) for each in _BUTTONS}
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._connect()

    def _build(self) -> None:
        for widget in (self.curves, self.difference):
            self._splitter.addWidget(widget)
        self._splitter.setChildrenCollapsible(False)
        self._room = QStackedWidget(self)
        self._room.addWidget(self._filled())
        words = tr("Train once and it appears here.")
        self._room.addWidget(EmptyState("git-branch", tr("No run yet"), words, framed=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._room, 1)
        column.addWidget(self.lanes)

    def _head(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        self.search.setFixedWidth(240)
        for widget in (SectionHeader(tr("Runs")), self._count, self.which, self.search):
            row.addWidget(widget)
        row.addStretch(1)
        for button in self._buttons.values():
            row.addWidget(button)
        self.close_button = IconButton("x", tr("Back to the canvas (Esc)"))
        row.addWidget(self.close_button)
        return made

    def _filled(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        told = QHBoxLayout()
        told.setContentsMargins(16, 6, 16, 6)
        told.addWidget(self.verdict, 1)
        told.addWidget(self.below, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.table)
        column.addLayout(told)
        column.addWidget(self._splitter, 1)
        return made

    def _connect(self) -> None:
        workspace = self._workspace
        self._pace = Pace(self, FIGURES_MS, self.refresh, NUMBERS_LAG_MS)
        for signal in (workspace.live_changed, workspace.run_changed, workspace.time.runs.changed):
            signal.connect(self._ask)
        workspace.time.changed.connect(self.lanes.look)
        self.search.textChanged.connect(self._look_for)
        self.search.left.connect(self.table.setFocus)
        self.which.chosen.connect(self._look_for)
        self.below.chosen.connect(self._share)
        self.lanes.chosen.connect(lambda run: workspace.time.runs.choose((run,)))
        self.table.left.connect(self.leave)
        self.close_button.clicked.connect(self.leave)
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: perform(name, workspace))
        current_theme().changed.connect(self._repaint)

    def begin(self) -> None:
        """Show the runs as they stand; the keyboard goes to the list."""
        runs = self._workspace.time.runs
        if not runs.chosen and runs.rows:
            runs.choose((runs.rows[0].run,))
        self.refresh()
        self.table.show_chosen()
        to = self.table if runs.rows else self
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Take over runs, outcomes and what is chosen."""
        if not self.isVisible():
            return
        runs = self._workspace.time.runs
        runs.judge()
        self.table.runs.refresh()
        rows = self.table.runs.all
        self._room.setCurrentIndex(0 if rows else 1)
        self.lanes.setVisible(bool(rows))
        most = _MOST_ROWS if self.height() > LOW_BELOW else _FEW_ROWS
        listed = min(most, len(rows))
        self.table.setFixedHeight(self.table.horizontalHeader().height() + ROW * listed + 2)
        drawn = sum(row.run not in runs.hidden for row in rows)
        self._count.set_text(tr("{count} · {drawn} in the picture").format(count=len(rows), drawn=drawn))
        self.curves.show_rows(rows)
        self.difference.show_rows(rows)
        self.lanes.show_rows(rows)
        pair = runs.compared(rows)
        self.verdict.set_text(runs.verdict(*pair) if pair is not None else "")
        self.verdict.setVisible(len(rows) > 1)  # what is beneath stays where it is, one or two being chosen
        self._hold_back()

    def _hold_back(self) -> None:
        for name, button in self._buttons.items():
            command = find(name)
            reason = "" if command.enabled(self._workspace) else command.why_not(self._workspace)
            button.hold_back(reason)

    def _ask(self, *_told: object) -> None:
        if self.isVisible():
            self._pace.ask()

    def _look_for(self) -> None:
        self.table.runs.look_for(self.search.text(), self.which.current() == "kept")
        self.table.show_chosen()

    def leave(self) -> None:
        """Show the canvas again."""
        self._workspace.time.runs.page.toggle()

    def _repaint(self) -> None:
        self.curves.plot.repaint_theme()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Show curves and difference beside one another, or one of them where there is no room for both."""
        narrow, chosen = self.width() < NARROW_BELOW, self.below.current()
        for name in ("runs.note", "runs.rename"):
            self._buttons[name].setVisible(not narrow)
        self.below.setVisible(narrow)
        self.curves.setVisible(not narrow or chosen == "curves")
        self.difference.setVisible(not narrow or chosen == "difference")
