"""What is shown where: every panel that suits what is open, to show, hide and move."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.panel_places import PanelPlace
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.dialogs.panel_rows import CHOICE, HEADING, Choice, ChoiceList, ChoiceModel, ChoiceRow
from playground.gui.dialogs.search_layer import ROW, SearchLayer, SearchLine
from playground.gui.panels.registry import PANELS, PanelSpec
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.buttons import LinkButton
from playground.gui.widgets.labels import Caption

FOOT = 36


class Arranging(Protocol):
    """What knows where panels stand."""

    def place_of(self, spec: PanelSpec) -> PanelPlace:
        """Return where a panel is wanted."""

    def choose(self, spec: PanelSpec, place: PanelPlace) -> None:
        """Want a panel elsewhere."""

    def reset(self) -> None:
        """Want every panel where it stands by itself."""


class PanelChooser(SearchLayer):
    """Show and hide panels as long as it is open; each change is seen behind it at once."""

    def __init__(self, workspace: Workspace, panels: Arranging, parent: QWidget) -> None:
        self._workspace, self._panels = workspace, panels
        self.choices = ChoiceModel(parent)
        line = SearchLine(tr("Choose panels"), tr("Choose what is shown where"))
        self.rows = ChoiceList(self.choices, ChoiceRow(), tr("Panels"))
        none = EmptyState("search", tr("Nothing matches."), tr("Try another word."), framed=False)
        super().__init__(line, self.rows, none, parent)
        self.choices.setParent(self)
        self._add_foot()
        self.rows.toggled.connect(self._toggle)
        self.rows.moved.connect(self._move)
        workspace.settings.changed.connect(self._on_setting)
        workspace.problems_changed.connect(self._refresh)
        self._refresh()

    def _add_foot(self) -> None:
        foot = QWidget()
        foot.setFixedHeight(FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 4, 12, 0)
        row.addWidget(Caption(tr("Enter: show or hide   ⇧ Enter: beside or below   Esc: close")))
        row.addStretch(1)
        self.defaults = LinkButton(tr("Defaults"))
        self.defaults.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.defaults.clicked.connect(self._panels.reset)
        row.addWidget(self.defaults)
        self._column.addWidget(foot)

    def narrow(self, query: str) -> None:
        """Leave what fits, in its groups."""
        self.choices.search(query)

    def run_current(self) -> None:
        """Show or hide the panel that is chosen."""
        self._act(self._toggle)

    def run_shifted(self) -> None:
        """Move the panel that is chosen."""
        self._act(self._move)

    def rows_height(self, room: int) -> int:
        """Return the height of all rows and the foot, as far as there is room."""
        rows = [ROW if isinstance(row, Choice) else HEADING for row in self.choices.rows]
        return min(max(sum(rows), 3 * ROW), room - FOOT) + FOOT

    def _act(self, act: object) -> None:
        choice = self.list.currentIndex().data(CHOICE)
        if isinstance(choice, Choice):
            act(choice)  # type: ignore[operator]

    def _toggle(self, choice: Choice) -> None:
        self._panels.choose(choice.spec, "hidden" if choice.shown else choice.spec.places[0])

    def _move(self, choice: Choice) -> None:
        if choice.movable:
            places = choice.spec.places
            self._panels.choose(choice.spec, places[(places.index(choice.place) + 1) % len(places)])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hear nothing more: what the workspace says may come before the memory is swept."""
        self._workspace.settings.changed.disconnect(self._on_setting)
        self._workspace.problems_changed.disconnect(self._refresh)
        super().closeEvent(event)

    def _on_setting(self, name: str) -> None:
        if name == "panels":
            self._refresh()

    def _refresh(self) -> None:
        specs = [spec for spec in PANELS if spec.applies(self._workspace)]
        groups = dict.fromkeys(spec.group for spec in specs)
        ordered = [spec for group in groups for spec in specs if spec.group == group]
        self.choices.show_choices(tuple(Choice(spec, self._panels.place_of(spec)) for spec in ordered))
