"""Which network the canvas shows: the whole one, or the one in a group that was opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from psygnal import Signal

from playground.core.build.expand import first_path
from playground.core.build.infer import Inference, infer
from playground.core.build.names import key_path
from playground.core.build.scopes import scoped, widened, within
from playground.core.build.wiring import label_of
from playground.core.errors import Place, Problem
from playground.core.network.nesting import Path, inner, leads
from playground.core.network.values import Network
from playground.core.project.values import DataFields, Project
from playground.core.views.spec import Snapshot

Known = TypeVar("Known")


class Scope:
    """A path of groups and what a project looks like from there."""

    changed = Signal(str)  # the group that was left, or ""

    def __init__(self) -> None:
        self.path: Path = ()

    @property
    def prefix(self) -> str:
        """Return what the ids of the blocks shown begin with in the flat network."""
        return first_path(self.path)

    def flat(self, node: str) -> str:
        """Return the id that a block shown has in the flat network, where views look."""
        return self.prefix + node

    def own(self, flat: str) -> str:
        """Return the id of a block among those that are shown, "" for one that is not."""
        node = flat.removeprefix(self.prefix)
        return "" if not flat.startswith(self.prefix) or "/" in node else node

    def key(self, node: str) -> str:
        """Return what the weight keys of a block that is shown begin with."""
        return key_path(self.flat(node))

    @property
    def looked_into(self) -> dict[str, tuple[str, ...]]:
        """Return the option that lets views show blocks in groups."""
        return {"within": (self.prefix,)} if self.path else {}

    def picture(self, snapshot: Snapshot) -> Snapshot:
        """Return what a view says of the blocks that are shown, by their own ids; the rest is left out."""
        if not self.path:
            return snapshot
        nodes = snapshot.facts.get("nodes")
        facts = snapshot.facts if nodes is None else {**snapshot.facts, "nodes": self._cut(nodes)}
        return replace(snapshot, arrays=self._cut(snapshot.arrays), facts=facts)

    def _cut(self, known: Mapping[str, Known]) -> dict[str, Known]:
        """Keep what begins with the prefix, without it, and what belongs to no block: ".picture"."""
        begins = (self.prefix, key_path(self.prefix))
        cut: dict[str, Known] = {}
        for name, value in known.items():
            begin = next((each for each in begins if name.startswith(each)), "")
            if begin or name.startswith("."):
                cut[name[len(begin) :]] = value
        return cut

    def show(self, path: Path) -> None:
        """Show the network at a path of groups."""
        if path != self.path:
            left = self.path[len(path) : len(path) + 1]
            self.path = path
            self.changed.emit("".join(left))

    def enter(self, node_id: str) -> None:
        """Show the network in one of the groups that are seen."""
        self.show((*self.path, node_id))

    def keep_valid(self, network: Network) -> None:
        """Leave groups that are gone."""
        path = self.path
        while path and not leads(network, path):
            path = path[:-1]
        self.show(path)

    def titles(self, network: Network) -> tuple[str, ...]:
        """Return the names of the groups that are open, outermost first."""
        return tuple(label_of(inner(network, self.path[:end]), group) for end, group in enumerate(self.path))

    def project(self, whole: Project) -> Project:
        """Return the project with the network that is shown."""
        return scoped(whole, self.path)

    def whole(self, before: Project, changed: Project) -> Project:
        """Return the whole project after an edit of what is shown."""
        return widened(before, self.path, changed)

    def inference(self, known: Inference) -> Inference:
        """Return shapes and counts by the ids of the blocks that are shown."""
        return within(known, self.prefix)

    def infer(self, whole: Project, tried: Project, fields: DataFields) -> Inference:
        """Return the shapes that an edit would lead to."""
        return self.inference(infer(self.whole(whole, tried), fields))

    def problems(self, found: tuple[Problem, ...], network: Network) -> tuple[Problem, ...]:
        """Return all problems as they are told here: by the block that is shown, or by none."""
        return tuple(self._seen(problem, network) for problem in found)

    def _seen(self, problem: Problem, network: Network) -> Problem:
        where, prefix = problem.where, self.prefix
        if not where.node.startswith(prefix):
            return replace(problem, where=Place()) if prefix else problem
        own = where.node.removeprefix(prefix)
        if "/" not in own:
            return replace(problem, where=replace(where, node=own)) if prefix else problem
        group = own.partition("/")[0]
        message = f"In {label_of(inner(network, self.path), group)}: {problem.message}"
        return replace(problem, where=Place(group), message=message)
