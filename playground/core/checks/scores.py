"""Goals that get other scores than their target has, and what gives them theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.per_axis import tight
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import SAME, BlockSpec, Role
from playground.core.checks.advice import gives_scores
from playground.core.checks.axes import from_all_numbers, inserted
from playground.core.checks.fixes import feeds_several, set_param
from playground.core.checks.rewire import NewBlock
from playground.core.checks.savable import has_room
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.wiring import Graph, source_before, target_of
from playground.core.network.values import Edge, Network
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands
from playground.core.shapes.derived import Derived


def scores(known: Derived) -> Iterator[Problem]:
    """Yield goals that get another number of scores than their target has."""
    for node, spec in known.drawn.of_role(Role.GOAL).items():
        shape = known.inference.inputs.get(node, {}).get("in")
        target = target_of(known.project, node, known.fields)
        if spec.goal is None or target is None or shape is None or spec.goal.makes:
            continue
        wanted = _needed_scores(known, node, spec, target)
        if not _suffices(spec.goal, shape, wanted):
            edge = known.drawn.held[(node, "in")]
            message = _score_words(known.drawn.label(node), spec.goal, target, wanted, shape)
            where = Place(node, "in", edge=edge.as_tuple())
            fixes = tuple(_fixes(known, edge, spec.goal, wanted, shape))
            yield Problem("error", where, message, fixes)


def weightless(known: Derived) -> Iterator[Problem]:
    """Yield a goal that is reached by shapes but has nothing to learn with."""
    inference = known.inference
    if inference.total > inference.frozen:
        return
    for node, spec in known.drawn.of_role(Role.GOAL).items():
        edge, target = known.drawn.held.get((node, "in")), target_of(known.project, node, known.fields)
        shape = inference.inputs.get(node, {}).get("in")
        if shape is None or not target or not edge:
            continue
        if inference.total:
            yield _all_frozen(node)
            continue
        words = "Nothing before {block} has weights, so there is nothing to learn."
        message = Text(words, block=known.drawn.label(node))
        assert spec.goal is not None  # it has a target
        fixes: tuple[Fix, ...] = ()
        if not spec.goal.makes:
            wanted = _needed_scores(known, node, spec, target)
            fixes = tuple(_layers(known, edge, spec.goal, wanted, shape))
        yield Problem("error", Place(node, "in", edge=edge.as_tuple()), message, fixes)


def _needed_scores(known: Derived, node: str, spec: BlockSpec, target: Field) -> tuple[int, ...]:
    """Return the sizes of the scores a goal takes: as many as the source gives, where it gives them back."""
    assert spec.goal is not None  # asked of goals alone
    given = _given_back(known, node) if _gives_back(spec) else None
    if given is not None:
        return (given.count,)
    return spec.goal.sizes(target, spec.params_of(known.project.network.nodes[node].params))


def _gives_back(spec: BlockSpec) -> bool:
    return spec.field == SAME and spec.goal is not None and spec.goal.aligned == "sample"


def _given_back(known: Derived, goal: str) -> Shape | None:
    """Return what the source before a goal brings."""
    return known.inference.outputs.get(source_before(known.project, goal), {}).get("out")


def _suffices(rule: GoalRule, shape: Shape, wanted: tuple[int, ...]) -> bool:
    """Say whether scores have the sizes wanted; of a sample's they may lie in any shape."""
    return shape.count == prod(wanted) if rule.aligned == "sample" else shape.sizes == wanted


def _score_words(label: str, rule: GoalRule, target: Field, wanted: tuple[int, ...], shape: Shape) -> Text:
    gets, width = shape.text(), wanted[0]
    if rule.aligned != "sample":
        words = "{block} needs {sizes} scores, one for each class at every {place}, but gets {gets}."
        if rule.target == "float":
            words = "{block} needs {sizes} numbers, those of the {place}s to be made, but gets {gets}."
        return Text(words, block=label, sizes=Shape(wanted).text(), place=Text(rule.aligned), gets=gets)
    each = Text("the value itself" if width == 1 else "as the source has")
    if target.classes or rule.each:
        each = Text(rule.each or "one a class")
    words = "{block} needs {count} scores, {each}, but gets {gets}."
    if width == 1:
        words = "{block} needs {count} score, {each}, but gets {gets}."
    return Text(words, block=label, count=thousands(width), each=each, gets=gets)


