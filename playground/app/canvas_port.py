"""What commands ask of the canvas; it implements it, tests hand in a double."""

from __future__ import annotations

from typing import Protocol

from playground.core.layout.tidy import DrawnSizes


class CanvasPort(Protocol):
    """The canvas as far as commands need it."""

    @property
    def in_gesture(self) -> bool:
        """Say whether something is being dragged or drawn."""

    def cancel_gesture(self) -> bool:
        """Take back what is being dragged or drawn; False: nothing is."""

    def drawn_sizes(self) -> DrawnSizes:
        """Return how large blocks are drawn, and how wide the canvas is."""

    def fit(self) -> None:
        """Show the whole network."""

    def fit_again(self) -> None:
        """Show a network that is laid out anew, as if it were just opened."""

    def zoom_to(self, scale: float) -> None:
        """Show the canvas at a scale, 1.0 is 1:1."""

    def zoom_by(self, factor: float) -> None:
        """Scale the canvas by a factor."""

    def toggle_mask(self) -> None:
        """Take what is said of pixels off their picture, or lay it over again."""


class NoCanvas:
    """Stand in where there is no canvas: nothing is drawn."""

    @property
    def in_gesture(self) -> bool:
        """Say that nothing is being dragged."""
        return False

    def cancel_gesture(self) -> bool:
        """Say that nothing is being dragged."""
        return False

    def drawn_sizes(self) -> DrawnSizes:
        """Return that nothing is drawn: blocks are of ordinary size."""
        return DrawnSizes()

    def fit(self) -> None:
        """Do nothing."""

    def fit_again(self) -> None:
        """Do nothing."""

    def zoom_to(self, scale: float) -> None:
        """Do nothing."""

    def zoom_by(self, factor: float) -> None:
        """Do nothing."""

    def toggle_mask(self) -> None:
        """Do nothing."""
