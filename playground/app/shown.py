"""What the canvas shows of a project: one network, with what is in groups opened in place beside them.

Ids of blocks differ between here (`dense`, `group/dense`) and the flat network (`encoder/0/dense`) on which
shapes, views and weights are found. A `BlockPath` translates; this is where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from playground.core.blocks.spec import OUT
from playground.core.errors import Place, Problem
from playground.core.graph.wiring import Slot
from playground.core.network.block_path import BlockPath, owners
from playground.core.network.unfolding import is_open
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.shapes.infer import Inference
from playground.core.views.spec import Snapshot

Known = TypeVar("Known")
WHOLE = BlockPath()
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Shown:
    """A project with the network that is seen, and where it lies in the whole."""

    project: Project
    place: BlockPath = WHOLE  # the network that is seen, in the first repeat of each group
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)  # ids here -> as the edit gives them

    @cached_property
    def plain(self) -> bool:
        """Say whether ids are the same here and in the flat network."""
        return not self.place.groups and not any(map(is_open, self.project.network.nodes.values()))

    @property
    def in_group(self) -> bool:
        """Say whether the inside of a group is seen."""
        return not self.plain

    @cached_property
    def _flat(self) -> dict[str, str]:
        """Return the flat id of each block that is seen."""
        return {node: self.flat(self.names.get(node, node)) for node in self.project.network.nodes}

    def flat(self, node: str) -> str:
        """Return the id of a block in the flat network: in the first repeat of each group."""
        return str(self.place / BlockPath.of(node).first)

    def own(self, flat: str) -> str:
        """Return the id here of a block of the flat network, "" for one that has none."""
        path = BlockPath.of(flat).below(self.place)
        return str(path.drawn) if path is not None and path == path.first else ""

    def key(self, node: str, *names: str) -> str:
        """Return the key of a weight that is called so in a block; without a name, how its keys begin."""
        return BlockPath.of(self.flat(node)).key(*names)

    @property
    def within(self) -> dict[str, tuple[str, ...]]:
        """Return the option that lets views show blocks in groups, where some are seen."""
        if self.plain:
            return {}
        nodes = self.project.network.nodes
        groups = [BlockPath.of(self.flat(node_id)).inside(0) for node_id in nodes if is_open(nodes[node_id])]
        return {"within": tuple(map(str, (*([self.place] if self.place.groups else []), *groups)))}

    def givers(self, gives: Mapping[Slot, Slot]) -> dict[str, str]:
        """Return of each block that hands on what another gives the flat id of that one.

        These are closed groups, in the last of their repeats, and where what arrives at a group comes in;
        `gives` says where what they give comes from, as `Flat.gives`. Of several outputs the first is meant.
        """
        nodes, found = self.project.network.nodes, {}
        for node, flat in self._flat.items() if gives else ():
            source, port = gives.get((flat, OUT.name), ("", ""))
            if port == OUT.name and not nodes[node].disabled and not is_open(nodes[node]):
                found[node] = source
        return found

    def inference(self, known: Inference) -> Inference:
        """Return shapes and counts by the ids that blocks have here."""
        if self.plain and not self.names:
            return known

        def cut(found: Mapping[str, Known]) -> dict[str, Known]:
            return {node: found[flat] for node, flat in self._flat.items() if flat in found}

        return replace(
            known, outputs=cut(known.outputs), inputs=cut(known.inputs), parameters=cut(known.parameters),
            lent=cut(known.lent), bytes=cut(known.bytes), multiply_adds=cut(known.multiply_adds),
            failures=(),
        )  # fmt: skip

    def picture(self, snapshot: Snapshot, givers: Mapping[str, str] = NO_NAMES) -> Snapshot:
        """Return what a view says of the blocks that are seen, by their ids here; the rest is left out.

        What is said of a block in `givers` holds for the one that hands it on, too.
        """
        if self.plain and not givers:
            return snapshot
        nodes = snapshot.facts.get("nodes")
        facts = snapshot.facts if nodes is None else {**snapshot.facts, "nodes": self._seen(nodes, givers)}
        return replace(snapshot, arrays=self._seen(snapshot.arrays, givers), facts=facts)

    def _seen(self, known: Mapping[str, Known], givers: Mapping[str, str]) -> dict[str, Known]:
        own = dict(known) if self.plain else self._cut(known)
        return own | {node: known[flat] for node, flat in givers.items() if flat in known}

    @cached_property
    def _spoken(self) -> dict[str, str]:
        """Return the id here for what views call a block: its flat id, or the beginning of its keys."""
        return {name: node for node, flat in self._flat.items() for name in (flat, self.key(node))}

    def _cut(self, known: Mapping[str, Known]) -> dict[str, Known]:
        """Rename what belongs to a block: "g.0.dense.weight"; keep what belongs to none: ".picture"."""
        found = {}
        for name, value in known.items():
            owner = next((each for each in owners(name) if each[0] in self._spoken), None)
            if owner is not None:
                found[self._spoken[owner[0]] + owner[1]] = value
            elif name.startswith("."):
                found[name] = value
        return found

    def problem(self, problem: Problem) -> Problem:
        """Return a problem as it is told here: at the block that is seen, or at none."""
        where = problem.where
        if not where.node:
            return replace(problem, where=Place()) if self.place.groups else problem
        path = BlockPath.of(where.node).below(self.place)
        if path is None:
            return replace(problem, where=Place())
        if self.plain and not path.groups:
            return problem
        ways = [str(each.drawn) for each in (path, *reversed(path.around))]
        seen = next((each for each in ways if each in self.project.network.nodes), "")
        if seen == ways[0]:
            return replace(problem, where=self._here(where, seen))
        if not seen:
            return replace(problem, where=Place())
        message = Text("In {block}: {why}", block=self.project.label_of(seen), why=problem.message)
        return replace(problem, where=Place(seen), message=message)

    def _here(self, where: Place, seen: str) -> Place:
        path = BlockPath.of(seen)
        if where.edge is None or not path.groups:
            return replace(where, node=seen)
        source, gives, target, takes = where.edge
        edge = (str(path.beside(source)), gives, str(path.beside(target)), takes)
        return replace(where, node=seen, edge=edge)
