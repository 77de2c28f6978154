"""The form of one block: its parameters or how it learns, as described, applied to the project at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.app import edits
from playground.app.source_fields import params_of
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.learning import LEARNING, idle, learning_of
from playground.core.blocks.params import Param, Params
from playground.core.errors import Problem
from playground.core.project.values import Project
from playground.gui.docks.param_form import FORM_GAP, ParamForm, line_count
from playground.gui.docks.param_row import LEAST_SLIDER, NumberRow, WordOrSizesRow
from playground.gui.theme.fonts import text_width
from playground.gui.theme.tokens import CONTROL_HEIGHT, SPACE_S

MOST_LINES = 4  # in a column of the inspector
LOW = 24  # px of a control where there are more
_CONTROL = 108  # px, the least a slider with its field can be used at, with the gap before it


class NodeForm(ParamForm):
    """Rows for a block that stays the same block; the inspector makes another form for another one."""

    def __init__(self, workspace: Workspace, node: str, learning: bool = False) -> None:
        found = workspace.here.network.nodes[node]
        params = self._params = _params(workspace, node, learning)
        self._lines_wide = 2 if line_count(params) > MOST_LINES else 1
        self._label = _label_width(params)
        self.node, self.kind, self.learning = node, found.kind, learning
        self._workspace = workspace
        values = self._values(workspace.here)
        super().__init__(params, values, columns=self._lines_wide, label_width=self._label)
        if line_count(params) > self._lines_wide * MOST_LINES:
            self._lower()
        self._hide_idle(values)
        self.changed.connect(self._on_changed)
        self.refused.connect(workspace.say)
        self.show_problems_of(workspace.problems)

    def _lower(self) -> None:
        """Make every control lower, so that none is cut where a column has more lines than usual."""
        for control in self.findChildren(QWidget):
            control.setProperty("low", True)  # the style sheet has heights of its own
            if control.minimumHeight() == CONTROL_HEIGHT:
                control.setMinimumHeight(LOW)
            if control.sizeHint().height() >= CONTROL_HEIGHT or control.maximumHeight() == CONTROL_HEIGHT:
                control.setMaximumHeight(LOW)

    def least_width(self) -> int:
        """Return the width below which the controls get too small."""
        fields = [row.slider.field.width() for row in self.rows.values() if isinstance(row, NumberRow)]
        words = [row.sizes.least_width() for row in self.rows.values() if isinstance(row, WordOrSizesRow)]
        numbers = LEAST_SLIDER + SPACE_S + max(fields, default=0)
        control = max(_CONTROL, SPACE_S + max((numbers, *words)))
        each = self._label + control if self.rows else 0
        return self._lines_wide * each + (self._lines_wide - 1) * FORM_GAP

    def fits(self, node: str, project: Project, learning: bool) -> bool:
        """Say whether this is the form of a block as it is now."""
        found = project.network.nodes.get(node)
        same = node == self.node and learning == self.learning
        alike = same and found is not None and found.kind == self.kind
        return alike and _params(self._workspace, node, learning) == self._params

    def follow(self, project: Project) -> None:
        """Show the values as the project has them."""
        values = self._values(project)
        self.show_values(values)
        self._hide_idle(values)

    def _hide_idle(self, values: Params) -> None:
        """Hide what does nothing as the rest is chosen."""
        for name, row in self.rows.items():
            row.setVisible(not self.learning or name not in idle(values))

    def show_problems_of(self, problems: tuple[Problem, ...]) -> None:
        """Mark the rows that problems point at."""
        own = [problem for problem in problems if problem.where.node == self.node and problem.where.param]
        self.show_problems({problem.where.param: tr(problem.message) for problem in own})

    def _values(self, project: Project) -> Params:
        found = project.network.nodes[self.node]
        if self.learning:
            return learning_of(found.learning)
        return project.blocks.get(self.kind).params_of(found.params)

    def _on_changed(self, name: str, value: Any, final: bool) -> None:
        workspace = self._workspace
        if self.node not in workspace.here.network.nodes:
            return
        edit = edits.set_learning if self.learning else edits.set_param
        done = workspace.apply(edit, self.node, name, value, merge_key=("param", self.node, name))
        if final:
            workspace.editing.end_merge()
        if not done:
            self.follow(workspace.here)


def _params(workspace: Workspace, node: str, learning: bool) -> tuple[Param, ...]:
    here = workspace.here
    return LEARNING if learning else params_of(here, workspace.fields, here.network.nodes[node])


def _label_width(params: tuple[Param, ...]) -> int:
    return min(96, max((round(text_width(tr(param.title))) + 10 for param in params), default=0))
