"""Where somebody's own files are, and which of them may be read: what the person chose, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.core.network.values import NO_PARAMS, frozen


@dataclass(frozen=True)
class OwnFiles:
    """What a project's files are looked for by: a file is known by its content, whatever it is called.

    In the project's folder files are read as the project names them; elsewhere only those that were chosen.
    """

    folder: Path | None = None  # of the project's file; None while it has none
    # By the sha256 of their content: where the person said they lie, and what came in the project's file.
    chosen: Mapping[str, Path] = field(default_factory=lambda: NO_PARAMS, hash=False)
    packed: Mapping[str, bytes] = field(default_factory=lambda: NO_PARAMS, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "chosen", frozen(self.chosen))
        object.__setattr__(self, "packed", frozen(self.packed))

    def with_chosen(self, found: Mapping[str, Path]) -> OwnFiles:
        """Return the same once the person has chosen files too, by the sha256 of their content."""
        return OwnFiles(self.folder, {**self.chosen, **found}, self.packed)

    def with_packed(self, found: Mapping[str, Any]) -> OwnFiles:
        """Return the same with contents that are kept in the project's file."""
        return OwnFiles(self.folder, self.chosen, {**self.packed, **found})

    def at(self, folder: Path) -> OwnFiles:
        """Return what a project in a folder begins with: all that was chosen, nothing another brought."""
        return OwnFiles(folder, self.chosen)
