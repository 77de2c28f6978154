"""What of a network's sources can be varied while it trains, and what a goal bears of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import SAME, Role
from playground.core.graph.wiring import Graph
from playground.core.project.augmentations import AUGMENTATIONS, AugmentationSpec, Variety


@dataclass(frozen=True)
class VariedSource:
    """A source that brings what augmentations may change."""

    node: str
    kind: Variety
    field: Field
    raw: bool  # its values go on as the data have them

    @property
    def span(self) -> float:
        """Return how far its lowest and its highest value lie apart, as they are prepared."""
        return (self.field.high - self.field.low) if self.raw else 1.0

    def constants(self, spec: AugmentationSpec) -> Mapping[str, Any]:
        """Return what the function of an augmentation needs beside batch, strength and generator."""
        return spec.kinds[self.kind].constants(self.field, self.span)


def varied_sources(graph: Graph, fields: DataFields) -> tuple[VariedSource, ...]:
    """Return those of a network's sources that are trained, in the order of the canvas."""
    return tuple(_varied(graph, fields))


def _varied(graph: Graph, fields: DataFields) -> Iterator[VariedSource]:
    for node, spec in graph.of_role(Role.SOURCE).items():
        field = fields.fields.get(spec.field)
        if field is None or not spec.varies or node not in graph.live:
            continue
        raw = spec.is_raw(spec.params_of(graph.network.nodes[node].params))
        yield VariedSource(node, cast(Variety, field.sound or spec.varies), field, raw)


def offered(graph: Graph, fields: DataFields) -> tuple[AugmentationSpec, ...]:
    """Return the augmentations that suit what a network's sources bring and what its goals aim at."""
    kinds = {each.kind for each in varied_sources(graph, fields)}
    return tuple(spec for spec in AUGMENTATIONS
                 if spec.kinds.keys() & kinds and not in_its_way(graph, fields, spec))  # fmt: skip


def in_its_way(graph: Graph, fields: DataFields, spec: AugmentationSpec) -> str:
    """Return the block that an augmentation would give wrong samples to; "" where there is none.

    What moves places is nothing for goals that aim at places, nor for those that give back what came in; what
    mixes samples is for goals that have one answer a sample, and for pictures alone.
    """
    for node, each in graph.of_role(Role.GOAL).items():
        if node in graph.live and each.goal is not None and not _bears(each.goal, each.field, spec):
            return node
    if not spec.mixes:
        return ""
    varied = {each.node for each in varied_sources(graph, fields) if each.kind in spec.kinds}
    others = (node for node in graph.of_role(Role.SOURCE) if node in graph.live and node not in varied)
    return next(others, "")


def _bears(rule: GoalRule, field: str, spec: AugmentationSpec) -> bool:
    by_sample = rule.aligned == "sample" and field != SAME
    if spec.mixes:
        return by_sample and rule.aims and not rule.spans
    return by_sample or not spec.moves
