"""What each place of a network's weights stands for, so that another network can take over what is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from playground.core.blocks.naming import (
    INPUTS,
    PLACE,
    UNITS,
    WORDS,
    Axes,
    Labels,
    features,
    handed_on,
    own_units,
    units_of,
)
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.graph.wiring import target_of
from playground.core.network.block_path import BlockPath
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import checked
from playground.core.shapes.infer import input_shapes


@dataclass(frozen=True)
class BlockMeaning:
    """What a block of the flat network reads and gives, by the labels of features."""

    kind: str
    axes: Mapping[str, Axes]
    reads: Labels  # at its first input
    gives: Labels

    def of(self, name: str, shape: tuple[int, ...]) -> ArrayMeaning:
        """Return what stands at the places of one of its weights."""
        axes = (*self.axes.get(name, ()), *[PLACE] * len(shape))[: len(shape)]
        known = {INPUTS: self.reads, UNITS: self.gives, WORDS: self._words(shape)}
        labels = tuple(_filling(known.get(axis), size) for axis, size in zip(axes, shape, strict=True))
        return ArrayMeaning(axes, labels, () if self._says_what_it_reads(axes, labels) else self.reads)

    def _says_what_it_reads(self, axes: Axes, labels: tuple[Labels | None, ...]) -> bool:
        """Say whether an array's axes, or those of the block's others, tell what went in."""
        own = [found for axis, found in zip(axes, labels, strict=True) if axis in (INPUTS, WORDS)]
        others = any({INPUTS, WORDS} & {*each} for each in self.axes.values())
        return None not in own if own else others

    def _words(self, shape: tuple[int, ...]) -> Labels:
        """Return a label a row of a table of words; rows beyond the words that the data have are spare."""
        rows = shape[0] if shape else 0
        spare = tuple(("", ("row", number)) for number in range(len(self.reads), rows))
        return (*self.reads, *spare)[:rows]


@dataclass(frozen=True)
class ArrayMeaning:
    """The labels along each axis of one array; None: nothing is known but the place."""

    axes: Axes
    labels: tuple[Labels | None, ...]
    reads: Labels = ()  # what went in, where no axis says so


def meanings(known: Derived) -> dict[str, BlockMeaning]:
    """Return what every block that trains stands for, by its id in the flat network."""
    found: dict[str, BlockMeaning] = {}
    given: dict[tuple[str, str], Labels] = {}
    scores, graph = _scores(known), known.graph
    for node in graph.order:
        spec = graph.specs[node]
        if spec is None or spec.role is Role.GOAL or node not in graph.live:
            continue
        arriving = [graph.held.get((node, port.name)) for port in spec.inputs]
        reads = tuple(given[edge.source, edge.source_port] for edge in arriving if edge is not None)
        gives = _gives(known, node, spec, reads, scores.get(node, ()))
        given |= {(node, port.name): gives for port in spec.outputs}
        found[node] = BlockMeaning(spec.id, spec.axes, reads[0] if reads else (), gives)
    return found


def _gives(known: Derived, node: str, spec: BlockSpec, reads: tuple[Labels, ...],
           scores: tuple[str, ...]) -> Labels:  # fmt: skip
    """Return the labels of what comes out of a block."""
    count = features(known.inference.outputs[node][spec.outputs[0].name])
    shapes = input_shapes(spec, known.inference, node, known.fields)
    params = checked(spec, known.graph.network.nodes[node].params)
    named = spec.names(params, reads, shapes) if reads or spec.role is Role.SOURCE else None
    if named is not None and len(named) == count:
        return named
    return tuple((node, name) for name in scores) if len(scores) == count else units_of(node, count)


def _scores(known: Derived) -> dict[str, tuple[str, ...]]:
    """Return the blocks whose units are scores of classes, with the classes' names."""
    found = {}
    for goal, aim in known.graph.of_role(Role.GOAL).items():
        edge, target = known.graph.held.get((goal, "in")), target_of(known.project, goal, known.fields)
        takes_scores = aim.goal is not None and not aim.goal.makes
        if edge is not None and target is not None and target.classes and takes_scores:
            node = known.graph.way_back(edge.source, lambda spec: spec.names is handed_on)
            spec = known.graph.specs[node]
            if spec is not None and spec.names is own_units:
                found[node] = target.classes
    return found


def _filling(labels: Labels | None, size: int) -> Labels | None:
    return labels if labels is not None and len(labels) == size else None


def same_blocks(old: Mapping[str, BlockMeaning], new: Mapping[str, BlockMeaning]) -> dict[str, str]:
    """Return for blocks of a new network those of an old one that they are: by id, else by a move.

    A block that was put into a group, or taken out of one, is known by its own id, its kind and the groups
    that stayed around it; where two could be meant, neither is.
    """
    found = {node: node for node in new if node in old and new[node].kind == old[node].kind}
    gone, come = _by_own(old.keys() - found.keys()), _by_own(new.keys() - found.keys())
    for own, nodes in come.items():
        pairs = [(node, before) for node in nodes for before in gone.get(own, ())
                 if new[node].kind == old[before].kind and _moved(before, node)]  # fmt: skip
        found |= dict(_alone(pairs))
    return found


def _by_own(nodes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for node in sorted(nodes):
        found[BlockPath.of(node).own].append(node)
    return found


def _alone(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of which neither side stands in another."""
    for pair in pairs:
        if all(other == pair or not {*other} & {*pair} for other in pairs):
            yield pair


def _moved(one: str, other: str) -> bool:
    """Say whether two paths differ by groups around alone, in their first round where it is repeated."""
    few, many = sorted(map(BlockPath.of, (one, other)), key=lambda path: len(path.groups))
    left = list(zip(few.groups, few.repeats, strict=True))
    for step in zip(many.groups, many.repeats, strict=True):
        if left and step == left[0]:
            left.pop(0)
        elif step[1]:
            return False
    return not left


def translated(blocks: Mapping[str, BlockMeaning], same: Mapping[str, str]) -> dict[str, BlockMeaning]:
    """Return meanings whose labels name blocks as the old network did, where they are the same."""

    def told(labels: Labels) -> Labels:
        return tuple((same.get(block, block), name) for block, name in labels)

    return {node: replace(each, reads=told(each.reads), gives=told(each.gives))
            for node, each in blocks.items()}  # fmt: skip
