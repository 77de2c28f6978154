"""The command palette: type a few letters, Enter runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.app.settable import settables
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.dialogs.command_list import ENTRY, EntryModel, EntryRow, Matches
from playground.gui.dialogs.entries import Entry, Runner, entries
from playground.gui.dialogs.search_layer import Index, SearchLayer, SearchLine, SearchList
from playground.gui.dialogs.typed import setting_entry
from playground.gui.widgets.banner import EmptyState


class CommandPalette(SearchLayer):
    """Everything that has a name: commands, blocks, data, templates, settings; it goes when one is run."""

    def __init__(self, workspace: Workspace, actions: Runner, parent: QWidget) -> None:
        self._workspace = workspace
        rows = (*entries(workspace, actions), *map(setting_entry, settables(workspace)))
        self.matches = Matches(EntryModel(rows, parent), parent)
        words = tr("Search commands, blocks, data, templates, settings")
        line = SearchLine(tr("Search commands"), words, Qt.Key.Key_K)
        listed = SearchList(self.matches, EntryRow(), tr("Commands"))
        listed.setUniformItemSizes(True)
        hint = tr("Try a command, a block, data, a template, or a setting: “learning rate: 0.01”.")
        none = EmptyState("search", tr("Nothing matches."), hint, framed=False)
        super().__init__(line, listed, none, parent)
        self.matches.setParent(self)
        self.setAccessibleName(tr("Commands"))
        self.list.clicked.connect(self._run)

    def narrow(self, query: str) -> None:
        """Leave what fits, best first."""
        self.matches.search(query)

    def run_current(self) -> None:
        """Run the chosen entry."""
        self._run(self.list.currentIndex())

    def _run(self, index: Index) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        if not isinstance(entry, Entry):
            return
        if entry.reason:
            self._workspace.say(entry.reason)
            return
        if entry.stem:
            self.line.setText(entry.stem)
            return
        self.close()
        entry.run()
