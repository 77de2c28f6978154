"""What commands ask of the window: dialogs, zoom, layout."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.canvas_port import CanvasPort
from playground.app.layout_port import LayoutPort
from playground.app.workspace import Workspace
from playground.core.errors import Problem
from playground.core.network.values import Edge
from playground.gui.canvas.view import CanvasView
from playground.gui.widgets.context_menu import ask_for_menu
from playground.gui.window.actions import Actions
from playground.gui.window.panels import Panels
from playground.gui.window.stage import Stage

THUMBNAIL = (480, 300)  # px


class Host(LayoutPort, Protocol):
    """The main window, as far as commands need it."""

    workspace: Workspace
    canvas: CanvasView
    actions_table: Actions
    panels: Panels
    stage: Stage

    def close(self) -> bool:
        """Close, unless the person would rather not."""

    def show_bottom(self, key: str) -> None:
        """Bring a panel into view."""

    def rename_block(self) -> None:
        """Let the person type another name for the selected block."""

    def show_menu(self) -> None:
        """Open the menu beneath its button."""

    def show_run_until(self) -> None:
        """Open what says how far to train."""

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""


class Port:
    """Implement `WindowPort` for a main window; dialogs are imported when first asked for."""

    def __init__(self, host: Host, window: QWidget) -> None:
        self._host, self._window = host, window

    @property
    def canvas(self) -> CanvasPort:
        """Return the canvas."""
        return self._host.canvas

    @property
    def layout(self) -> LayoutPort:
        """Return what says which parts of the window are shown."""
        return self._host

    def quit(self) -> None:
        """Close the window, which asks about changes first."""
        self._host.close()

    def thumbnail(self) -> bytes:
        """Return a small PNG of the canvas for the project file."""
        return png(self._host.canvas.thumbnail(*THUMBNAIL))

    def show_templates(self) -> None:
        """Show the templates to start from."""
        from playground.gui.dialogs.templates import TemplatesDialog

        TemplatesDialog(self._host.workspace, self._window).open()

    def show_export(self) -> None:
        """Show the export dialog."""
        from playground.gui.dialogs.export import ExportDialog

        ExportDialog(self._host.workspace, self._window).open()

    def show_commands(self) -> None:
        """Show the command palette."""
        from playground.gui.dialogs.commands import CommandPalette

        CommandPalette(self._host.workspace, self._host.actions_table, self._window).open()

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from playground.gui.dialogs.shortcuts import ShortcutSheet

        ShortcutSheet(self._window).open()

    def show_diagnostics(self, text: str) -> None:
        """Show versions, device and folders, to copy."""
        from playground.gui.dialogs.diagnostics import DiagnosticsDialog

        DiagnosticsDialog(text, self._window).open()

    def show_problem(self, problem: Problem) -> None:
        """Bring the place of a problem into view and tell it."""
        self._host.canvas.show_problem(problem)

    def show_block(self, node_id: str) -> None:
        """Select a block of the canvas and bring it to the middle."""
        self._host.canvas.centre_block(node_id)

    def rename_block(self) -> None:
        """Let the person type another name for the selected block."""
        self._host.rename_block()

    def show_menu(self) -> None:
        """Open the menu of the window."""
        self._host.show_menu()

    def show_run_until(self) -> None:
        """Let the person say until when to train."""
        self._host.show_run_until()

    def show_rate_finder(self) -> None:
        """Search for a learning rate beside its field."""
        from playground.gui.docks.recipe import RecipePanel

        self._host.show_bottom("recipe")
        for panel in self._window.findChildren(RecipePanel):
            panel.open_rate_finder()

    def focus_canvas(self) -> None:
        """Give the keys back to the canvas."""
        self._host.canvas.setFocus(Qt.FocusReason.PopupFocusReason)

    def copied(self) -> tuple[str, tuple[Path, ...]]:
        """Return the text, and the files, that were copied elsewhere."""
        from playground.gui.window.dropping import paths_in

        mime = QApplication.clipboard().mimeData()
        return ("", ()) if mime is None else (mime.text(), paths_in(mime))

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""
        self._host.search_blocks()

    def offer_blocks(self, edge: Edge) -> None:
        """Show the blocks that fit into a wire, to insert one."""
        self._host.canvas.offer_on_wire(edge)

    def go_to_message(self) -> None:
        """Put the keyboard on the bar that tells or asks something."""
        self._host.stage.banner.take_keyboard()

    def open_context_menu(self) -> None:
        """Open the menu of what has the focus, as the right button does."""
        ask_for_menu(QApplication.focusWidget() or self._window)

    def show_panel(self, key: str) -> None:
        """Bring a panel into view."""
        self._host.show_bottom(key)

    def show_panels(self) -> None:
        """Show which panels there are, to choose what is shown where."""
        from playground.gui.dialogs.panel_chooser import PanelChooser

        PanelChooser(self._host.workspace, self._host.panels, self._window).open()

    def show_draw_pad(self) -> None:
        """Show paper to draw on; one sheet at a time."""
        from playground.gui.dialogs.drawing import DrawDialog

        opened = self._window.findChild(DrawDialog)
        if opened is None:
            opened = DrawDialog(self._host.workspace, self._window)
        opened.show()
        opened.raise_()
        opened.activateWindow()

    def show_unit_at_work(self) -> None:
        """Show the numbers behind one number of a block, or no longer."""
        self._host.canvas.show_unit_at_work()


def png(image: QImage) -> bytes:
    """Return an image as the bytes of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())
