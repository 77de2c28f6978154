"""Which network the canvas shows: the whole one, or the one in a group that was entered."""

from __future__ import annotations

from collections.abc import Mapping

from psygnal import Signal

from playground.app.shown import Shown
from playground.core.build.expand import first_path
from playground.core.build.infer import Inference, infer
from playground.core.build.scopes import scoped, widened
from playground.core.build.wiring import label_of
from playground.core.network.nesting import Path, inner, leads
from playground.core.network.unfolding import folded, unfolded
from playground.core.network.values import Network
from playground.core.project.values import DataFields, Project


class Scope:
    """A path of groups, and what a project looks like from there."""

    changed = Signal(str)  # the group that was left, or ""

    def __init__(self) -> None:
        self.path: Path = ()
        self._kept: tuple[Project, Path, Shown] | None = None

    def show(self, path: Path) -> None:
        """Show the network at a path of groups."""
        if path != self.path:
            left = self.path[len(path) : len(path) + 1]
            self.path = path
            self.changed.emit("".join(left))

    def enter(self, node_id: str) -> None:
        """Show the network in one of the groups that are seen."""
        self.show((*self.path, *node_id.split("/")))

    def keep_valid(self, network: Network) -> None:
        """Leave groups that are gone."""
        path = self.path
        while path and not leads(network, path):
            path = path[:-1]
        self.show(path)

    def titles(self, network: Network) -> tuple[str, ...]:
        """Return the names of the groups that were entered, outermost first."""
        return tuple(label_of(inner(network, self.path[:end]), group) for end, group in enumerate(self.path))

    def shown(self, whole: Project) -> Shown:
        """Return what is seen of a project; the same object as long as it is the same project."""
        kept = self._kept
        if kept is None or kept[0] is not whole or kept[1] != self.path:
            part = scoped(whole, self.path)
            seen = unfolded(part.network)
            shown = Shown(part if seen is part.network else part.with_network(seen), first_path(self.path))
            kept = self._kept = (whole, self.path, shown)
        return kept[2]

    def whole(self, before: Project, changed: Project) -> tuple[Project, Mapping[str, str]]:
        """Return the whole project after an edit of what is seen, and new ids of blocks that changed groups.

        PlaygroundError when the edit cannot be.
        """
        network, names = folded(inner(before.network, self.path), changed.network)
        return widened(before, self.path, changed.with_network(network)), names

    def infer(self, whole: Project, tried: Project, fields: DataFields) -> Inference:
        """Return the shapes that an edit would lead to, by the ids of the edit; PlaygroundError as above."""
        project, names = self.whole(whole, tried)
        return Shown(tried, first_path(self.path), names).inference(infer(project, fields))
