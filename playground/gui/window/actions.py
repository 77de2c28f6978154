"""The command table as Qt actions: menu, toolbar, shortcuts and palette read the same entries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.command import GROUPS, Command
from playground.app.commands import COMMANDS, find
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.theme.icons import icon
from playground.gui.theme.style import current_theme
from playground.gui.widgets.plain import add_action, menu_text, set_tip


class Actions(QObject):
    """Run commands by id, say why one is held back, and build the menu."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._actions = {command.id: self._make(command) for command in COMMANDS}
        current_theme().changed.connect(self._repaint)

    def _make(self, command: Command) -> QAction:
        action = QAction(menu_text(tr(command.title)), self._window)
        action.setCheckable(command.checked is not None)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        action.triggered.connect(lambda _checked=False, name=command.id: self.run(name))
        if command.icon:
            action.setIcon(icon(command.icon))
        self._window.addAction(action)
        return action

    def _repaint(self) -> None:
        for command in COMMANDS:
            if command.icon:
                self._actions[command.id].setIcon(icon(command.icon))

    def action(self, command_id: str) -> QAction:
        """Return the action of one command."""
        return self._actions[command_id]

    def run(self, command_id: str) -> None:
        """Run a command, unless it is held back: then say why."""
        reason = self.why_not(command_id)
        if reason:
            self._workspace.say(reason)
            return
        find(command_id).run(self._workspace)

    def why_not(self, command_id: str) -> str:
        """Return why a command cannot run now, or nothing."""
        command = find(command_id)
        if command.enabled(self._workspace):
            return ""
        return command.why_not(self._workspace) or tr("Not possible now.")

    def tip(self, command_id: str) -> str:
        """Return a command's words with its key, for a tool tip."""
        command = find(command_id)
        title, keys = command.label(self._workspace), key_text(command)
        return f"{title} ({keys})" if keys else title

    def open_menu(self, where: QPoint) -> None:
        """Show the whole table as a menu."""
        self.build_menu().popup(where)

    def build_menu(self) -> QMenu:
        """Return a menu with one sub-menu a group, in the table's order."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = {key: menu.addMenu(menu_text(tr(title))) for key, title in GROUPS.items()}
        for command in COMMANDS:
            action = self._actions[command.id]
            action.setText(menu_text(command.label(self._workspace)))
            set_tip(action, self.why_not(command.id) or self.tip(command.id))
            if command.checked is not None:
                action.setChecked(command.checked(self._workspace))
            groups[command.group].addAction(action)
        self._add_recent(groups["file"])
        return menu

    def _add_recent(self, menu: QMenu) -> None:
        recent = menu.addMenu(menu_text(tr("Open recent")))
        paths = self._workspace.files.recent
        recent.setEnabled(bool(paths))
        for path in paths:
            add_action(recent, str(path), self._opener(path))

    def _opener(self, path: Path) -> Callable[[], object]:
        return lambda: self._workspace.files.open(path)


def key_text(command: Command) -> str:
    """Return a command's key as this system writes it."""
    return QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