def _fixes(known: Derived, edge: Edge, rule: GoalRule, wanted: tuple[int, ...],
           shape: Shape) -> Iterator[Fix]:  # fmt: skip
    """Yield what gives a goal its scores: another width of the last layer, or layers of their own."""
    if _only_width_differs(rule, wanted, shape):
        yield from _widened(known.drawn, edge, rule, wanted)
    yield from _layers(known, edge, rule, wanted, shape)


def _only_width_differs(rule: GoalRule, wanted: tuple[int, ...], shape: Shape) -> bool:
    axis = rule.width_axis
    return shape.rank == len(wanted) and _without(shape.sizes, axis) == _without(wanted, axis)


def _without(sizes: tuple[int, ...], axis: int) -> list[int]:
    left = list(sizes)
    del left[axis]
    return left


def _widened(graph: Graph, edge: Edge, rule: GoalRule, wanted: tuple[int, ...]) -> Iterator[Fix]:
    """Yield the fix that gives the last layer as many scores as the goal takes, if it serves nothing else."""
    count = wanted[rule.width_axis]
    kind, params = rule.scorer(count)
    name = next(iter(params))
    last = graph.way_back(edge.source, lambda spec: spec.keeps_shape)
    before = graph.specs[last]
    if before is None or before.id != kind or feeds_several(graph, last, edge):
        return
    straight = {} if gives_scores(graph, last) else {"activation": "linear"}
    words = "Set {block} to {count} {param}, linear" if straight else "Set {block} to {count} {param}"
    title = Text(words, block=graph.label(last), count=count, param=Text(name))
    yield set_param(title, last, **{name: count}, **straight)


def _layers(known: Derived, edge: Edge, rule: GoalRule, wanted: tuple[int, ...],
            shape: Shape) -> Iterator[Fix]:  # fmt: skip
    """Yield layers before a goal that give it the scores it needs, the one with the fewest weights first."""
    kind, params = rule.scorer(wanted[rule.width_axis])
    if _only_width_differs(rule, wanted, shape):
        yield inserted(known, edge, (kind, params))
        return
    if rule.aligned == "sample":
        yield from _at_each_place(known, edge, rule, shape)
    elif rule.aligned == "pixel" and shape.rank == 3:
        yield from _resized(known, edge, wanted, shape, (kind, params))
    yield inserted(known, edge, *from_all_numbers(wanted, shape))
    if not has_room(known, shape.count * prod(wanted)):
        yield from _of_sums(known, edge, wanted, shape)


def _of_sums(known: Derived, edge: Edge, wanted: tuple[int, ...], shape: Shape) -> Iterator[Fix]:
    """Yield layers that read one number a map, or one step, where there are too many numbers to read all."""
    if shape.rank > 1:
        summed = ("over_time" if shape.rank == 2 else "global_pool", dict[str, object]())
        yield inserted(known, edge, summed, *from_all_numbers(wanted, Shape((shape.feature_count,))))


def _at_each_place(known: Derived, edge: Edge, rule: GoalRule, shape: Shape) -> Iterator[Fix]:
    """Yield a layer that gives back as many numbers a pixel or a step as the source brings there."""
    given = _given_back(known, edge.target)
    if given is None or given.rank != shape.rank or shape.rank not in (2, 3):
        return
    aligned = replace(rule, aligned="pixel" if shape.rank == 3 else "step")
    if _only_width_differs(aligned, given.sizes, shape):
        yield inserted(known, edge, aligned.scorer(given.sizes[aligned.width_axis]))


def _resized(known: Derived, edge: Edge, wanted: tuple[int, ...], shape: Shape,
             scorer: NewBlock) -> Iterator[Fix]:  # fmt: skip
    """Yield what makes a picture as large as the one to mark, where that is a whole number of times."""
    factor, left = divmod(wanted[1], shape.height)
    if left == 0 and factor > 1 and wanted[2] == factor * shape.width:
        yield inserted(known, edge, ("upsample", {"factor": float(factor)}), scorer)
    elif wanted[1] < shape.height and wanted[2] < shape.width:
        yield inserted(known, edge, ("adaptive_pool2d", {"side": tight(wanted[1:])}), scorer)


def _all_frozen(goal: str) -> Problem:
    message = Text("Every block with weights is frozen, so there is nothing to learn.")
    return Problem("error", Place(goal), message, (Fix(Text("Thaw all blocks"), _thawed),))


def _thawed(project: Project) -> Project:
    return project.with_network(_all_thawed(project.network))


def _all_thawed(network: Network) -> Network:
    nodes = {}
    for name, node in network.nodes.items():
        inside = _all_thawed(node.network) if node.network is not None else None
        nodes[name] = replace(node, frozen=False, network=inside)
    return replace(network, nodes=nodes)
