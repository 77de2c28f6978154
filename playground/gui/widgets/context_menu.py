"""The menu of the right button: commands of the one table, each with its key, or why it cannot be now."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from playground.app.command import Command
from playground.app.commands import find, perform
from playground.app.context_menus import MENUS, MenuName
from playground.app.pointed import NOTHING, Pointed
from playground.app.workspace import Workspace
from playground.gui.theme.icons import icon
from playground.gui.theme.style import current_theme
from playground.gui.widgets.plain import add_action, set_tip


def context_menu(workspace: Workspace, name: MenuName, parent: QWidget, pointed: Pointed = NOTHING) -> QMenu:
    """Return the menu of one thing; its commands are about what is pointed at until it is gone."""
    workspace.pointed = pointed
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setToolTipsVisible(True)
    for command_id in MENUS[name]:
        if command_id:
            _add(menu, find(command_id), workspace)
        else:
            menu.addSeparator()
    # Qt hides a menu before it tells what was taken from it.
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu, lambda: _done(workspace, menu)))
    return menu


def _add(menu: QMenu, command: Command, workspace: Workspace) -> None:
    held = not command.enabled(workspace)
    colour = current_theme().tokens.text3 if held else current_theme().tokens.text2
    picture = icon(command.icon, colour) if command.icon else None
    action = add_action(menu, command.label(workspace), lambda: perform(command.id, workspace), picture)
    action.setObjectName(command.id)
    action.setEnabled(not held)
    if command.shortcut:
        action.setShortcut(QKeySequence(command.shortcut))
        action.setShortcutVisibleInContextMenu(True)
    if command.checked is not None:
        action.setCheckable(True)
        action.setChecked(command.checked(workspace))
    if held:
        set_tip(action, command.why_not(workspace))


def _done(workspace: Workspace, menu: QMenu) -> None:
    workspace.pointed = NOTHING
    menu.deleteLater()


def offer_menu(workspace: Workspace, name: MenuName, widget: QWidget) -> None:
    """Open a menu on a widget from now on, by the right button and by its key."""
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(
        lambda at: context_menu(workspace, name, widget).popup(widget.mapToGlobal(at))
    )


def ask_for_menu(target: QWidget) -> None:
    """Ask a widget for its menu as the key for it does."""
    at = target.rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, at, target.mapToGlobal(at), QGuiApplication.keyboardModifiers()
    )
    QApplication.sendEvent(target, event)


def beneath(widget: QWidget) -> QPoint:
    """Return the place for a menu below a button."""
    return widget.mapToGlobal(widget.rect().bottomLeft())
