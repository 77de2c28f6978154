"""Which network the canvas shows: the whole one, or the one in a group that was entered."""

from __future__ import annotations

from collections.abc import Mapping

from psygnal import Signal

from playground.app.shown import Shown
from playground.core.checks.analysis import Analysis, analyse
from playground.core.checks.scopes import scoped, widened
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import in_step
from playground.core.network.nesting import Path, inner, leads
from playground.core.network.unfolding import folded, unfolded
from playground.core.project.values import Project
from playground.core.shapes.infer import Inference


class Scope:
    """A path of groups, and what a project looks like from there."""

    changed = Signal(str)  # the group that was left, or ""

    def __init__(self, whole: Project) -> None:
        self.path: Path = ()
        self._whole = whole
        self.shown = self._seen()  # what is seen of the project looked at last

    def look_at(self, whole: Project) -> None:
        """Take another version of the project; groups that are gone are left."""
        self._whole, path = whole, self.path
        while path and not leads(whole.network, path):
            path = path[:-1]
        self._move(path)

    def show(self, path: Path) -> None:
        """Show the network at a path of groups."""
        if path != self.path:
            self._move(path)

    def enter(self, node_id: str) -> None:
        """Show the network in one of the groups that are seen."""
        self.show((*self.path, *BlockPath.of(node_id).ids))

    def titles(self, project: Project) -> tuple[str, ...]:
        """Return the names of the groups that were entered, outermost first."""
        parts = (scoped(project, self.path[:end]) for end in range(len(self.path)))
        return tuple(part.label_of(group) for part, group in zip(parts, self.path, strict=True))

    def whole(self, before: Project, changed: Project) -> tuple[Project, Mapping[str, str]]:
        """Return the whole project after an edit of what is seen, and new ids of blocks that changed groups.

        PlaygroundError when the edit cannot be.
        """
        network, names = folded(inner(before.network, self.path), changed.network)
        return widened(before, self.path, changed.with_network(network)), names

    def infer(self, known: Analysis, tried: Project) -> Inference:
        """Return the shapes that an edit would lead to, by the ids of the edit; PlaygroundError as above."""
        project, names = self.whole(known.project, tried)
        project = project.with_network(in_step(project.network, known.project.network))
        found = analyse(project, known.fields, before=known)
        return Shown(tried, BlockPath(groups=self.path).first, names).inference(found.inference)

    def _move(self, path: Path) -> None:
        left = self.path[len(path) : len(path) + 1]
        moved, self.path = path != self.path, path
        self.shown = self._seen()
        if moved:
            self.changed.emit("".join(left))

    def _seen(self) -> Shown:
        part = scoped(self._whole, self.path)
        seen = unfolded(part.network)
        return Shown(
            part if seen is part.network else part.with_network(seen), BlockPath(groups=self.path).first
        )
