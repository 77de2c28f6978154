"""What a menu was opened on: commands about one wire or one panel ask here which one is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from playground.core.network.values import Edge


class PanelPort(Protocol):
    """A panel, as far as commands need it."""

    @property
    def in_dock(self) -> bool:
        """Say whether it stands beside the canvas, where it can be detached."""

    def copy_picture(self) -> None:
        """Put the panel as it is seen on the clipboard."""

    def copy_numbers(self) -> None:
        """Put the panel's numbers on the clipboard."""

    def save_picture(self) -> None:
        """Ask where, and save as a picture."""

    def save_numbers(self) -> None:
        """Ask where, and save as a table."""

    def detach(self) -> None:
        """Become a window of its own, or come back."""

    def maximise(self) -> None:
        """Fill the window, or go back."""

    def hide_panel(self) -> None:
        """Be shown no longer."""


@dataclass(frozen=True)
class Pointed:
    """The wire, the panel or the set that is meant; none of them while no menu was opened on one."""

    edge: Edge | None = None
    panel: PanelPort | None = None
    kept: str = ""  # the id of a set of somebody's own whose card it is
    tab: bool = False  # a tab's menu was opened; one without a panel of its own always stands there


NOTHING = Pointed()
