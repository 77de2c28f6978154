"""What follows from a project and its data alone, before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from playground.core.blocks.shapes import DataFields
from playground.core.graph.expand import Flat, expand, gone_on
from playground.core.graph.wiring import Graph, graph_of
from playground.core.network.nesting import Path, inner, paths
from playground.core.project.values import Project
from playground.core.shapes.infer import Inference, infer
from playground.core.shapes.shape_cache import ShapeCache


@dataclass(frozen=True)
class Derived:
    """A project laid flat, wired and measured."""

    project: Project
    fields: DataFields
    drawn: Graph  # of the network as it is drawn
    flat: Flat
    graph: Graph  # of the flat network: what trains
    inference: Inference = field(default_factory=Inference)
    shaped: bool = False  # shapes were looked for, so PyTorch is there
    cache: ShapeCache = field(default_factory=ShapeCache, compare=False, repr=False)
    known_inside: Mapping[Path, Graph] = field(default_factory=dict, compare=False, repr=False)  # before

    @cached_property
    def inside(self) -> Mapping[Path, Graph]:
        """Return the graphs of the networks in groups, by the groups' path; () is the one that is drawn."""
        network, blocks, known = self.project.network, self.project.blocks, self.known_inside
        found = {path: graph_of(blocks, inner(network, path), known.get(path))
                 for path in paths(network) if path}  # fmt: skip
        return {(): self.drawn, **found}


def _flat(drawn: Graph, before: Derived | None) -> Flat | None:
    """Return the flat network where it follows from that of before; None where it is to be laid out."""
    if before is None or drawn.held is not before.drawn.held or before.flat.network is before.project.network:
        return None
    return gone_on(drawn.blocks, before.flat, before.project.network, drawn.network)


def derive(project: Project, fields: DataFields, before: Derived | None, shaped: bool) -> Derived:
    """Lay a project flat, wire and measure it; `before` is gone on from where only little was edited."""
    blocks = project.blocks
    if before is not None and before.project.blocks is not blocks:
        before = None  # the same block may be of another kind there
    drawn = graph_of(blocks, project.network, before.drawn if before else None)
    flat = _flat(drawn, before) or expand(blocks, project.network, drawn.live)
    is_flat = flat.network is project.network
    graph = drawn if is_flat else graph_of(blocks, flat.network, before.graph if before else None)
    inside = vars(before).get("inside", before.known_inside) if before else {}  # as far as it was asked for
    if not shaped:
        return Derived(project, fields, drawn, flat, graph, known_inside=inside)
    if before is not None and _only_moved(before, project, fields):
        return Derived(project, fields, drawn, flat, graph, before.inference, True, before.cache, inside)
    known = before.cache if before is not None and before.fields == fields else ShapeCache()
    inference, cache = infer(project, fields, flat, graph, known)
    return Derived(project, fields, drawn, flat, graph, inference, True, cache, inside)


def _only_moved(before: Derived, project: Project, fields: DataFields) -> bool:
    """Tell whether blocks stand elsewhere and all else is as before: so are all shapes."""
    return before.shaped and before.fields == fields and before.project.differs_in_places(project)
