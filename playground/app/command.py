"""One command: what it is called, what it does, when it can be done, and why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.app.texts import tr
from playground.app.workspace import Workspace

# What menus are called, by the first part of a command's id, in their order; keys for `tr`.
GROUPS = {"file": "File", "edit": "Edit", "train": "Train", "time": "Time", "runs": "Runs",
          "samples": "Samples", "data": "Data", "view": "View", "panel": "Panel", "problems": "Problems",
          "palette": "Blocks", "help": "Help"}  # fmt: skip
Test = Callable[[Workspace], bool]


def _always(_workspace: Workspace) -> bool:
    return True


@dataclass(frozen=True)
class Command:
    """One thing a person can ask for; titles are keys for `tr`."""

    id: str
    title: str
    run: Callable[[Workspace], object]
    icon: str = ""  # name of an icon in assets/icons
    shortcut: str = ""  # as Qt's QKeySequence reads it
    enabled: Test = _always
    why_not: Callable[[Workspace], str] = lambda workspace: ""  # a sentence while it is not enabled
    checked: Test | None = None  # None: not a switch
    text: Callable[[Workspace], str] | None = None  # a title that follows the state: "Undo Move Dense"

    @property
    def group(self) -> str:
        """Return the menu it stands in."""
        return self.id.partition(".")[0]

    def label(self, workspace: Workspace) -> str:
        """Return the words on its button, in the person's language."""
        return self.text(workspace) if self.text is not None else tr(self.title)
