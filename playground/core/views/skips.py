"""What held-out data say when one skip is cut: how much the network leans on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.network.topology import downstream
from playground.core.network.values import Edge, Network
from playground.core.project.values import Part, Project
from playground.core.views import places
from playground.core.views.spec import LiveModel, Snapshot

MOST = 16  # that are cut; each takes a pass over the held-out part


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the first goal's main figure on held-out data with each of some wires cut: zeros arrive.

    Options: `wires`, those asked for as (source, port, target, port); else all that skip something, 16 at
    most; `part`. Facts: `goal`, `part`, `figure` (its id), `samples`, `without` {wire: figure}, and
    `whole` where it is known at that step. One that the network does not have is left out.
    """
    part: Part = options.get("part") or "validation"
    node = places.figuring(model.project, model.fields, {})
    figure = places.rule(model.project, node).main
    network = model.project.network
    asked = [Edge(*wire) for wire in options.get("wires", ())]
    wires = [edge for edge in asked or skips(network) if edge in network.edges][:MOST]
    samples = len(model.numbers(part))
    facts: dict[str, Any] = {"goal": node, "part": part, "figure": figure, "samples": samples, "without": {}}
    if samples and wires:
        known = model.evaluation(part)
        if known.step == model.step:
            facts["whole"] = known.figures.get(figure)
        found = {edge.as_tuple(): model.figure_without(edge, node, figure, part) for edge in wires}
        facts["without"] = {wire: value for wire, value in found.items() if value is not None}
    return Snapshot("skips", model.step, {}, facts)


def skips(network: Network) -> list[Edge]:
    """Return the wires whose ends another way joins, too, by the network's order."""
    forks = [edge for edge in network.edges if len(network.out.get(edge.source, ())) > 1]
    joins = [edge for edge in forks if len(network.into.get(edge.target, ())) > 1]
    return [edge for edge in joins if _is_passed(network, edge)]


def _is_passed(network: Network, skip: Edge) -> bool:
    """Tell whether another way leads from a wire's start to its end."""
    others = (edge.target for edge in network.out[skip.source] if edge.target != skip.target)
    return any(skip.target in downstream(network, target) for target in others)


def applies(project: Project, fields: DataFields) -> bool:
    """Tell whether a network whose goal has figures on held-out data has skips."""
    return places.has_figures(project, fields) and bool(skips(project.network))
