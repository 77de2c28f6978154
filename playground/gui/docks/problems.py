"""The problems panel: every problem with its way out, advice beneath, or that all is well."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.errors import Fix, Problem
from playground.core.project.values import Project
from playground.gui.docks.problem_row import ProblemRow
from playground.gui.theme.tokens import SPACE_XS
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.labels import ElidedLabel

MOST = 40  # rows; nobody reads more, and a thousand widgets would take their time


class ProblemsPanel(QWidget):
    """`problem_chosen(problem)` when a row is clicked; `counts_changed(errors, advice)` for the tab."""

    problem_chosen = Signal(object)
    counts_changed = Signal(int, int)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._shown: tuple[object, ...] = ()
        self._counts = (0, 0)
        self.rows: list[ProblemRow] = []
        self._build()
        workspace.problems_changed.connect(self.refresh)
        workspace.project_changed.connect(self._on_project)
        self.refresh()

    def _build(self) -> None:
        self.empty = EmptyState("circle-check", tr("No problems. Ready to train."), framed=False)
        self._more = ElidedLabel("", color="text3")
        list_widget = QWidget()
        self._column = QVBoxLayout(list_widget)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(SPACE_XS)
        self._column.addWidget(self._more)
        self._column.addWidget(_hints())
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(list_widget)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def counts(self) -> tuple[int, int]:
        """Return how many problems hold training back, and how many are advice."""
        return self._counts

    def refresh(self) -> None:
        """Show the problems as they are; rows that say the same stay, with today's ways out."""
        problems = self._workspace.problems[:MOST]
        shown = tuple(_essence(problem) for problem in problems)
        if shown != self._shown:
            self._shown = shown
            self._make_rows(problems)
        for row, problem in zip(self.rows, problems, strict=True):
            row.problem = problem
            row.update_names(self._workspace.here)
        self._show_page()
        self._tell_counts()

    def _make_rows(self, problems: tuple[Problem, ...]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [ProblemRow(problem, self._workspace.here) for problem in problems]
        for index, row in enumerate(self.rows):
            self._column.insertWidget(index, row)
            row.picked.connect(self._on_picked)
            row.mended.connect(self._on_mended)

    def _show_page(self) -> None:
        left = len(self._workspace.problems) - len(self.rows)
        self._more.set_text(tr("And {count} more.").format(count=left))
        self._more.setVisible(left > 0)
        soon = "" if self._workspace.torch_ready else tr("Shapes are checked as soon as PyTorch is loaded.")
        title = (
            tr("No problems. Ready to train.") if self._workspace.torch_ready else tr("No problems so far.")
        )
        self.empty.set_texts(title, soon)
        self._pages.setCurrentWidget(self._scroll if self.rows else self.empty)

    def _tell_counts(self) -> None:
        errors = sum(1 for problem in self._workspace.problems if problem.severity == "error")
        counts = (errors, len(self._workspace.problems) - errors)
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit(*counts)

    def _on_project(self, old: Project, new: Project) -> None:
        """Blocks may have other names now."""
        for row in self.rows:
            row.update_names(new)

    def _on_picked(self, problem: Problem) -> None:
        self._workspace.checks.shown = problem
        if problem.where.node:
            self._workspace.select(frozenset({problem.where.node}))
        self.problem_chosen.emit(problem)

    def _on_mended(self, fix: Fix) -> None:
        self._workspace.editing.apply_fix(fix)


def _essence(problem: Problem) -> tuple[object, ...]:
    """Return what a row shows; the fixes themselves are new functions after every edit."""
    titles = tuple(fix.title for fix in problem.fixes)
    return (problem.severity, problem.where, problem.message, titles)


def _hints() -> QWidget:
    """Return what else there is to know, in two lines."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(14, 10, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(
        ElidedLabel(tr("F8 goes to the next problem, Ctrl+. takes its first way out."), color="text3")
    )
    training = tr("A network with problems can be edited and saved, but not trained. Advice never stops it.")
    layout.addWidget(ElidedLabel(training, color="text3"))
    return made
