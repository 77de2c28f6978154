"""What the parts of the program that read somebody's own files share: their page, and what can be read."""

from __future__ import annotations

from typing import Protocol

from playground.core.importing.importers import IMPORTERS


class OwnPage(Protocol):
    """A page about somebody's own files, as far as commands need it; the window implements it."""

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""

    def enter(self) -> None:
        """Show it in place of the canvas."""

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""


class NoPage:
    """Stand in where there is no window."""

    shown = False

    def enter(self) -> None:
        """Do nothing."""

    def leave(self) -> bool:
        """Say that the canvas is shown."""
        return False


def readable_suffixes() -> tuple[str, ...]:
    """Return the endings of files that can be read, with their dots."""
    return tuple(f".{ending}" for importer in IMPORTERS for ending in importer.endings)
