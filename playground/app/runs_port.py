"""What commands ask of the page of runs; the window implements it."""

from __future__ import annotations

from typing import Literal, Protocol


class RunsPort(Protocol):
    """The page of runs, as far as commands need it."""

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""

    def toggle(self) -> None:
        """Show the runs of the project in place of the canvas, or the canvas again."""

    def edit(self, what: Literal["name", "note"]) -> None:
        """Let the person type another name of the chosen run, or a note on it."""


class NoRuns:
    """Stand in where there is no window: nothing is shown."""

    shown = False

    def toggle(self) -> None:
        """Do nothing."""

    def edit(self, what: Literal["name", "note"]) -> None:
        """Do nothing."""
