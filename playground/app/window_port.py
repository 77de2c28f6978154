"""What commands ask of the window; the window implements it, tests hand in a double."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from playground.app.canvas_port import CanvasPort, NoCanvas
from playground.app.layout_port import LayoutPort, NoLayout
from playground.core.errors import Problem
from playground.core.network.values import Edge


class WindowPort(Protocol):
    """The window as far as commands need it."""

    @property
    def canvas(self) -> CanvasPort:
        """Return the canvas."""

    @property
    def layout(self) -> LayoutPort:
        """Return what says which of its parts are shown."""

    def quit(self) -> None:
        """Close the window, which asks about changes first."""

    def thumbnail(self) -> bytes:
        """Return a small PNG of the canvas for the project file; empty when there is none."""

    def show_templates(self) -> None:
        """Show the templates to start from; choosing one calls `workspace.files.new(template_id)`."""

    def show_export(self) -> None:
        """Show the export dialog, which calls `workspace.exports.start(...)`."""

    def show_commands(self) -> None:
        """Show the command palette."""

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""

    def show_diagnostics(self, text: str) -> None:
        """Show versions, device and folders, to copy."""

    def show_problem(self, problem: Problem) -> None:
        """Bring the place of a problem into view and tell it."""

    def show_block(self, node_id: str) -> None:
        """Select a block of the canvas and bring it to the middle."""

    def rename_block(self) -> None:
        """Let the person type another name for the selected block."""

    def show_menu(self) -> None:
        """Open the menu of the window."""

    def show_run_until(self) -> None:
        """Let the person say until when to train."""

    def show_rate_finder(self) -> None:
        """Search for a learning rate beside its field."""

    def focus_canvas(self) -> None:
        """Give the keys back to the canvas."""

    def copied(self) -> tuple[str, tuple[Path, ...]]:
        """Return the text, and the files, that were copied elsewhere."""

    def search_blocks(self) -> None:
        """Put the focus on the palette's search field."""

    def offer_blocks(self, edge: Edge) -> None:
        """Show the blocks that fit into a wire, to insert one."""

    def go_to_message(self) -> None:
        """Put the keyboard on the bar that tells or asks something."""

    def open_context_menu(self) -> None:
        """Open the menu of what has the focus, as the right button does."""

    def show_panel(self, key: str) -> None:
        """Bring a panel into view."""

    def show_panels(self) -> None:
        """Show which panels there are, to choose what is shown where."""

    def show_draw_pad(self) -> None:
        """Show paper to draw a picture of one's own on."""

    def show_unit_at_work(self) -> None:
        """Show the numbers behind one number of a block, or no longer."""


class NoWindow:
    """Stand in where there is no window: nothing is shown."""

    canvas, layout = NoCanvas(), NoLayout()

    def quit(self) -> None:
        """Do nothing."""

    def thumbnail(self) -> bytes:
        """Return no picture."""
        return b""

    def show_templates(self) -> None:
        """Do nothing."""

    def show_export(self) -> None:
        """Do nothing."""

    def show_commands(self) -> None:
        """Do nothing."""

    def show_shortcuts(self) -> None:
        """Do nothing."""

    def show_diagnostics(self, text: str) -> None:
        """Do nothing."""

    def rename_block(self) -> None:
        """Do nothing."""

    def show_menu(self) -> None:
        """Do nothing."""

    def show_problem(self, problem: Problem) -> None:
        """Do nothing."""

    def show_block(self, node_id: str) -> None:
        """Do nothing."""

    def show_run_until(self) -> None:
        """Do nothing."""

    def show_rate_finder(self) -> None:
        """Do nothing."""

    def focus_canvas(self) -> None:
        """Do nothing."""

    def copied(self) -> tuple[str, tuple[Path, ...]]:
        """Return nothing."""
        return "", ()

    def search_blocks(self) -> None:
        """Do nothing."""

    def offer_blocks(self, edge: Edge) -> None:
        """Do nothing."""

    def go_to_message(self) -> None:
        """Do nothing."""

    def open_context_menu(self) -> None:
        """Do nothing."""

    def show_panel(self, key: str) -> None:
        """Do nothing."""

    def show_panels(self) -> None:
        """Do nothing."""

    def show_draw_pad(self) -> None:
        """Do nothing."""

    def show_unit_at_work(self) -> None:
        """Do nothing."""
