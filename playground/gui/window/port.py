"""What commands ask of the window: dialogs, zoom, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from playground.core.errors import Problem

if TYPE_CHECKING:
    from playground.gui.window.main_window import MainWindow

THUMBNAIL = (480, 300)  # px


class Port:
    """Implement `WindowPort` for a main window; dialogs are imported when first asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def quit(self) -> None:
        """Close the window, which asks about changes first."""
        self._window.close()

    def thumbnail(self) -> bytes:
        """Return a small PNG of the canvas for the project file."""
        return png(self._window.canvas.thumbnail(*THUMBNAIL))

    def show_templates(self) -> None:
        """Show the templates to start from."""
        from playground.gui.dialogs.templates import TemplatesDialog

        TemplatesDialog(self._window.workspace, self._window).open()

    def show_export(self) -> None:
        """Show the export dialog."""
        from playground.gui.dialogs.export import ExportDialog

        ExportDialog(self._window.workspace, self._window).open()

    def show_commands(self) -> None:
        """Show the command palette."""
        from playground.gui.dialogs.commands import CommandPalette

        CommandPalette(self._window.workspace, self._window.actions_table, self._window).open()

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from playground.gui.dialogs.shortcuts import ShortcutSheet

        ShortcutSheet(self._window.workspace, self._window).open()

    def show_diagnostics(self, text: str) -> None:
        """Show versions, device and folders, to copy."""
        from playground.gui.dialogs.diagnostics import DiagnosticsDialog

        DiagnosticsDialog(text, self._window).open()

    def show_problem(self, problem: Problem) -> None:
        """Bring the place of a problem into view and tell it."""
        self._window.canvas.show_problem(problem)

    def show_inspector(self) -> None:
        """Put the focus on the inspector."""
        self._window.show_bottom("inspector")

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""
        self._window.search_blocks()

    def fit(self) -> None:
        """Show the whole network."""
        self._window.canvas.fit()

    def zoom_to(self, scale: float) -> None:
        """Show the canvas at a scale."""
        self._window.canvas.zoom_to(scale)

    def zoom_by(self, factor: float) -> None:
        """Scale the canvas."""
        self._window.canvas.zoom_by(factor)

    def toggle_full_canvas(self) -> None:
        """Show the canvas alone, or everything again."""
        self._window.toggle_full_canvas()

    def reset_layout(self) -> None:
        """Put docks and bars where they were at first."""
        self._window.reset_layout()

    @property
    def full_canvas(self) -> bool:
        """Say whether the canvas is shown alone."""
        return self._window.full_canvas


def png(image: QImage) -> bytes:
    """Return an image as the bytes of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
