"""What commands ask about the parts of the window; the window implements it."""

from __future__ import annotations

from typing import Protocol


class LayoutPort(Protocol):
    """Which parts of the window are shown."""

    @property
    def full_canvas(self) -> bool:
        """Say whether the canvas is shown alone."""

    @property
    def code_shown(self) -> bool:
        """Say whether the code is shown."""

    def toggle_full_canvas(self) -> None:
        """Show the canvas alone, or everything again."""

    def toggle_code(self) -> None:
        """Show the network's code beside the canvas, or no longer."""

    def reset_layout(self) -> None:
        """Put docks and bars where they were at first."""

    def show_devices(self) -> None:
        """Put the keyboard where it is chosen what training computes on."""


class NoLayout:
    """Stand in where there is no window: nothing is shown."""

    full_canvas = code_shown = False

    def toggle_full_canvas(self) -> None:
        """Do nothing."""

    def toggle_code(self) -> None:
        """Do nothing."""

    def reset_layout(self) -> None:
        """Do nothing."""

    def show_devices(self) -> None:
        """Do nothing."""
